import json
import logging
import re
from typing import Any
from unittest import mock

import pytest
from botocore.exceptions import EndpointConnectionError

from cdk_personalize_handler.aws.personalize import Personalize
from cdk_personalize_handler.contract.constraints import InvalidValue
from cdk_personalize_handler.contract.properties import ImportProperties
from cdk_personalize_handler.lifecycle.ports import Retryable
from local_aws.personalize import faults
from testing import events
from testing.histories.history import POLL_INTERVAL, History
from testing.histories.properties import properties_for
from testing.simulation.clients import client_error
from testing.simulation.crhelper import RULE_PREFIX, SimulatedCrhelper, SimulatedEvents
from testing.simulation.waiters import crhelper


class Crhelper:
    """A history on crhelper, and the rules that it makes."""

    def __init__(self) -> None:
        self.history = History(crhelper)
        assert isinstance(self.history.waiter, SimulatedCrhelper)
        self.events = self.history.waiter.events

    def last(self) -> Any:
        return self.history.resource.responses[-1]

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
    harness.history.until_response()
    assert harness.events.rules == {}


def test_a_response_has_the_attributes_and_nothing_else(harness: Crhelper) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.until_response()
    assert "StartedAt" not in harness.last().data
    assert harness.last().data["Status"] == "ACTIVE"
    assert all(isinstance(value, str) for value in harness.last().data.values())


@pytest.mark.parametrize("change", [{"Tags": [{"Key": "team", "Value": "search"}]}, {"Timeout": "600"}])
def test_a_final_outcome_of_the_first_call_needs_no_rule(harness: Crhelper, change: dict[str, Any]) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.until_response()
    harness.events.schedules.clear()
    now = harness.history.now
    harness.history.resource.update(properties_for("a.csv", **change))
    harness.history.resource.delete()
    assert [response.succeeded for response in harness.history.resource.responses] == [True] * 3
    assert harness.history.resource.is_deleted
    assert harness.events.schedules == set()
    assert harness.history.now - now < POLL_INTERVAL


def test_a_failure_keeps_the_id_that_the_import_was_started_under(harness: Crhelper) -> None:
    harness.history.resource.create(properties_for("bad.csv", Preflight="OFF"))
    harness.history.until_response()
    failed, deleted = harness.history.resource.responses
    (job,) = harness.history.own_jobs()
    assert not failed.succeeded
    assert failed.physical_id == deleted.physical_id == job["datasetImportJobArn"]
    assert failed.data == {}


def test_a_rejected_creation_has_an_id_that_is_deleted_at_once(harness: Crhelper) -> None:
    harness.history.resource.create(properties_for("a.csv", Datasetarn="misspelt"))
    failed, deleted = harness.history.resource.responses
    assert not failed.succeeded
    assert failed.reason.startswith("property: 'Datasetarn' is not allowed; use one of ")
    assert len(failed.reason) <= 256
    assert failed.physical_id == deleted.physical_id == f"refused:{failed.event['RequestId']}"
    assert harness.events.schedules == set()


def test_a_creation_that_the_service_rejects_leaves_no_rule_and_nothing_to_delete(harness: Crhelper) -> None:
    missing = "arn:aws:personalize:us-east-1:000000000000:dataset/nothing/INTERACTIONS"
    harness.history.resource.create(properties_for("k" * 200, DatasetArn=missing, Preflight="OFF"))
    failed, deleted = harness.history.resource.responses
    assert "ResourceNotFoundException" in failed.reason
    assert len(failed.reason) <= 256
    assert failed.physical_id == deleted.physical_id == f"refused:{failed.event['RequestId']}"
    assert harness.events.schedules == {"rate(1 minute)"}
    assert harness.events.rules == {}


def test_a_rejected_update_keeps_its_id(harness: Crhelper) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.until_response()
    harness.history.resource.update(properties_for("a.csv", Datasetarn="misspelt"))
    assert {response.physical_id for response in harness.history.resource.responses} == {
        harness.history.resource.physical_id
    }
    assert [response.succeeded for response in harness.history.resource.responses] == [True, False, True]


def test_an_unexpected_error_gets_a_response_and_its_trace_is_in_the_log(
    harness: Crhelper, caplog: pytest.LogCaptureFixture
) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.waiter.lose_next_poll = True
    harness.history.wait(POLL_INTERVAL)
    assert harness.history.resource.responses[0].reason == "the service could not be reached"
    assert any(record.exc_info for record in caplog.records if record.message == "failed")


def test_a_late_poll_gets_no_second_response(harness: Crhelper) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.until_response()
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
    failed, deleted = harness.history.resource.responses
    assert failed.reason == (
        "no EventBridge rule could be created: The requested resource exceeds the maximum number allowed. "
        "(LimitExceededException). No import was started. The quota is 300 rules in a Region, or 100; "
        "Waiter.provider_framework() needs no rules"
    )
    assert harness.history.own_jobs() == []
    assert failed.physical_id == deleted.physical_id == f"refused:{failed.event['RequestId']}"
    assert harness.history.resource.is_deleted
    assert harness.events.rules == {}


def test_an_import_whose_job_has_ended_is_deleted_without_a_rule(
    harness: Crhelper, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.until_response()
    monkeypatch.delattr(SimulatedEvents, "put_rule")
    harness.history.resource.delete()
    assert harness.history.resource.is_deleted


def test_the_deletion_of_an_import_that_may_have_been_started_waits_for_it(
    harness: Crhelper, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = Personalize.create

    def create_and_fail(self: Personalize, *arguments: Any) -> None:
        create(self, *arguments)
        raise RuntimeError("the response could not be read")

    monkeypatch.setattr(Personalize, "create", create_and_fail)
    harness.history.resource.create(properties_for("a.csv"))
    (job,) = harness.history.own_jobs()
    (failed,) = harness.history.resource.responses
    assert failed.reason == "the response could not be read"
    assert failed.physical_id == job["datasetImportJobArn"]
    harness.history.until_response()
    assert harness.history.resource.is_deleted
    assert [job["status"] for job in harness.history.own_jobs()] == ["ACTIVE"]


def test_a_stack_can_be_called_refused(harness: Crhelper) -> None:
    """CloudFormation generates the ID of a creation that it cancels, and begins it with the name of the stack."""
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.resource.physical_id = "refused-things-Interactions-1A2B3C4D"
    harness.history.resource.delete()
    assert not harness.history.resource.is_deleted
    harness.history.until_response()
    assert [job["status"] for job in harness.history.own_jobs()] == ["ACTIVE"]


def test_a_poll_that_can_no_longer_be_parsed_fails_under_an_id_whose_deletion_waits(
    harness: Crhelper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer version of the function may refuse what an older one has begun."""
    harness.history.resource.create(properties_for("a.csv"))
    with monkeypatch.context() as newer:
        newer.setattr(ImportProperties, "from_cloudformation", mock.Mock(side_effect=InvalidValue("Tags", "x", "y")))
        harness.history.wait(POLL_INTERVAL)
    (failed,) = harness.history.resource.responses
    assert failed.reason == "Tags: 'x' is not allowed; use y"
    assert not failed.physical_id.startswith("refused:")
    harness.history.until_response()
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
        harness.history.until_response()
        harness.history.wait(POLL_INTERVAL)
        assert harness.events.rules
    harness.history.wait(POLL_INTERVAL)
    assert [response.succeeded for response in harness.history.resource.responses] == [True]
    assert harness.events.rules == {}


@pytest.mark.parametrize("error", BUSY)
def test_a_rule_that_cannot_be_deleted_calls_nothing_any_more(
    harness: Crhelper, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    monkeypatch.setattr(harness.events, "delete_rule", mock.Mock(side_effect=error))
    harness.history.until_response()
    assert [response.succeeded for response in harness.history.resource.responses] == [True]
    assert list(harness.events.rules.values()) == [{}]


def test_a_function_that_is_killed_in_its_response_responds_in_the_next_poll(harness: Crhelper) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    with mock.patch.object(SimulatedCrhelper, "_send", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        harness.history.until_response()
    assert harness.history.resource.responses == []
    harness.history.wait(POLL_INTERVAL)
    assert [response.succeeded for response in harness.history.resource.responses] == [True]
    assert harness.events.rules == {}


def test_the_rule_of_a_deletion_is_gone_with_its_response_and_a_repeated_poll_responds(
    harness: Crhelper,
) -> None:
    """After the response the function may have no rights any more; Lambda repeats a poll that was killed before it."""
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.resource.give_up()
    harness.history.wait(POLL_INTERVAL)  # ends the creation's own rule
    killed = mock.patch.object(SimulatedCrhelper, "_send", side_effect=KeyboardInterrupt)
    with killed, pytest.raises(KeyboardInterrupt):
        harness.history.until_response()
    assert harness.events.rules == {}
    assert not harness.history.resource.is_deleted
    harness.history.waiter.poll_again()
    assert harness.history.resource.is_deleted


def test_two_polls_at_the_same_time_send_the_same_response(harness: Crhelper) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    rules = dict(harness.events.rules)
    harness.history.until_response()
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
    harness.history.resource.requested_at = harness.history.now
    harness.history.until_response()
    assert [response.succeeded for response in harness.history.resource.responses] == [True]
    assert not harness.history.resource.is_deleted


def test_a_request_that_does_not_fit_into_a_rule_is_rejected_before_anything_starts(harness: Crhelper) -> None:
    tags = [{"Key": f"key{number}", "Value": "v" * 256} for number in range(30)]
    harness.history.resource.create(properties_for("a.csv", Tags=tags))
    reason = harness.history.resource.responses[0].reason
    assert re.search(
        r"bytes do not fit into the EventBridge rule in which crhelper keeps a request; use at most \d+ bytes, "
        r"with fewer or shorter Tags",
        reason,
    )
    assert harness.history.own_jobs() == []
    assert harness.history.resource.is_deleted


def test_every_deletion_fits_into_a_rule(harness: Crhelper) -> None:
    tags = [{"Key": f"key{number}", "Value": "v" * 256} for number in range(30)]
    harness.history.waiter.crash_next = True
    harness.history.resource.create(properties_for("a.csv", Tags=tags))
    harness.history.resource.give_up()
    assert harness.input_of_rule()["RequestType"] == "Delete"
    harness.history.until_response()
    assert harness.history.resource.is_deleted


def test_the_rollback_of_an_update_that_is_too_large_fits(harness: Crhelper) -> None:
    harness.history.resource.create(properties_for("a.csv"))
    harness.history.until_response()
    tags = [{"Key": f"key{number}", "Value": "v" * 200} for number in range(40)]
    harness.history.resource.update(properties_for("b.csv", Tags=tags))
    harness.history.settle()
    assert [response.succeeded for response in harness.history.resource.responses] == [True, False, True]
    assert "must fit" not in harness.last().reason
    assert not harness.history.resource.rollback_has_failed


def test_whatever_was_created_can_be_updated(harness: Crhelper) -> None:
    tags = [{"Key": f"key{number}", "Value": "v" * 180} for number in range(22)]
    harness.history.resource.create(properties_for("a.csv", Tags=tags))
    harness.history.until_response()
    harness.history.resource.update(properties_for("b.csv", Tags=tags))
    harness.history.settle()
    assert all(response.succeeded for response in harness.history.resource.responses)
    assert harness.history.landed() == ("s3://lake/b.csv", None, None)


def test_a_change_of_tags_that_has_to_wait_removes_what_is_gone(
    harness: Crhelper, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.history.resource.create(
        properties_for("a.csv", Tags=[{"Key": "team", "Value": "a"}, {"Key": "old", "Value": "b"}])
    )
    harness.history.until_response()
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
    harness.history.until_response()
    assert harness.last().succeeded
    assert harness.history.tags_of(job["datasetImportJobArn"]) == {"team": "c"}
    assert len(harness.history.own_jobs()) == 1


def test_crhelper_keeps_quiet_about_the_response_url(harness: Crhelper, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        harness.history.resource.create(properties_for("bad.csv", Preflight="OFF"))
        harness.history.until_response()
    assert any(record.name.startswith("crhelper") for record in caplog.records)
    assert "secret-signature" not in caplog.text
