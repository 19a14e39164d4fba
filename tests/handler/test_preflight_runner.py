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
from cdk_personalize_handler.preflight import PIECE_BYTES, Piece
from cdk_personalize_handler.preflight_runner import MAX_LISTINGS, MAX_SECONDS
from cdk_personalize_handler.provider_framework import MAX_REASON_LENGTH
from local_aws.personalize import faults
from testing import events
from testing.harness import CSV, START, World

FOUR_ERRORS = b"USER_ID,ITEM_ID,TIMESTAMP\n" + b"".join(
    [b"u1,i1,1700000000000\n", b",i2,1700000000\n", b"u3,i3,yesterday\n", b"u4,%s,1700000000\n" % (b"i" * 257)]
    + [b"u%d,i%d,1700000000\n" % (n, n) for n in range(1000)]
)
NO_ID_COLUMN = b"USER_ID,TIMESTAMP\n" + b"u1,1700000000\n" * 1000


@pytest.fixture
def world() -> World:
    return World()


def asked(key: str = "data.csv", **changes: Any) -> ImportRequest:
    request = parse_request(events.create(DataSource={"DataLocation": f"s3://lake/{key}"}, **changes))
    assert isinstance(request, ImportRequest)
    return request


def put(world: World, **objects: bytes) -> None:
    world.objects.content |= {("lake", name.replace("_csv", ".csv")): data for name, data in objects.items()}


def refusal(world: World, **changes: Any) -> str:
    fail = world.preflight.check(asked(**changes))
    return render(fail, MAX_REASON_LENGTH) if fail else ""


def test_all_errors_are_reported_at_once_with_a_remedy_for_each(world: World) -> None:
    put(world, data_csv=FOUR_ERRORS)
    reason = refusal(world)
    assert reason.startswith("Preflight found 4 errors in s3://lake/data.csv: line 2, TIMESTAMP: ")
    for words in ("line 3, USER_ID", "line 4, TIMESTAMP", "line 5, ITEM_ID", "No import was started", "a thousandth"):
        assert words in reason
    assert "i" * 9 not in reason


@pytest.mark.parametrize(("mode", "is_refused"), [("ON", True), (None, True), ("WARN", False), ("OFF", False)])
def test_only_on_refuses_and_off_does_not_look(world: World, mode: str | None, is_refused: bool) -> None:
    put(world, data_csv=NO_ID_COLUMN)
    assert bool(refusal(world, Preflight=mode)) is is_refused
    assert bool(world.data.read) is (mode != "OFF")
    assert any(call.operation == "DescribeDataset" for call in world.model.calls) is (mode != "OFF")


@pytest.mark.parametrize(("mode", "level"), [("ON", logging.ERROR), ("WARN", logging.WARNING)])
def test_each_finding_is_one_record_with_its_code(
    world: World, caplog: pytest.LogCaptureFixture, mode: str, level: int
) -> None:
    put(world, data_csv=b"USER_ID,ITEM_ID,TIMESTAMP,MORE\n,i1,1700000000000,x\n" + b"u1,i1,1700000000,x\n" * 1000)
    with caplog.at_level(logging.INFO):
        refusal(world, Preflight=mode)
    found = [record.__dict__ for record in caplog.records if hasattr(record, "code")]
    assert [(each["code"], each["levelno"], each["line"], each.get("column")) for each in found] == [
        ("extra-column", logging.WARNING, 1, None),
        ("missing-value", level, 2, "USER_ID"),
        ("milliseconds", level, 2, "TIMESTAMP"),
    ]
    assert {each["file"] for each in found} == {"data.csv"}
    assert all(each["remedy"] for each in found)


def test_warnings_refuse_nothing(world: World, caplog: pytest.LogCaptureFixture) -> None:
    put(world, data_csv=CSV.replace(b"TIMESTAMP\n", b"TIMESTAMP,MORE\n").replace(b"00\n", b"00,x\n"))
    with caplog.at_level(logging.INFO):
        assert refusal(world) == ""
    assert "extra-column" in {record.__dict__.get("code") for record in caplog.records}


def test_of_each_object_the_beginning_is_read_and_of_a_folder_a_sample(world: World) -> None:
    for number in range(10_000):
        put(world, **{f"many/{number:05}_csv": b"x"})
    put(world, **{"many/00000_csv": CSV * 10})
    refusal(world, key="many/")
    assert world.data.listings == 10
    assert len(world.data.read) == 20
    assert max(size for _, size in world.data.read) == PIECE_BYTES
    assert [world.data.read[0][0], world.data.read[-1][0]] == ["many/00000.csv", "many/09999.csv"]


def test_a_larger_folder_is_listed_in_part_and_the_log_says_so(world: World, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(11_500):
        put(world, **{f"many/{number:05}_csv": b"x"})
    with caplog.at_level(logging.INFO):
        refusal(world, key="many/")
    assert world.data.listings == MAX_LISTINGS == 11
    assert "s3://lake/many/ was listed up to its first 11,000 objects" in caplog.text
    assert not any(record.__dict__.get("code") == "too-few-interactions" for record in caplog.records)


def test_one_file_is_listed_once_whatever_else_begins_like_it(world: World) -> None:
    put(world, data_csv=CSV, **{f"data_csv.{number}": b"" for number in range(3000)})
    assert refusal(world) == ""
    assert world.data.listings == 1


def test_nothing_more_is_read_when_it_takes_too_long(world: World, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(30):
        put(world, **{f"slow/{number:02}_csv": CSV})

    def take_time() -> None:
        world.now += 4

    world.data.before_read = take_time
    with caplog.at_level(logging.INFO):
        assert refusal(world, key="slow/") == ""
    assert len(world.data.read) == 3
    assert f"nothing more of s3://lake/slow/ was read after {MAX_SECONDS:.0f} s" in caplog.text


def test_an_object_that_turns_out_to_be_archived_is_told_and_the_others_are_checked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(world, **{"in/1_csv": CSV, "in/2_csv": CSV, "in/3_csv": NO_ID_COLUMN})
    read = world.data.beginning

    def beginning(location: str, key: str, size: int) -> Piece:
        return Piece(key, None) if key == "in/2.csv" else read(location, key, size)

    monkeypatch.setattr(world.data, "beginning", beginning)
    reason = refusal(world, key="in/")
    assert "2.csv: the object is archived; 3.csv, line 1: ITEM_ID is missing" in reason


def test_an_object_that_was_replaced_after_it_was_listed_is_not_taken_for_whole(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(world, data_csv=CSV)
    cut = b"USER_ID,ITEM_ID,TIMESTAMP\n" + b"u1,i1,1700000000\n" * 2 + b"u1,i"
    monkeypatch.setattr(world.data, "beginning", lambda _, key, __: Piece(key, cut, is_whole=False))
    assert refusal(world) == ""


def test_where_earlier_imports_cannot_be_listed_the_rest_is_still_told(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    put(world, data_csv=NO_ID_COLUMN)
    world.model.add_fault(faults.throttle("ListDatasetImportJobs", times=9))
    assert "1 error in s3://lake/data.csv: line 1: ITEM_ID is missing" in refusal(world, ImportMode="INCREMENTAL")
    assert f"what was imported into {events.DATASET_ARN} was not looked at: Rate exceeded" in caplog.text


def test_without_a_schema_nothing_is_read(world: World) -> None:
    put(world, data_csv=NO_ID_COLUMN)
    deny_schema(world)
    assert refusal(world) == ""
    assert world.data.listings == 1
    assert world.data.read == []


def deny_data(world: World) -> None:
    world.data.error = AccessDenied("the function is not authorized to perform: sts:AssumeRole")


def throttle_data(world: World) -> None:
    world.data.error = Retryable("Reduce your request rate (SlowDown)")


def deny_schema(world: World) -> None:
    words = "User is not authorized to perform: personalize:DescribeSchema"
    world.model.add_fault(faults.error("DescribeSchema", "AccessDeniedException", words, times=9))


def throttle_dataset(world: World) -> None:
    world.model.add_fault(faults.throttle("DescribeDataset", times=9))


def break_code(world: World) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    world.data.before_read = fail


@pytest.mark.parametrize(
    ("disturb", "told"),
    [
        (deny_data, "the data of s3://lake/data.csv was not looked at: the function is not authorized to perform: sts"),
        (throttle_data, "the data of s3://lake/data.csv was not looked at: Reduce your request rate"),
        (deny_schema, "not authorized to perform: personalize:DescribeSchema"),
        (throttle_dataset, f"the dataset {events.DATASET_ARN} was not looked at: Rate exceeded"),
        (break_code, "ZeroDivisionError"),
    ],
)
def test_what_cannot_be_read_is_left_out_with_one_line_that_says_what_is_missing(
    world: World, caplog: pytest.LogCaptureFixture, disturb: Callable[[World], None], told: str
) -> None:
    put(world, data_csv=NO_ID_COLUMN)
    disturb(world)
    before = world.now
    with caplog.at_level(logging.INFO):
        assert refusal(world) == ""
    assert world.now == before
    (record,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert told in caplog.text
    assert record.getMessage().startswith("preflight: ")


def test_what_can_be_read_is_still_told_when_something_else_cannot(world: World) -> None:
    deny_schema(world)
    assert "there is no object at s3://lake/data.csv" in refusal(world)


def test_a_missing_bucket_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.data, "pages", lambda _: iter(()))
    assert "there is no bucket lake" in refusal(world)


def test_a_missing_dataset_is_told(world: World) -> None:
    put(world, data_csv=CSV)
    missing = events.DATASET_ARN.replace("movies", "books")
    assert f"there is no dataset {missing}" in refusal(world, DatasetArn=missing)


def test_account_and_region_are_those_of_the_stack(world: World) -> None:
    put(world, data_csv=CSV)
    elsewhere = events.DATASET_ARN.replace("us-east-1", "eu-west-1")
    assert "is in account 000000000000, Region eu-west-1" in refusal(world, DatasetArn=elsewhere)


def test_an_incremental_import_may_follow_one_that_is_still_running(world: World) -> None:
    put(world, data_csv=CSV)
    assert "nothing has been imported" in refusal(world, ImportMode="INCREMENTAL")
    assert isinstance(world.lifecycle.on_event(asked(Preflight="OFF"), START), Wait)
    assert refusal(world, ImportMode="INCREMENTAL") == ""


def test_a_finding_and_a_record_hold_no_id_and_no_response_url(world: World, caplog: pytest.LogCaptureFixture) -> None:
    put(world, data_csv=FOUR_ERRORS)
    with caplog.at_level(logging.DEBUG):
        refusal(world)
    text = json.dumps([{**record.__dict__, "args": None} for record in caplog.records], default=str)
    assert "iiiiii" not in text
    assert "secret-signature" not in text


def test_the_findings_of_a_request_name_its_job(world: World, caplog: pytest.LogCaptureFixture) -> None:
    put(world, data_csv=NO_ID_COLUMN)
    with caplog.at_level(logging.INFO):
        assert isinstance(world.preflight.check(asked()), Fail)
    assert {record.__dict__["job"] for record in caplog.records if record.name == module.__name__} == {asked().job_arn}
