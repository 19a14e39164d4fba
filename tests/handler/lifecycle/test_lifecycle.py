from typing import Any

import pytest

from cdk_personalize_handler.aws.errors import CLIENT_CONFIG
from cdk_personalize_handler.contract import properties as contract
from cdk_personalize_handler.lifecycle import rules
from cdk_personalize_handler.lifecycle.failure_reasons import render
from cdk_personalize_handler.lifecycle.lifecycle import Lifecycle
from cdk_personalize_handler.lifecycle.outcomes import Fail, Succeed, Wait
from cdk_personalize_handler.lifecycle.request import parse_request
from cdk_personalize_handler.provider_framework import MAX_REASON_LENGTH
from local_aws.personalize import faults
from testing import events
from testing.harness import IMPORT_SECONDS, START, Harness
from tests.handler.lifecycle import refusals


@pytest.fixture
def harness() -> Harness:
    return Harness()


def succeeded(outcome: Succeed | Fail) -> dict[str, str]:
    assert isinstance(outcome, Succeed), outcome
    return outcome.attributes


def reason_of(failure: Fail) -> str:
    return render(failure, MAX_REASON_LENGTH)


def failed(outcome: Succeed | Fail) -> str:
    assert isinstance(outcome, Fail), outcome
    return reason_of(outcome)


def test_a_create_starts_one_import_and_succeeds_once_it_is_active(harness: Harness) -> None:
    attributes = succeeded(harness.run(events.create()))
    (job,) = harness.jobs()
    assert job["status"] == "ACTIVE"
    assert attributes["DatasetImportJobArn"] == job["datasetImportJobArn"]
    assert attributes["Status"] == "ACTIVE"
    assert attributes["DatasetGroupArn"] == "arn:aws:personalize:us-east-1:000000000000:dataset-group/movies"
    assert int(attributes["DurationSeconds"]) >= IMPORT_SECONDS


def test_every_attribute_of_the_contract_is_returned_as_text(harness: Harness) -> None:
    attributes = succeeded(harness.run(events.create()))
    assert tuple(attributes) == contract.ATTRIBUTES
    assert all(isinstance(value, str) for value in attributes.values())


def test_every_parameter_reaches_the_service(harness: Harness) -> None:
    harness.run(events.create())
    event = events.create(
        "request-9",
        JobName="nightly",
        ImportMode="INCREMENTAL",
        PublishAttributionMetricsToS3="false",
        Tags=[{"Key": "team", "Value": "search"}],
    )
    attributes = succeeded(harness.run(event))
    call = next(call for call in reversed(harness.model.calls) if call.operation == "CreateDatasetImportJob")
    assert call.request == {
        "jobName": "nightly",
        "datasetArn": events.DATASET_ARN,
        "dataSource": {"dataLocation": "s3://lake/interactions.csv"},
        "roleArn": "arn:aws:iam::000000000000:role/import",
        "importMode": "INCREMENTAL",
        "publishAttributionMetricsToS3": False,
        "tags": [{"tagKey": "team", "tagValue": "search"}],
    }
    assert attributes["JobName"] == "nightly"
    assert attributes["PublishAttributionMetricsToS3"] == "false"


def test_a_failed_import_fails_with_the_services_reason_first(harness: Harness) -> None:
    harness.objects.content["lake", "interactions.csv"] = b"USER_ID,TIMESTAMP\nu1,1700000000\n"
    reason = failed(harness.run(events.create(Preflight="OFF")))
    assert reason.startswith("Input csv is missing the following columns: [ITEM_ID]")
    (job,) = harness.jobs()
    for part in (job["datasetImportJobArn"], "movies/INTERACTIONS", "s3://lake/interactions.csv"):
        assert part in reason


def test_a_rejected_import_fails_with_the_services_message_and_starts_nothing(harness: Harness) -> None:
    reason = failed(
        harness.run(events.create(DatasetArn=events.DATASET_ARN.replace("movies", "books"), Preflight="OFF"))
    )
    assert "ResourceNotFoundException" in reason
    assert harness.jobs() == []


def test_a_repeated_create_adopts_the_job_of_the_first(harness: Harness) -> None:
    harness.run(events.create())
    harness.run(events.create())
    assert len(harness.jobs()) == 1


@pytest.mark.parametrize(
    "fault",
    [
        faults.throttle("CreateDatasetImportJob", times=3),
        faults.throttle("DescribeDatasetImportJob", times=3),
        faults.server_error("CreateDatasetImportJob", times=3),
        faults.server_error("DescribeDatasetImportJob", times=3, http_status=503),
        faults.error("CreateDatasetImportJob", "ResourceInUseException", times=3),
        faults.error("CreateDatasetImportJob", "LimitExceededException", refusals.FIVE_JOBS, times=3),
        faults.error("CreateDatasetImportJob", "LimitExceededException", "Rate exceeded", times=3),
    ],
    ids=lambda fault: f"{fault.operation}-{fault.code}-{fault.message}",
)
def test_a_retryable_error_is_waited_for(harness: Harness, fault: faults.CallFault) -> None:
    harness.model.add_fault(fault)
    succeeded(harness.run(events.create()))
    assert len(harness.jobs()) == 1


def test_a_sixth_import_waits_for_one_of_five_to_end(harness: Harness) -> None:
    for number in range(5):
        dataset = harness.create_dataset(f"group{number}")
        request = parse_request(events.create(f"request-{number}", DatasetArn=dataset))
        harness.lifecycle.poll(request, harness.now)
    request = parse_request(events.create())
    outcome = harness.lifecycle.poll(request, harness.now)
    assert isinstance(outcome, Wait)
    assert "More than 5 resources with PENDING or IN_PROGRESS status" in outcome.why
    succeeded(harness.run(events.create()))


def test_the_wait_ends_within_the_timeout_and_says_that_the_job_runs_on(harness: Harness) -> None:
    reason = failed(harness.run(events.create(Timeout="120")))
    assert 100 <= harness.now - START <= 120
    assert reason.startswith("Timed out after 120 s: the import job is CREATE IN_PROGRESS")
    assert harness.jobs()[0]["datasetImportJobArn"] in reason
    assert "continues, since it cannot be stopped" in reason


@pytest.mark.parametrize(("service_timeout", "latest"), [("3600", 3420), ("420", 240)])
def test_the_response_comes_before_the_service_timeout(harness: Harness, service_timeout: str, latest: int) -> None:
    harness.model.add_fault(faults.slow_job(seconds=9999))
    failed(harness.run(events.create(ServiceTimeout=service_timeout)))
    assert latest - 20 <= harness.now - START <= latest


@pytest.mark.parametrize(
    ("fault", "last_words"),
    [
        (faults.throttle("CreateDatasetImportJob", times=99), "Rate exceeded (ThrottlingException)"),
        (
            faults.error("CreateDatasetImportJob", "LimitExceededException", refusals.FIVE_JOBS, times=99),
            refusals.FIVE_JOBS,
        ),
        (
            faults.error("CreateDatasetImportJob", "ResourceInUseException", "The dataset is in use", times=99),
            "The dataset is in use (ResourceInUseException)",
        ),
        (
            faults.error("CreateDatasetImportJob", "AccessDeniedException", "not authorized", times=99),
            "not authorized (AccessDeniedException); waiting for IAM permissions to propagate",
        ),
        (
            faults.server_error("CreateDatasetImportJob", times=99),
            "the import could not be started in time; the function's log says why",
        ),
    ],
    ids=["throttled", "queue", "in use", "denied", "server error, which may have started it"],
)
def test_an_import_that_could_not_be_started_in_time_is_never_started_and_the_reason_has_the_last_words(
    harness: Harness, fault: faults.CallFault, last_words: str
) -> None:
    harness.model.add_fault(fault)
    reason = failed(harness.run(events.create(Timeout="120")))
    seconds = harness.now - START
    assert reason.startswith(f"Timed out after {seconds:.0f} s: {last_words}. arn:")
    assert seconds == (120 if fault.http_status == 500 else 110)
    assert "was never started" in reason
    harness.model.clear_faults()
    harness.wait(120 - seconds)
    request = parse_request(events.create(Timeout="120"))
    assert isinstance(harness.lifecycle.poll(request, START), Fail)
    assert harness.jobs() == []


def test_a_relay_tries_to_start_until_it_hands_over(harness: Harness) -> None:
    harness.model.add_fault(faults.throttle("CreateDatasetImportJob", times=99))
    succeeded(harness.run(events.create(Timeout="120", HandOver="true")))
    assert harness.now - START == 120


def test_an_explicit_name_that_an_older_import_has_is_explained(harness: Harness) -> None:
    harness.run(events.create(JobName="nightly"))
    harness.wait(3600)
    reason = failed(harness.run(events.create("request-9", JobName="nightly")))
    assert "JobName 'nightly' is taken" in reason
    assert "omit JobName" in reason


def test_an_explicit_name_that_an_import_of_other_data_has_is_explained(harness: Harness) -> None:
    other = events.create(JobName="nightly", DataSource={"DataLocation": "s3://lake/newer.csv"})
    harness.lifecycle.poll(parse_request(other), harness.now)
    reason = failed(harness.run(events.create(JobName="nightly")))
    assert "s3://lake/newer.csv" in reason


def test_an_update_of_other_things_than_the_data_imports_nothing_and_does_not_wait(harness: Harness) -> None:
    old = events.create()
    before = succeeded(harness.run(old))
    now = harness.now
    after = succeeded(harness.run(events.update(before["DatasetImportJobArn"], old, Timeout="600")))
    assert after == before
    assert harness.now == now
    assert len(harness.jobs()) == 1


def test_an_update_of_the_data_imports_once_more_under_a_new_id(harness: Harness) -> None:
    old = events.create()
    before = succeeded(harness.run(old))
    event = events.update(before["DatasetImportJobArn"], old, DataVersion="2")
    after = succeeded(harness.run(event))
    assert after["DatasetImportJobArn"] == parse_request(event).expected_physical_id != before["DatasetImportJobArn"]
    assert [job["status"] for job in harness.jobs()] == ["ACTIVE", "ACTIVE"]


def test_new_data_under_an_unchanged_explicit_name_fails(harness: Harness) -> None:
    old = events.create(JobName="nightly")
    before = succeeded(harness.run(old))
    event = events.update(before["DatasetImportJobArn"], old, JobName="nightly", DataVersion="2")
    assert "omit JobName" in failed(harness.run(event))
    assert len(harness.jobs()) == 1


def test_an_unchanged_resource_whose_job_is_gone_starts_nothing(harness: Harness) -> None:
    gone = "arn:aws:personalize:us-east-1:000000000000:dataset-import-job/gone"
    assert "Personalize has no import job" in failed(harness.run(events.update(gone, events.create(), Timeout="600")))
    assert harness.jobs() == []


def test_a_quota_that_lasts_fails_at_once_with_the_services_words(harness: Harness) -> None:
    words = refusals.TEN_RESOURCES
    harness.model.add_fault(faults.error("CreateDatasetImportJob", "LimitExceededException", words, times=99))
    reason = failed(harness.run(events.create()))
    assert harness.now == START
    assert reason.startswith(f"{words} (LimitExceededException). arn:")
    assert "A quota of the account is reached, other than the queue of imports." in reason
    assert "five others" not in reason


@pytest.mark.parametrize("code", ["AccessDeniedException", "InvalidInputException"])
@pytest.mark.parametrize(
    "words", ["Insufficient privileges for accessing data in S3", refusals.OF_THE_ROLE, refusals.OF_THE_BUCKET]
)
def test_a_permission_that_was_just_granted_may_take_two_minutes_to_propagate(
    harness: Harness, code: str, words: str
) -> None:
    harness.model.add_fault(faults.error("CreateDatasetImportJob", code, words, times=11))
    succeeded(harness.run(events.create()))
    assert harness.now >= START + 110


def test_a_permission_that_is_missing_after_two_minutes_fails_with_its_remedy(harness: Harness) -> None:
    words = "User is not authorized to perform: iam:PassRole"
    harness.model.add_fault(faults.error("CreateDatasetImportJob", "AccessDeniedException", words, times=99))
    reason = failed(harness.run(events.create()))
    assert reason.startswith(words)
    assert "was not started" in reason
    assert "role=" in reason
    assert START + 120 <= harness.now < START + 140


def test_a_role_of_another_account_fails_before_anything_starts(harness: Harness) -> None:
    event = events.create(RoleArn=refusals.THEIR_ROLE, Preflight="OFF")
    reason = failed(harness.run(event))
    assert harness.now == START
    assert reason.startswith(
        f"RoleArn: '{refusals.THEIR_ROLE}' is not allowed; use a role in the stack's account, 000000000000. No import "
        "was started."
    )
    old = events.create()
    arn = succeeded(harness.run(old))["DatasetImportJobArn"]
    update = events.update(arn, old, DataVersion="2", RoleArn=refusals.THEIR_ROLE)
    assert failed(harness.run(update)).startswith("RoleArn: ")
    assert len(harness.jobs()) == 1


def test_a_deployed_role_of_another_account_stops_neither_a_change_in_place_nor_a_rollback_nor_a_delete(
    harness: Harness,
) -> None:
    old = events.create()
    arn = succeeded(harness.run(old))["DatasetImportJobArn"]
    of_theirs = events.update(arn, old, RoleArn=refusals.THEIR_ROLE)
    succeeded(harness.run(of_theirs))
    succeeded(harness.run(events.update(arn, of_theirs, RoleArn=refusals.THEIR_ROLE, Timeout="600")))
    harness.wait(60)
    newer = events.update(arn, of_theirs, "request-7", DataVersion="2")
    rejected = succeeded(harness.run(newer))["DatasetImportJobArn"]
    harness.stacks.rolling_back = True
    restored = events.update(rejected, newer, "request-8", RoleArn=refusals.THEIR_ROLE)
    assert not isinstance(harness.lifecycle.on_event(parse_request(restored), harness.now), Fail)
    harness.stacks.rolling_back = False
    succeeded(harness.run(events.delete(arn, RoleArn=refusals.THEIR_ROLE)))


def test_a_role_that_cannot_be_passed_between_accounts_is_not_waited_for(harness: Harness) -> None:
    words = "Cross-account pass role is not allowed."
    harness.model.add_fault(faults.error("CreateDatasetImportJob", "AccessDeniedException", words, times=99))
    reason = failed(harness.run(events.create()))
    assert harness.now == START
    assert reason.startswith(f"{words} (AccessDeniedException)")
    assert "Use a role of the stack's account" in reason


def test_a_job_that_cannot_be_described_does_not_count_as_rejected(harness: Harness) -> None:
    harness.lifecycle.poll(parse_request(events.create()), harness.now)
    harness.wait(150)
    harness.model.add_fault(faults.error("DescribeDatasetImportJob", "AccessDeniedException", "not authorized"))
    outcome = harness.lifecycle.poll(parse_request(events.create()), START)
    assert isinstance(outcome, Fail)
    assert "cannot be followed; it continues if it was started" in reason_of(outcome)


def test_nothing_is_started_for_a_resource_that_cloudformation_has_cancelled(harness: Harness) -> None:
    harness.stacks.waiting = False
    assert "CloudFormation cancelled this resource" in failed(harness.run(events.create()))
    assert harness.jobs() == []


def test_a_rejected_change_of_tags_does_not_mention_a_running_import(harness: Harness) -> None:
    old = events.create()
    arn = succeeded(harness.run(old))["DatasetImportJobArn"]
    harness.model.add_fault(faults.error("TagResource", "TooManyTagsException", "too many tags"))
    reason = failed(harness.run(events.update(arn, old, Tags=[{"Key": "team", "Value": "ml"}])))
    assert f"{arn} is unchanged" in reason
    assert "continues" not in reason


def test_a_change_of_tags_alone_is_made_in_place(harness: Harness) -> None:
    old = events.create(Tags=[{"Key": "team", "Value": "search"}, {"Key": "stage", "Value": "test"}])
    arn = succeeded(harness.run(old))["DatasetImportJobArn"]
    now = harness.now
    succeeded(harness.run(events.update(arn, old, Tags=[{"Key": "team", "Value": "ml"}])))
    tags = harness.model.call("ListTagsForResource", {"resourceArn": arn})["tags"]
    assert tags == [{"tagKey": "team", "tagValue": "ml"}]
    assert len(harness.jobs()) == 1
    assert harness.now == now


@pytest.mark.parametrize("physical_id", ["the job's", "Recommendations-InteractionsA486FAA2-INVENTED"])
def test_a_delete_waits_for_the_running_import_of_its_resource(harness: Harness, physical_id: str) -> None:
    request = parse_request(events.create())
    harness.lifecycle.poll(request, harness.now)
    assert harness.jobs()[0]["status"] == "CREATE PENDING"
    succeeded(harness.run(events.delete(request.expected_physical_id if physical_id == "the job's" else physical_id)))
    assert harness.jobs()[0]["status"] == "ACTIVE"


def test_a_delete_with_a_generated_physical_id_waits_for_the_import_of_an_explicit_name(harness: Harness) -> None:
    harness.lifecycle.poll(parse_request(events.create(JobName="nightly")), harness.now)
    succeeded(harness.run(events.delete("Recommendations-InteractionsA486FAA2-INVENTED", JobName="nightly")))
    assert harness.jobs()[0]["status"] == "ACTIVE"


def test_a_delete_ends_before_the_service_timeout(harness: Harness) -> None:
    harness.model.add_fault(faults.slow_job(seconds=9999))
    request = parse_request(events.create())
    harness.lifecycle.poll(request, harness.now)
    failed(harness.run(events.delete(request.expected_physical_id, ServiceTimeout="420")))
    assert START + 220 <= harness.now <= START + 240


def test_the_deletion_of_a_relay_is_handed_over_to_its_first_resource_which_leaves_no_job(harness: Harness) -> None:
    harness.model.add_fault(faults.slow_job(seconds=9000))
    first = parse_request(events.create(HandOver="true"))
    harness.lifecycle.poll(first, harness.now)
    succeeded(
        harness.run(
            events.delete(
                first.expected_physical_id,
                DatasetImportJobArn=first.expected_physical_id,
                RelayOf=events.create()["LogicalResourceId"],
            )
        )
    )
    assert harness.jobs()[0]["status"] == "CREATE IN_PROGRESS"
    assert first.expected_physical_id in failed(harness.run(events.delete(first.expected_physical_id, HandOver="true")))
    succeeded(harness.run(events.delete(first.expected_physical_id, HandOver="true")))
    assert harness.jobs()[0]["status"] == "ACTIVE"


def test_an_unchanged_resource_whose_import_has_failed_is_no_success(harness: Harness) -> None:
    harness.objects.content["lake", "interactions.csv"] = b"USER_ID,TIMESTAMP\nu1,1700000000\n"
    old = events.create(Preflight="OFF")
    failed(harness.run(old))
    update = events.update(harness.jobs()[0]["datasetImportJobArn"], old, Timeout="600")
    assert "missing the following columns" in failed(harness.run(update))
    assert len(harness.jobs()) == 1


def test_a_delete_does_not_wait_for_another_resources_import(harness: Harness) -> None:
    other = events.create() | {"LogicalResourceId": "Other"}
    harness.lifecycle.poll(parse_request(other), harness.now)
    succeeded(harness.run(events.delete("Recommendations-InteractionsA486FAA2-INVENTED")))
    assert harness.jobs()[0]["status"] == "CREATE PENDING"


@pytest.mark.parametrize("dataset_arn", [None, events.DATASET_ARN.replace("movies", "gone"), "nonsense"])
def test_a_delete_succeeds_whatever_became_of_the_dataset(harness: Harness, dataset_arn: str | None) -> None:
    assert succeeded(harness.run(events.delete("some-id", DatasetArn=dataset_arn))) == {}
    assert harness.now <= START + rules.STARTS_SHOW_WITHIN


def test_the_start_of_a_cancelled_request_takes_effect_before_the_last_search_for_it() -> None:
    config: Any = CLIENT_CONFIG
    longest_call = (config.connect_timeout + config.read_timeout) * config.retries["total_max_attempts"]
    assert 2 * longest_call < rules.STARTS_SHOW_WITHIN


def test_a_delete_that_is_throttled_tries_again(harness: Harness) -> None:
    harness.model.add_fault(faults.throttle("ListDatasetImportJobs", times=3))
    succeeded(harness.run(events.delete("some-id")))
    assert harness.now == START + 30


def test_a_delete_that_cannot_outlast_the_import_has_a_remedy(harness: Harness) -> None:
    harness.model.add_fault(faults.slow_job(seconds=9999))
    request = parse_request(events.create())
    harness.lifecycle.poll(request, harness.now)
    reason = failed(harness.run(events.delete(request.expected_physical_id)))
    assert request.expected_physical_id in reason
    assert reason.endswith("It cannot be stopped: wait until it ends. Delete the stack again.")


def test_a_delete_that_is_throttled_to_its_end_does_not_speak_of_a_job(harness: Harness) -> None:
    harness.model.add_fault(faults.throttle("ListDatasetImportJobs", times=9999))
    reason = failed(harness.run(events.delete("some-id")))
    assert "ThrottlingException" in reason
    assert "stopped" not in reason
    assert reason.endswith("Delete the stack again.")


def test_a_timeout_that_is_shorter_than_the_poll_interval_still_starts_the_import(harness: Harness) -> None:
    lifecycle = Lifecycle(harness.service, harness.stacks, harness.preflight, lambda: harness.now, poll_interval=60)
    request = parse_request(events.create(Timeout="10"))
    assert isinstance(lifecycle.poll(request, START), Wait)
    harness.wait(60)
    outcome = lifecycle.poll(request, START)
    assert isinstance(outcome, Fail)
    assert reason_of(outcome).startswith("Timed out after 60 s: the import job is CREATE IN_PROGRESS")
    assert len(harness.jobs()) == 1


@pytest.mark.parametrize(
    ("properties", "way_out"),
    [
        ({"Timeout": "120"}, "Set timeout, now 120 s, to 240 s or more; the maximum is 36 hours."),
        ({"Timeout": "60", "RelayTimeout": "100000"}, "Set timeout, now 100000 s, to 129600 s or more"),
        ({"Timeout": "60", "RelayTimeout": "129600"}, "The timeout is already the maximum of 36 hours"),
    ],
)
def test_the_remedy_after_a_timeout_is_one_that_can_be_set(
    harness: Harness, properties: dict[str, str], way_out: str
) -> None:
    reason = failed(harness.run(events.create(**properties)))
    assert way_out in reason
    assert reason.startswith(f"Timed out after {properties.get('RelayTimeout', '120')} s")


def test_an_update_that_times_out_behind_an_earlier_import_was_never_started(harness: Harness) -> None:
    harness.model.add_fault(faults.slow_job(seconds=9999))
    old = events.create()
    request = parse_request(old)
    harness.lifecycle.poll(request, harness.now)
    harness.wait(60)
    update = events.update(request.expected_physical_id, old, DataVersion="2", Timeout="120")
    reason = failed(harness.run(update))
    assert f"an earlier import into the dataset, {request.expected_physical_id}, is CREATE IN_PROGRESS" in reason
    assert "was never started. The earlier import cannot be stopped: wait until it ends. Deploy again" in reason
    assert len(harness.jobs()) == 1


def test_a_job_of_an_explicit_name_is_followed_although_another_import_landed_after_it(harness: Harness) -> None:
    old = events.create()
    before = succeeded(harness.run(old))
    update = parse_request(events.update(before["DatasetImportJobArn"], old, JobName="nightly"))
    started_at = harness.now
    harness.lifecycle.poll(update, started_at)
    harness.wait(60)
    harness.lifecycle.poll(parse_request(events.create("another") | {"LogicalResourceId": "Other"}), harness.now)
    harness.wait(IMPORT_SECONDS + 60)
    assert [job["status"] for job in harness.jobs()] == ["ACTIVE"] * 3
    outcome = harness.lifecycle.poll(update, started_at)
    assert isinstance(outcome, Succeed), outcome
    assert outcome.attributes["JobName"] == "nightly"
