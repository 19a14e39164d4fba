import json
import logging
import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from unittest import mock
from urllib.parse import quote

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError

from cdk_personalize_handler.aws.personalize import Personalize
from cdk_personalize_handler.contract.constraints import InvalidValue
from cdk_personalize_handler.contract.properties import ImportProperties
from cdk_personalize_handler.crhelper_support import rule_event, session
from cdk_personalize_handler.crhelper_support.eventbridge_rules import EventBridgeRules
from cdk_personalize_handler.crhelper_support.session import NoRule
from cdk_personalize_handler.crhelper_waiter import MAX_REASON_LENGTH
from cdk_personalize_handler.lifecycle.ports import Retryable
from cdk_personalize_handler.lifecycle.request import parse_request
from local_aws.personalize import faults
from testing import events
from testing.histories.history import POLL_INTERVAL, History
from testing.histories.properties import properties_for
from testing.simulation.clients import client_error
from testing.simulation.crhelper import MOST_INPUT, RULE_PREFIX, SimulatedCrhelper, SimulatedEvents
from testing.simulation.waiters import crhelper


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
        assert name.startswith(RULE_PREFIX)
        return json.loads(targets["1"])


@pytest.fixture
def harness() -> Crhelper:
    return Crhelper()


def test_a_request_that_waits_has_a_rule_that_repeats_it_every_minute(harness: Crhelper) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    assert harness.events.schedules == {"rate(1 minute)"}
    assert harness.input_of_rule()["CrHelperData"]["StartedAt"] == harness.history.now
    harness.history.until_answered()
    assert harness.events.rules == {}


def test_a_response_has_the_attributes_and_nothing_else(harness: Crhelper) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.until_answered()
    assert "StartedAt" not in harness.last().data
    assert harness.last().data["Status"] == "ACTIVE"
    assert all(isinstance(value, str) for value in harness.last().data.values())


@pytest.mark.parametrize("change", [{"Tags": [{"Key": "team", "Value": "search"}]}, {"Timeout": "600"}])
def test_a_final_outcome_of_the_first_call_needs_no_rule(harness: Crhelper, change: dict[str, Any]) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.until_answered()
    harness.events.schedules.clear()
    now = harness.history.now
    harness.history.resource.update(properties_for("a.csv", **change))
    harness.history.resource.delete()
    assert [answer.succeeded for answer in harness.history.resource.answers] == [True] * 3
    assert harness.history.resource.is_deleted
    assert harness.events.schedules == set()
    assert harness.history.now - now < POLL_INTERVAL


def test_a_failure_keeps_the_id_that_the_import_was_started_under(harness: Crhelper) -> None:
    harness.history.resource.create(properties_for("bad.csv", Preflight="OFF"))
    harness.history.until_answered()
    failed, deleted = harness.history.resource.answers
    (job,) = harness.history.own_jobs()
    assert not failed.succeeded
    assert failed.physical_id == deleted.physical_id == job["datasetImportJobArn"]
    assert failed.data == {}


def test_a_rejected_creation_has_an_id_that_is_deleted_at_once(harness: Crhelper) -> None:
    harness.history.resource.create(properties_for("a.csv", Datasetarn="misspelt"))
    failed, deleted = harness.history.resource.answers
    assert not failed.succeeded
    assert failed.reason.startswith("property: 'Datasetarn' is not allowed; use one of ")
    assert len(failed.reason) <= 256
    assert failed.physical_id == deleted.physical_id == f"refused:{failed.event['RequestId']}"
    assert harness.events.schedules == set()


def test_a_creation_that_the_service_rejects_leaves_no_rule_and_nothing_to_delete(harness: Crhelper) -> None:
    missing = "arn:aws:personalize:us-east-1:000000000000:dataset/nothing/INTERACTIONS"
    harness.history.resource.create(properties_for("k" * 200, DatasetArn=missing, Preflight="OFF"))
    failed, deleted = harness.history.resource.answers
    assert "ResourceNotFoundException" in failed.reason
    assert len(failed.reason) <= 256
    assert failed.physical_id == deleted.physical_id == f"refused:{failed.event['RequestId']}"
    assert harness.events.schedules == {"rate(1 minute)"}
    assert harness.events.rules == {}


def test_a_rejected_update_keeps_its_id(harness: Crhelper) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.until_answered()
    harness.history.resource.update(properties_for("a.csv", Datasetarn="misspelt"))
    assert {answer.physical_id for answer in harness.history.resource.answers} == {harness.history.resource.physical_id}
    assert [answer.succeeded for answer in harness.history.resource.answers] == [True, False, True]


def test_an_unexpected_error_gets_a_response_and_its_trace_is_in_the_log(
    harness: Crhelper, caplog: pytest.LogCaptureFixture
) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.waiter.lose_next_poll = True
    harness.history.wait(POLL_INTERVAL)
    assert harness.history.resource.answers[0].reason == "the service could not be reached"
    assert any(record.exc_info for record in caplog.records if record.message == "failed")


def test_a_late_poll_gets_no_second_response(harness: Crhelper) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.until_answered()
    with mock.patch.object(SimulatedCrhelper, "_send") as send:
        harness.history.waiter.poll_again()
    send.assert_not_called()


@pytest.mark.parametrize("call", ["put_rule", "put_targets"])
def test_nothing_is_started_where_no_rule_can_be_made(
    harness: Crhelper, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def refuse(**_: Any) -> Any:
        raise client_error("LimitExceededException", "The requested resource exceeds the maximum number allowed.")

    monkeypatch.setattr(harness.events, call, refuse)
    harness.history.resource.create(properties_for("a.csv"))
    failed, deleted = harness.history.resource.answers
    assert failed.reason == (
        "no EventBridge rule could be made to wait with: The requested resource exceeds the maximum number allowed. "
        "(LimitExceededException). Nothing was started. An account has 300 rules in a Region, in some 100; "
        "Waiter.provider_framework() needs none"
    )
    assert harness.history.own_jobs() == []
    assert failed.physical_id == deleted.physical_id == f"refused:{failed.event['RequestId']}"
    assert harness.history.resource.is_deleted
    assert harness.events.rules == {}


def test_an_import_whose_job_has_ended_is_deleted_without_a_rule(
    harness: Crhelper, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.until_answered()
    monkeypatch.delattr(SimulatedEvents, "put_rule")
    harness.history.resource.delete()
    assert harness.history.resource.is_deleted


def test_the_deletion_of_an_import_that_may_have_been_started_waits_for_it(
    harness: Crhelper, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = Personalize.create

    def create_and_fail(self: Personalize, *arguments: Any) -> None:
        create(self, *arguments)
        raise RuntimeError("the answer could not be read")

    monkeypatch.setattr(Personalize, "create", create_and_fail)
    harness.history.resource.create(properties_for("a.csv"))
    (job,) = harness.history.own_jobs()
    (failed,) = harness.history.resource.answers
    assert failed.reason == "the answer could not be read"
    assert failed.physical_id == job["datasetImportJobArn"]
    harness.history.until_answered()
    assert harness.history.resource.is_deleted
    assert [job["status"] for job in harness.history.own_jobs()] == ["ACTIVE"]


def test_a_stack_can_be_called_refused(harness: Crhelper) -> None:
    """CloudFormation invents the id of a creation that it gives up, and begins it with the name of the stack."""
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.resource.physical_id = "refused-things-Interactions-1A2B3C4D"
    harness.history.resource.delete()
    assert not harness.history.resource.is_deleted
    harness.history.until_answered()
    assert [job["status"] for job in harness.history.own_jobs()] == ["ACTIVE"]


def test_a_poll_that_can_no_longer_be_parsed_fails_under_an_id_whose_deletion_waits(
    harness: Crhelper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer version of the function may refuse what an older one has begun."""
    harness.history.resource.create(properties_for("a.csv"))
    with monkeypatch.context() as newer:
        newer.setattr(ImportProperties, "from_cloudformation", mock.Mock(side_effect=InvalidValue("Tags", "x", "y")))
        harness.history.wait(POLL_INTERVAL)
    (failed,) = harness.history.resource.answers
    assert failed.reason == "Tags: 'x' is not allowed; use y"
    assert not failed.physical_id.startswith("refused:")
    harness.history.until_answered()
    assert harness.history.resource.is_deleted
    assert [job["status"] for job in harness.history.own_jobs()] == ["ACTIVE"]


BUSY = [client_error("ThrottlingException", "Rate exceeded"), EndpointConnectionError(endpoint_url="https://e")]


@pytest.mark.parametrize("error", BUSY)
def test_an_import_that_has_landed_succeeds_though_its_rule_cannot_be_deleted_at_once(
    harness: Crhelper, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    with monkeypatch.context() as busy:
        busy.setattr(harness.events, "remove_targets", mock.Mock(side_effect=error))
        harness.history.until_answered()
        harness.history.wait(POLL_INTERVAL)
        assert harness.events.rules
    harness.history.wait(POLL_INTERVAL)
    assert [answer.succeeded for answer in harness.history.resource.answers] == [True]
    assert harness.events.rules == {}


@pytest.mark.parametrize("error", BUSY)
def test_a_rule_that_cannot_be_deleted_calls_nothing_any_more(
    harness: Crhelper, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    monkeypatch.setattr(harness.events, "delete_rule", mock.Mock(side_effect=error))
    harness.history.until_answered()
    assert [answer.succeeded for answer in harness.history.resource.answers] == [True]
    assert list(harness.events.rules.values()) == [{}]


def test_a_rule_is_deleted_though_its_target_is_gone_or_cannot_be_removed() -> None:
    client: Any = mock.Mock()
    client.remove_targets.side_effect = client_error("ResourceNotFoundException", "no such target")
    EventBridgeRules(client).delete("arn:aws:events:us-east-1:000000000000:rule/r")
    client.delete_rule.assert_called_once_with(Name="r")


def test_a_function_that_is_killed_in_its_response_responds_in_the_next_poll(harness: Crhelper) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    with mock.patch.object(SimulatedCrhelper, "_send", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        harness.history.until_answered()
    assert harness.history.resource.answers == []
    harness.history.wait(POLL_INTERVAL)
    assert [answer.succeeded for answer in harness.history.resource.answers] == [True]
    assert harness.events.rules == {}


def test_the_rule_of_a_deletion_is_gone_with_its_response_and_a_repeated_poll_responds(
    harness: Crhelper,
) -> None:
    """After the answer the function may have no rights any more; Lambda repeats a poll that was killed before it."""
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.resource.give_up()
    harness.history.wait(POLL_INTERVAL)  # ends the creation's own rule
    killed = mock.patch.object(SimulatedCrhelper, "_send", side_effect=KeyboardInterrupt)
    with killed, pytest.raises(KeyboardInterrupt):
        harness.history.until_answered()
    assert harness.events.rules == {}
    assert not harness.history.resource.is_deleted
    harness.history.waiter.poll_again()
    assert harness.history.resource.is_deleted


def test_two_polls_at_the_same_time_send_the_same_response(harness: Crhelper) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    rules = dict(harness.events.rules)
    harness.history.until_answered()
    harness.events.rules.update(rules)
    with mock.patch.object(SimulatedCrhelper, "_send", autospec=True) as send:
        harness.history.waiter.poll_again()
    (sent,) = send.call_args_list
    assert json.loads(sent.kwargs["body"])["Status"] == "SUCCESS"


def test_a_poll_ends_the_rule_of_a_cancelled_request(harness: Crhelper) -> None:
    harness.history.model.add_fault(faults.slow_job(seconds=900))
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.wait(POLL_INTERVAL)
    harness.history.resource.give_up()
    assert len(harness.events.rules) == 2
    harness.history.wait(POLL_INTERVAL)
    assert harness.input_of_rule()["RequestType"] == "Delete"


def test_a_resource_that_is_updated_in_the_middle_of_a_wait_is_waited_for(harness: Crhelper) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.wait(POLL_INTERVAL)
    harness.history.resource.asked_at = harness.history.now
    harness.history.until_answered()
    assert [answer.succeeded for answer in harness.history.resource.answers] == [True]
    assert not harness.history.resource.is_deleted


def test_a_request_that_does_not_fit_into_a_rule_is_rejected_before_anything_starts(harness: Crhelper) -> None:
    tags = [{"Key": f"key{number}", "Value": "v" * 256} for number in range(30)]
    harness.history.resource.create(properties_for("a.csv", Tags=tags))
    assert "with fewer or shorter Tags, since crhelper keeps" in harness.history.resource.answers[0].reason
    assert harness.history.own_jobs() == []
    assert harness.history.resource.is_deleted


def test_every_deletion_fits_into_a_rule(harness: Crhelper) -> None:
    tags = [{"Key": f"key{number}", "Value": "v" * 256} for number in range(30)]
    harness.history.waiter.crash_next = True
    harness.history.resource.create(properties_for("a.csv", Tags=tags))
    harness.history.resource.give_up()
    assert harness.input_of_rule()["RequestType"] == "Delete"
    harness.history.until_answered()
    assert harness.history.resource.is_deleted


LONGEST_LOGICAL_ID = "L" * 255
LONGEST_JOB_ARN = f"arn:aws:personalize:ap-southeast-1:000000000000:dataset-import-job/{'j' * 63}"


def longest_properties(**changes: Any) -> dict[str, Any]:
    """Properties of the most bytes that the construct lets through, in a dataset and data of the longest names."""
    properties = events.create(
        ServiceToken=f"arn:aws:lambda:ap-southeast-1:000000000000:function:{'f' * 64}",
        DatasetArn=f"arn:aws:personalize:ap-southeast-1:000000000000:dataset/{'g' * 63}/INTERACTIONS",
        DataSource={"DataLocation": f"s3://{'b' * 63}/{'k' * 180}"},
        **{"DataVersion": "d" * 256, "JobName": "j" * 63} | changes,
    )["ResourceProperties"]
    tags: list[dict[str, str]] = []
    while rule_event.needed(properties | {"Tags": tags}) < rule_event.MAX_PROPERTIES_BYTES:
        tags.append({"Key": f"key{len(tags)}", "Value": "v" * 100})
    over = rule_event.needed(properties | {"Tags": tags}) - rule_event.MAX_PROPERTIES_BYTES
    tags[0]["Value"] = "v" * max(100 - over, 0)
    return {**properties, "Tags": tags}


def in_the_longest_stack(event: dict[str, Any]) -> dict[str, Any]:
    stack_id = f"arn:aws:cloudformation:ap-southeast-1:000000000000:stack/{'s' * 128}/{'0' * 36}"
    url = (
        "https://cloudformation-custom-resource-response-apsoutheast1.s3.ap-southeast-1.amazonaws.com/"
        + quote(f"{stack_id}|{LONGEST_LOGICAL_ID}|{'0' * 36}", safe="")
        + "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261122T000000Z&X-Amz-SignedHeaders=host&X-Amz-Expires=7200"
        + f"&X-Amz-Credential={'A' * 20}%2F20261122%2Fap-southeast-1%2Fs3%2Faws4_request&X-Amz-Signature={'0' * 64}"
    )
    return event | {
        "RequestId": "0" * 36,
        "StackId": stack_id,
        "LogicalResourceId": LONGEST_LOGICAL_ID,
        "ServiceToken": event["ResourceProperties"]["ServiceToken"],
        "ResponseURL": url,
    }


def in_rule(event: dict[str, Any]) -> int:
    """The bytes of a target's input, as crhelper makes it of an event."""
    rule_event.check(event)
    added = {
        "CrHelperData": {
            "StartedAt": 1_800_000_000.123456,
            "PhysicalResourceId": event.get("PhysicalResourceId", f"refused:{event['RequestId']}"),
        },
        "CrHelperPoll": True,
        "CrHelperRule": f"arn:aws-us-gov:events:ap-southeast-1:000000000000:rule/{'r' * 64}",
        "CrHelperPermission": LONGEST_LOGICAL_ID + "0AB1CD2E",
    }
    return rule_event.size(rule_event.keep(event, parse_request(event)) | added)


@pytest.mark.parametrize("old", ["the same data", "other data", "other tags"])
def test_the_most_that_the_construct_lets_through_fits_with_the_longest_names(old: str) -> None:
    properties = longest_properties()
    before = {
        "the same data": properties,
        "other data": longest_properties(DataVersion="e" * 256),
        "other tags": {**properties, "Tags": [{"Key": f"{n:0128}", "Value": "v" * 256} for n in range(50)]},
    }[old]
    create = events.create() | {"ResourceProperties": properties}
    update = events.update(LONGEST_JOB_ARN, create) | {
        "ResourceProperties": properties,
        "OldResourceProperties": before,
    }
    assert in_rule(in_the_longest_stack(create)) <= MOST_INPUT
    assert in_rule(in_the_longest_stack(update)) <= MOST_INPUT


def test_the_rollback_of_an_update_that_is_too_large_fits(harness: Crhelper) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.until_answered()
    tags = [{"Key": f"key{number}", "Value": "v" * 200} for number in range(40)]
    harness.history.resource.update(properties_for("b.csv", Tags=tags))
    harness.history.settle()
    assert [answer.succeeded for answer in harness.history.resource.answers] == [True, False, True]
    assert "must fit" not in harness.last().reason
    assert not harness.history.resource.rollback_has_failed


def test_whatever_was_created_can_be_updated(harness: Crhelper) -> None:
    tags = [{"Key": f"key{number}", "Value": "v" * 180} for number in range(22)]
    harness.history.resource.create(properties_for("a.csv", Tags=tags))
    harness.history.until_answered()
    harness.history.resource.update(properties_for("b.csv", Tags=tags))
    harness.history.settle()
    assert all(answer.succeeded for answer in harness.history.resource.answers)
    assert harness.history.landed() == ("s3://lake/b.csv", None, None)


def test_a_change_of_tags_that_has_to_wait_removes_what_is_gone(
    harness: Crhelper, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.history.resource.create(
        properties_for("a.csv", Tags=[{"Key": "team", "Value": "a"}, {"Key": "old", "Value": "b"}])
    )
    harness.history.until_answered()
    (job,) = harness.history.own_jobs()
    with monkeypatch.context() as busy:
        busy.setattr(Personalize, "change_tags", mock.Mock(side_effect=Retryable("busy")))
        harness.history.resource.update(properties_for("a.csv", Tags=[{"Key": "team", "Value": "c"}]))
    assert harness.input_of_rule()["OldResourceProperties"] == {
        "DatasetArn": events.DATASET_ARN,
        "DataSource": {"DataLocation": "s3://lake/a.csv"},
        "ImportMode": "FULL",
        "Tags": [{"Key": "old", "Value": ""}],
    }
    harness.history.until_answered()
    assert harness.last().succeeded
    assert harness.history.tags_of(job["datasetImportJobArn"]) == {"team": "c"}
    assert len(harness.history.own_jobs()) == 1


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The calls that leave the function, each of them answered by an error."""
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
    with pytest.raises(NoRule, match=r"made to wait with: nothing may be sent\. Nothing was started") as raised:
        boto3.client("events").put_rule(Name="r", ScheduleExpression="rate(1 minute)")
    assert len(str(raised.value)) <= MAX_REASON_LENGTH
    assert len(str(NoRule("word " * 99))) <= MAX_REASON_LENGTH
    with pytest.raises(ConnectionError):
        boto3.client("events").delete_rule(Name="r")


def test_a_target_that_is_rejected_within_a_successful_response_is_an_error(sent: list[str]) -> None:
    del sent
    refusal = {"FailedEntryCount": 1, "FailedEntries": [{"TargetId": "1", "ErrorMessage": "no such function"}]}
    answer = SimpleNamespace(status_code=200), refusal
    target: Any = {"Id": "1", "Arn": "arn:aws:lambda:us-east-1:000000000000:function:f"}
    with mock.patch("botocore.endpoint.Endpoint.make_request", return_value=answer):
        with pytest.raises(NoRule, match="no such function"):
            boto3.client("events").put_targets(Rule="r", Targets=[target])
        refusal.update(FailedEntryCount=0, FailedEntries=[])
        boto3.client("events").put_targets(Rule="r", Targets=[target])


@pytest.mark.parametrize(
    "error",
    [
        client_error("ThrottlingException", "Rate exceeded"),
        client_error("AccessDeniedException", "not authorized"),
        EndpointConnectionError(endpoint_url="https://e"),
    ],
)
def test_a_rule_that_cannot_be_described_counts_as_there(error: Exception) -> None:
    client: Any = mock.Mock()
    client.describe_rule.side_effect = error
    assert EventBridgeRules(client).exists("arn:aws:events:us-east-1:000000000000:rule/r")
    client.describe_rule.side_effect = client_error("ResourceNotFoundException", "Rule r does not exist")
    assert not EventBridgeRules(client).exists("arn:aws:events:us-east-1:000000000000:rule/r")


def test_a_response_over_a_connection_that_hangs_times_out() -> None:
    before = socket.getdefaulttimeout()
    try:
        session.limit_responses()
        with socket.socket() as connection:
            assert connection.gettimeout() == 10
    finally:
        socket.setdefaulttimeout(before)


def test_crhelper_keeps_quiet_about_the_response_url(harness: Crhelper, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        harness.history.resource.create(properties_for("bad.csv", Preflight="OFF"))
        harness.history.until_answered()
    assert any(record.name.startswith("crhelper") for record in caplog.records)
    assert "secret-signature" not in caplog.text
