import json
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from unittest import mock

import boto3
import pytest
from botocore.exceptions import ClientError

from cdk_personalize_handler import crhelper_input, crhelper_session
from cdk_personalize_handler.crhelper_rules import Rules
from local_aws.personalize import faults
from tests import events
from tests.histories.asked import asks_for
from tests.histories.world import POLL_INTERVAL, History
from tests.simulation.clients import client_error
from tests.simulation.crhelper import SimulatedCrhelper
from tests.simulation.waiters import crhelper


class Crhelper:
    """A history on crhelper, and the rules that it makes."""

    def __init__(self) -> None:
        self.history = History(crhelper)
        assert isinstance(self.history.waiter, SimulatedCrhelper)
        self.events = self.history.waiter.events

    def last(self) -> Any:
        return self.history.resource.answers[-1]

    def input_of_rule(self) -> Any:
        ((name, targets),) = self.events.rules.items()
        assert name.startswith(self.history.resource.logical_id)
        return json.loads(targets["1"])


@pytest.fixture
def world() -> Crhelper:
    return Crhelper()


def test_a_request_that_waits_has_a_rule_that_repeats_it_every_minute(world: Crhelper) -> None:
    world.history.resource.create(asks_for("a.csv"))
    assert world.events.schedules == {"rate(1 minute)"}
    (job,) = world.history.own_jobs()
    assert world.input_of_rule()["CrHelperData"] == {
        "StartedAt": world.history.now,
        "PhysicalResourceId": job["datasetImportJobArn"],
    }
    world.history.until_answered()
    assert world.events.rules == {}


def test_the_attributes_are_all_that_is_answered(world: Crhelper) -> None:
    world.history.resource.create(asks_for("a.csv"))
    world.history.until_answered()
    assert "StartedAt" not in world.last().data
    assert world.last().data["Status"] == "ACTIVE"
    assert all(isinstance(value, str) for value in world.last().data.values())


@pytest.mark.parametrize("change", [{"Tags": [{"Key": "team", "Value": "search"}]}, {"Timeout": "600"}])
def test_what_is_final_in_the_first_call_is_answered_without_a_rule(world: Crhelper, change: dict[str, Any]) -> None:
    world.history.resource.create(asks_for("a.csv"))
    world.history.until_answered()
    world.events.schedules.clear()
    now = world.history.now
    world.history.resource.update(asks_for("a.csv", **change))
    world.history.resource.delete()
    assert [answer.succeeded for answer in world.history.resource.answers] == [True] * 3
    assert world.history.resource.is_deleted
    assert world.events.schedules == set()
    assert world.history.now - now < POLL_INTERVAL


def test_a_failure_keeps_the_id_that_the_import_was_started_under(world: Crhelper) -> None:
    world.history.resource.create(asks_for("bad.csv"))
    world.history.until_answered()
    failed, deleted = world.history.resource.answers
    (job,) = world.history.own_jobs()
    assert not failed.succeeded
    assert failed.physical_id == deleted.physical_id == job["datasetImportJobArn"]
    assert failed.data == {}


def test_a_refused_creation_has_an_id_that_is_deleted_at_once(world: Crhelper) -> None:
    world.history.resource.create(asks_for("a.csv", Datasetarn="misspelt"))
    failed, deleted = world.history.resource.answers
    assert not failed.succeeded
    assert failed.reason.startswith("property: 'Datasetarn' is not allowed; use one of ")
    assert len(failed.reason) <= 256
    assert failed.physical_id == deleted.physical_id == f"refused-{failed.event['RequestId']}"
    assert world.events.schedules == set()


def test_a_refused_update_keeps_its_id(world: Crhelper) -> None:
    world.history.resource.create(asks_for("a.csv"))
    world.history.until_answered()
    world.history.resource.update(asks_for("a.csv", Datasetarn="misspelt"))
    assert {answer.physical_id for answer in world.history.resource.answers} == {world.history.resource.physical_id}
    assert [answer.succeeded for answer in world.history.resource.answers] == [True, False, True]


def test_an_unexpected_error_is_answered_and_its_trace_is_in_the_log(
    world: Crhelper, caplog: pytest.LogCaptureFixture
) -> None:
    world.history.resource.create(asks_for("a.csv"))
    world.history.waiter.lose_next_poll = True
    world.history.wait(POLL_INTERVAL)
    assert world.history.resource.answers[0].reason == "the service could not be reached"
    assert any(record.exc_info for record in caplog.records if record.message == "failed")


def test_a_late_poll_is_not_answered_again(world: Crhelper) -> None:
    world.history.resource.create(asks_for("a.csv"))
    world.history.until_answered()
    with mock.patch.object(SimulatedCrhelper, "_send") as send:
        world.history.waiter.poll_again()
    send.assert_not_called()


def test_a_rule_that_gets_no_target_is_deleted_again(world: Crhelper, monkeypatch: pytest.MonkeyPatch) -> None:
    def put_targets(**_: Any) -> Any:
        raise client_error("LimitExceededException", "Too many targets")

    monkeypatch.setattr(world.events, "put_targets", put_targets)
    world.history.resource.create(asks_for("a.csv"))
    failed = world.history.resource.answers[0]
    assert "Too many targets" in failed.reason
    assert failed.physical_id in world.history.started_by
    assert world.events.schedules
    assert world.events.rules == {}


def test_a_poll_ends_the_rule_of_a_request_that_cloudformation_has_given_up(world: Crhelper) -> None:
    world.history.model.add_fault(faults.slow_job(seconds=900))
    world.history.resource.create(asks_for("a.csv"))
    world.history.wait(POLL_INTERVAL)
    world.history.resource.give_up()
    assert len(world.events.rules) == 2
    world.history.wait(POLL_INTERVAL)
    assert world.input_of_rule()["RequestType"] == "Delete"


def test_a_resource_that_is_touched_in_the_middle_of_a_wait_is_waited_for(world: Crhelper) -> None:
    world.history.resource.create(asks_for("a.csv"))
    world.history.wait(POLL_INTERVAL)
    world.history.resource.asked_at = world.history.now
    world.history.until_answered()
    assert [answer.succeeded for answer in world.history.resource.answers] == [True]
    assert not world.history.resource.is_deleted


def test_a_request_that_does_not_fit_into_a_rule_is_refused_before_anything_starts(world: Crhelper) -> None:
    tags = [{"Key": f"key{number}", "Value": "v" * 256} for number in range(30)]
    world.history.resource.create(asks_for("a.csv", Tags=tags))
    assert "must fit into an EventBridge rule" in world.history.resource.answers[0].reason
    assert world.history.own_jobs() == []
    assert world.history.resource.is_deleted


def test_every_deletion_fits_into_a_rule(world: Crhelper) -> None:
    tags = [{"Key": f"key{number}", "Value": "v" * 256} for number in range(30)]
    world.history.waiter.crash_next = True
    world.history.resource.create(asks_for("a.csv", Tags=tags))
    world.history.resource.give_up()
    assert world.input_of_rule()["RequestType"] == "Delete"
    world.history.until_answered()
    assert world.history.resource.is_deleted


def test_the_most_that_the_construct_lets_through_fits_in_an_update() -> None:
    """The longest names that the services allow, and properties of the most bytes, old and new."""
    stack_id = f"arn:aws:cloudformation:ap-southeast-1:000000000000:stack/{'s' * 128}/{'0' * 36}"
    properties = {"Tags": ""}
    properties["Tags"] = "x" * (crhelper_input.MAX_PROPERTIES_BYTES - crhelper_input.size(properties))
    token = f"arn:aws:lambda:ap-southeast-1:000000000000:function:{'f' * 64}"
    job = f"arn:aws:personalize:ap-southeast-1:000000000000:dataset-import-job/{'j' * 63}"
    url = "https://cloudformation-custom-resource-response-apsoutheast1.s3.ap-southeast-1.amazonaws.com/" + "x" * 730
    event = events.update(job, events.create()) | {
        "RequestId": "0" * 36,
        "StackId": stack_id,
        "LogicalResourceId": "l" * 56,
        "ServiceToken": token,
        "ResponseURL": url,
        "ResourceProperties": properties,
        "OldResourceProperties": properties,
    }
    rule = {
        "CrHelperData": {"StartedAt": 1_800_000_000.123456, "PhysicalResourceId": job},
        "CrHelperPoll": True,
        "CrHelperRule": f"arn:aws:events:ap-southeast-1:000000000000:rule/{'r' * 64}",
        "CrHelperPermission": "p" * 64,
    }
    assert crhelper_input.size(event | rule) - crhelper_input.size(event) <= crhelper_input.ADDED_BYTES
    assert crhelper_input.size(event) <= crhelper_input.MAX_BYTES - crhelper_input.ADDED_BYTES


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The calls that leave the function, each of them answered by an error."""
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    crhelper_session.prepare_default_session("PersonalizeImport1a2b3c4d")
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
    with pytest.raises(ConnectionError):
        boto3.client("events").put_rule(Name="L" * 255 + "0AB1CD2E", ScheduleExpression="rate(1 minute)")
    (call,) = sent
    assert '"Name": "PersonalizeImport1a2b3c4d0AB1CD2E"' in call


def test_a_target_that_is_refused_within_a_successful_answer_is_an_error(sent: list[str]) -> None:
    del sent
    refusal = {"FailedEntryCount": 1, "FailedEntries": [{"TargetId": "1", "ErrorMessage": "no such function"}]}
    answer = SimpleNamespace(status_code=200), refusal
    target: Any = {"Id": "1", "Arn": "arn:aws:lambda:us-east-1:000000000000:function:f"}
    with mock.patch("botocore.endpoint.Endpoint.make_request", return_value=answer):
        with pytest.raises(ClientError, match="no such function"):
            boto3.client("events").put_targets(Rule="r", Targets=[target])
        refusal.update(FailedEntryCount=0, FailedEntries=[])
        boto3.client("events").put_targets(Rule="r", Targets=[target])


def test_a_rule_that_cannot_be_looked_at_may_exist() -> None:
    client: Any = mock.Mock()
    client.describe_rule.side_effect = client_error("ThrottlingException", "Rate exceeded")
    with pytest.raises(ClientError, match="Rate exceeded"):
        Rules(client).exists("arn:aws:events:us-east-1:000000000000:rule/r")


def test_crhelper_keeps_quiet_about_the_response_url(world: Crhelper, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        world.history.resource.create(asks_for("bad.csv"))
        world.history.until_answered()
    assert any(record.name.startswith("crhelper") for record in caplog.records)
    assert "secret-signature" not in caplog.text
