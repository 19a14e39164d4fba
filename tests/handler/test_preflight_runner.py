"""What is read of the data before an import, how much of it, and what becomes of what is found or cannot be read."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest

from cdk_personalize_handler import preflight_runner as module
from cdk_personalize_handler.lifecycle.failure_reasons import render
from cdk_personalize_handler.lifecycle.outcomes import Fail, Wait
from cdk_personalize_handler.lifecycle.ports import AccessDenied, Retryable
from cdk_personalize_handler.lifecycle.request import ImportRequest, parse_request
from cdk_personalize_handler.preflight import SAMPLE_BYTES, Sample
from cdk_personalize_handler.preflight_runner import MAX_LISTINGS, MAX_SECONDS
from cdk_personalize_handler.provider_framework import MAX_REASON_LENGTH
from local_aws.personalize import faults
from testing import events
from testing.harness import CSV, START, Harness

FOUR_ERRORS = b"USER_ID,ITEM_ID,TIMESTAMP\n" + b"".join(
    [b"u1,i1,1700000000000\n", b",i2,1700000000\n", b"u3,i3,yesterday\n", b"u4,%s,1700000000\n" % (b"i" * 257)]
    + [b"u%d,i%d,1700000000000\n" % (n, n) for n in range(200)]
    + [b"u%d,i%d,1700000000\n" % (n, n) for n in range(1000)]
)
NO_ID_COLUMN = b"USER_ID,TIMESTAMP\n" + b"u1,1700000000\n" * 1000


@pytest.fixture
def harness() -> Harness:
    return Harness()


def requested(key: str = "data.csv", **changes: Any) -> ImportRequest:
    request = parse_request(events.create(DataSource={"DataLocation": f"s3://lake/{key}"}, **changes))
    assert isinstance(request, ImportRequest)
    return request


def put(harness: Harness, **objects: bytes) -> None:
    harness.objects.content |= {("lake", name.replace("_csv", ".csv")): data for name, data in objects.items()}


def refusal(harness: Harness, **changes: Any) -> str:
    fail = harness.preflight.check(requested(**changes))
    return render(fail, MAX_REASON_LENGTH) if fail else ""


def test_all_errors_are_reported_at_once_with_a_remedy_for_each(harness: Harness) -> None:
    put(harness, data_csv=FOUR_ERRORS)
    reason = refusal(harness)
    assert reason.startswith("Preflight found 4 errors in s3://lake/data.csv: line 2, TIMESTAMP: ")
    for words in (
        "line 3, USER_ID",
        "line 4, TIMESTAMP",
        "line 5, ITEM_ID",
        "No import was started",
        "Divide milliseconds by 1,000",
    ):
        assert words in reason
    assert "i" * 9 not in reason


@pytest.mark.parametrize(("mode", "is_refused"), [("ON", True), (None, True), ("WARN", False), ("OFF", False)])
def test_only_on_rejects_an_import_and_off_reads_nothing(harness: Harness, mode: str | None, is_refused: bool) -> None:
    put(harness, data_csv=NO_ID_COLUMN)
    assert bool(refusal(harness, Preflight=mode)) is is_refused
    assert bool(harness.data.read) is (mode != "OFF")
    assert any(call.operation == "DescribeDataset" for call in harness.model.calls) is (mode != "OFF")


@pytest.mark.parametrize(("mode", "level"), [("ON", logging.ERROR), ("WARN", logging.WARNING)])
def test_each_finding_is_one_record_with_its_code(
    harness: Harness, caplog: pytest.LogCaptureFixture, mode: str, level: int
) -> None:
    put(
        harness,
        data_csv=b"USER_ID,ITEM_ID,TIMESTAMP,MORE\n" + b",i1,1700000000000,x\n" * 200 + b"u1,i1,1700000000,x\n" * 1000,
    )
    with caplog.at_level(logging.INFO):
        refusal(harness, Preflight=mode)
    found = [record.__dict__ for record in caplog.records if hasattr(record, "code")]
    assert [(each["code"], each["levelno"], each["line"], each.get("column")) for each in found] == [
        ("extra-column", logging.WARNING, 1, None),
        ("missing-value", level, 2, "USER_ID"),
        ("milliseconds", level, 2, "TIMESTAMP"),
    ]
    assert {each["file"] for each in found} == {"data.csv"}
    assert all(each["remedy"] for each in found)


def test_warnings_reject_no_import(harness: Harness, caplog: pytest.LogCaptureFixture) -> None:
    put(harness, data_csv=CSV.replace(b"TIMESTAMP\n", b"TIMESTAMP,MORE\n").replace(b"00\n", b"00,x\n"))
    with caplog.at_level(logging.INFO):
        assert refusal(harness) == ""
    assert "extra-column" in {record.__dict__.get("code") for record in caplog.records}


def test_of_each_object_the_beginning_is_read_and_of_a_folder_a_sample(harness: Harness) -> None:
    for number in range(10_000):
        put(harness, **{f"many/{number:05}_csv": b"x"})
    put(harness, **{"many/00000_csv": CSV * 10})
    refusal(harness, key="many/")
    assert harness.data.listings == 10
    assert len(harness.data.read) == 20
    assert max(size for _, size in harness.data.read) == SAMPLE_BYTES
    assert [harness.data.read[0][0], harness.data.read[-1][0]] == ["many/00000.csv", "many/09999.csv"]


def test_a_larger_folder_is_listed_in_part_and_the_log_says_so(
    harness: Harness, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(11_500):
        put(harness, **{f"many/{number:05}_csv": b"x"})
    with caplog.at_level(logging.INFO):
        refusal(harness, key="many/")
    assert harness.data.listings == MAX_LISTINGS == 11
    assert "s3://lake/many/ was listed up to its first 11,000 objects" in caplog.text
    assert not any(record.__dict__.get("code") == "too-few-interactions" for record in caplog.records)


def test_one_file_is_listed_once_whatever_else_begins_like_it(harness: Harness) -> None:
    put(harness, data_csv=CSV, **{f"data_csv.{number}": b"" for number in range(3000)})
    assert refusal(harness) == ""
    assert harness.data.listings == 1


def test_nothing_more_is_read_when_it_takes_too_long(harness: Harness, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(30):
        put(harness, **{f"slow/{number:02}_csv": CSV})

    def take_time() -> None:
        harness.now += 4

    harness.data.before_read = take_time
    with caplog.at_level(logging.INFO):
        assert refusal(harness, key="slow/") == ""
    assert len(harness.data.read) == 3
    assert f"stopped reading s3://lake/slow/ after {MAX_SECONDS:.0f} s" in caplog.text


def test_an_object_that_turns_out_to_be_archived_is_reported_and_the_others_are_checked(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(harness, **{"in/1_csv": CSV, "in/2_csv": CSV, "in/3_csv": NO_ID_COLUMN})
    read = harness.data.read_sample

    def read_sample(location: str, key: str, size: int) -> Sample:
        return Sample(key, None) if key == "in/2.csv" else read(location, key, size)

    monkeypatch.setattr(harness.data, "read_sample", read_sample)
    reason = refusal(harness, key="in/")
    assert "2.csv: the object is archived; 3.csv, line 1: ITEM_ID is missing" in reason


def test_an_object_that_was_replaced_after_it_was_listed_is_not_taken_for_whole(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(harness, data_csv=CSV)
    cut = b"USER_ID,ITEM_ID,TIMESTAMP\n" + b"u1,i1,1700000000\n" * 2 + b"u1,i"
    monkeypatch.setattr(harness.data, "read_sample", lambda _, key, __: Sample(key, cut, is_whole=False))
    assert refusal(harness) == ""


def test_where_earlier_imports_cannot_be_listed_the_rest_is_still_reported(
    harness: Harness, caplog: pytest.LogCaptureFixture
) -> None:
    put(harness, data_csv=NO_ID_COLUMN)
    harness.model.add_fault(faults.throttle("ListDatasetImportJobs", times=9))
    assert "1 error in s3://lake/data.csv: line 1: ITEM_ID is missing" in refusal(harness, ImportMode="INCREMENTAL")
    assert f"what was imported into {events.DATASET_ARN} was not checked: Rate exceeded" in caplog.text


def test_without_a_schema_nothing_is_read(harness: Harness) -> None:
    put(harness, data_csv=NO_ID_COLUMN)
    deny_schema(harness)
    assert refusal(harness) == ""
    assert harness.data.listings == 1
    assert harness.data.read == []


def deny_data(harness: Harness) -> None:
    harness.data.error = AccessDenied("the function is not authorized to perform: sts:AssumeRole")


def throttle_data(harness: Harness) -> None:
    harness.data.error = Retryable("Reduce your request rate (SlowDown)")


def deny_schema(harness: Harness) -> None:
    words = "User is not authorized to perform: personalize:DescribeSchema"
    harness.model.add_fault(faults.error("DescribeSchema", "AccessDeniedException", words, times=9))


def throttle_dataset(harness: Harness) -> None:
    harness.model.add_fault(faults.throttle("DescribeDataset", times=9))


def break_code(harness: Harness) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    harness.data.before_read = fail


@pytest.mark.parametrize(
    ("disturb", "message"),
    [
        (deny_data, "the data of s3://lake/data.csv was not checked: the function is not authorized to perform: sts"),
        (throttle_data, "the data of s3://lake/data.csv was not checked: Reduce your request rate"),
        (deny_schema, "not authorized to perform: personalize:DescribeSchema"),
        (throttle_dataset, f"the dataset {events.DATASET_ARN} was not checked: Rate exceeded"),
        (break_code, "ZeroDivisionError"),
    ],
)
def test_data_that_cannot_be_read_is_skipped_with_one_line_that_names_it(
    harness: Harness, caplog: pytest.LogCaptureFixture, disturb: Callable[[Harness], None], message: str
) -> None:
    put(harness, data_csv=NO_ID_COLUMN)
    disturb(harness)
    before = harness.now
    with caplog.at_level(logging.INFO):
        assert refusal(harness) == ""
    assert harness.now == before
    (record,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert message in caplog.text
    assert record.getMessage().startswith("preflight: ")


def test_data_that_can_be_read_is_still_reported_on(harness: Harness) -> None:
    deny_schema(harness)
    assert "there is no object at s3://lake/data.csv" in refusal(harness)


def test_a_missing_bucket_is_reported(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harness.data, "pages", lambda _: iter(()))
    assert "the bucket lake does not exist" in refusal(harness)


def test_a_missing_dataset_is_reported(harness: Harness) -> None:
    put(harness, data_csv=CSV)
    missing = events.DATASET_ARN.replace("movies", "books")
    assert f"dataset {missing} does not exist" in refusal(harness, DatasetArn=missing)


def test_account_and_region_are_those_of_the_stack(harness: Harness) -> None:
    put(harness, data_csv=CSV)
    elsewhere = events.DATASET_ARN.replace("us-east-1", "eu-west-1")
    assert "is in account 000000000000, Region eu-west-1" in refusal(harness, DatasetArn=elsewhere)


def test_an_incremental_import_may_follow_one_that_is_still_running(harness: Harness) -> None:
    put(harness, data_csv=CSV)
    assert "has no earlier import" in refusal(harness, ImportMode="INCREMENTAL")
    assert isinstance(harness.lifecycle.on_event(requested(Preflight="OFF"), START), Wait)
    assert refusal(harness, ImportMode="INCREMENTAL") == ""


def test_a_finding_and_a_record_hold_no_id_and_no_response_url(
    harness: Harness, caplog: pytest.LogCaptureFixture
) -> None:
    put(harness, data_csv=FOUR_ERRORS)
    with caplog.at_level(logging.DEBUG):
        refusal(harness)
    text = json.dumps([{**record.__dict__, "args": None} for record in caplog.records], default=str)
    assert "iiiiii" not in text
    assert "secret-signature" not in text


def test_the_findings_of_a_request_name_its_job(harness: Harness, caplog: pytest.LogCaptureFixture) -> None:
    put(harness, data_csv=NO_ID_COLUMN)
    with caplog.at_level(logging.INFO):
        assert isinstance(harness.preflight.check(requested()), Fail)
    assert {record.__dict__["job"] for record in caplog.records if record.name == module.__name__} == {
        requested().job_arn
    }
