import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from unittest import mock

import boto3
import pytest

from cdk_personalize_handler.crhelper_support import session
from cdk_personalize_handler.crhelper_support.session import NoRule
from cdk_personalize_handler.crhelper_waiter import MAX_REASON_LENGTH


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The calls that leave the function, each of them with an error as its response."""
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    session.prepare_default_session("PersonalizeImport1a2b3c4d")
    calls: list[str] = []

    def refuse(request: Any, **_: Any) -> Any:
        calls.append(f"{request.url} {request.body}")
        raise ConnectionError("nothing may be sent")

    assert boto3.DEFAULT_SESSION
    boto3.DEFAULT_SESSION.events.register("before-send", refuse)
    yield calls
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)


def test_crhelper_changes_no_permission_of_the_function(sent: list[str]) -> None:
    client = boto3.client("lambda")
    permission = {"Action": "lambda:InvokeFunction", "Principal": "events.amazonaws.com"}
    client.add_permission(FunctionName="f", StatementId="1", **permission)
    client.remove_permission(FunctionName="f", StatementId="1")
    assert sent == []
    with pytest.raises(ConnectionError):
        client.get_policy(FunctionName="f")
    assert len(sent) == 1
    assert client.meta.config.read_timeout == 10


def test_a_rule_is_named_after_its_function_however_long_the_logical_id_is(sent: list[str]) -> None:
    with pytest.raises(NoRule):
        boto3.client("events").put_rule(Name="L" * 255 + "0AB1CD2E", ScheduleExpression="rate(1 minute)")
    (call,) = sent
    assert '"Name": "PersonalizeImport1a2b3c4d0AB1CD2E"' in call


def test_a_rule_that_cannot_be_sent_has_a_short_reason(sent: list[str]) -> None:
    del sent
    with pytest.raises(NoRule, match=r"created: nothing may be sent\. No import was started") as raised:
        boto3.client("events").put_rule(Name="r", ScheduleExpression="rate(1 minute)")
    assert len(str(raised.value)) <= MAX_REASON_LENGTH
    assert len(str(NoRule("word " * 99))) <= MAX_REASON_LENGTH
    with pytest.raises(ConnectionError):
        boto3.client("events").delete_rule(Name="r")


def test_a_target_that_is_rejected_within_a_successful_response_is_an_error(sent: list[str]) -> None:
    del sent
    refusal = {"FailedEntryCount": 1, "FailedEntries": [{"TargetId": "1", "ErrorMessage": "no such function"}]}
    response = SimpleNamespace(status_code=200), refusal
    target: Any = {"Id": "1", "Arn": "arn:aws:lambda:us-east-1:000000000000:function:f"}
    with mock.patch("botocore.endpoint.Endpoint.make_request", return_value=response):
        with pytest.raises(NoRule, match="no such function"):
            boto3.client("events").put_targets(Rule="r", Targets=[target])
        refusal.update(FailedEntryCount=0, FailedEntries=[])
        boto3.client("events").put_targets(Rule="r", Targets=[target])


def test_a_response_over_a_connection_that_hangs_times_out() -> None:
    before = socket.getdefaulttimeout()
    try:
        session.limit_responses()
        with socket.socket() as connection:
            assert connection.gettimeout() == 10
    finally:
        socket.setdefaulttimeout(before)
