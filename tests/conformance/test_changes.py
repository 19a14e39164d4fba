"""Updates and their rollbacks: imported is what has changed, and nothing twice."""

import pytest

from local_aws.personalize import faults
from testing.histories.history import POLL_INTERVAL, History
from testing.histories.properties import properties_for
from tests.conformance.outcome import locations, responses, statuses

TAGS = [{"Key": "team", "Value": "search"}]


@pytest.fixture(params=[False, True], ids=["updates-back", "puts-back"])
def either_rollback(history: History, request: pytest.FixtureRequest) -> History:
    """CloudFormation may roll a change of the id back with an Update, or with a Delete of the new id alone."""
    history.resource.puts_back_replaced = request.param
    return history


@pytest.fixture
def created(either_rollback: History) -> History:
    history = either_rollback
    history.resource.create(properties_for("a.csv"))
    history.until_response()
    history.take_time()
    return history


def give_up(history: History) -> None:
    history.take_time()
    history.resource.give_up()


@pytest.mark.parametrize("change", [{"Timeout": "600"}, {"RoleArn": "arn:aws:iam::000000000000:role/other"}])
def test_an_update_of_other_things_than_the_data_starts_nothing_and_does_not_wait(
    created: History, change: dict[str, str]
) -> None:
    job_arn, now = created.resource.physical_id, created.now
    created.resource.update(properties_for("a.csv", **change))
    created.until_response()
    assert responses(created) == ["Create: SUCCESS", "Update: SUCCESS"]
    assert created.resource.physical_id == job_arn
    assert created.now - now <= POLL_INTERVAL
    assert len(statuses(created)) == 1


def test_an_update_of_the_tags_alone_changes_them_in_place_and_its_rollback_changes_them_back(created: History) -> None:
    job_arn = created.resource.physical_id
    assert job_arn
    created.resource.update(properties_for("a.csv", Tags=TAGS))
    created.until_response()
    assert created.tags_of(job_arn) == {"team": "search"}
    created.take_time()
    created.resource.roll_back()
    created.until_response()
    assert created.tags_of(job_arn) == {}
    assert len(statuses(created)) == 1


def test_a_repeated_update_that_is_late_leaves_the_tags_of_the_next_one_alone(created: History) -> None:
    job_arn = created.resource.physical_id
    assert job_arn
    created.resource.update(properties_for("a.csv", Tags=TAGS))
    created.until_response()
    created.model.add_fault(faults.throttle("TagResource", times=99))
    created.deliver(created.resource.requests[-1])
    created.model.clear_faults()
    created.take_time()
    created.resource.update(properties_for("a.csv"))
    created.until_response()
    created.settle()
    assert created.tags_of(job_arn) == {}


@pytest.mark.parametrize("change", [{"DataVersion": "2"}, {"JobName": "nightly"}])
def test_an_update_of_the_data_starts_exactly_one_import(created: History, change: dict[str, str]) -> None:
    created.resource.update(properties_for("a.csv", **change))
    created.until_response()
    created.resource.clean_up()
    created.until_response()
    assert responses(created) == ["Create: SUCCESS", "Update: SUCCESS", "Delete: SUCCESS"]
    assert statuses(created) == ["ACTIVE", "ACTIVE"]


def test_the_rollback_of_a_failed_import_finds_the_old_data_and_imports_nothing(created: History) -> None:
    job_arn = created.resource.physical_id
    created.resource.update(properties_for("bad.csv", Preflight="OFF"))
    created.until_response()
    assert responses(created) == ["Create: SUCCESS", "Update: FAILED", "Update: SUCCESS"]
    assert statuses(created) == ["ACTIVE", "CREATE FAILED"]
    assert created.resource.physical_id == job_arn


def test_the_rollback_of_a_successful_import_imports_the_old_data_again(created: History) -> None:
    created.resource.update(properties_for("b.csv"))
    created.until_response()
    created.take_time()
    created.resource.roll_back()
    created.until_response()
    rolled_back = [] if created.resource.puts_back_replaced else ["Update: SUCCESS"]
    assert responses(created) == ["Create: SUCCESS", "Update: SUCCESS", *rolled_back, "Delete: SUCCESS"]
    assert locations(created) == ["s3://lake/a.csv", "s3://lake/b.csv", "s3://lake/a.csv"]
    assert created.landed() == ("s3://lake/a.csv", None, None)


def test_the_old_data_is_restored_with_its_tags(either_rollback: History) -> None:
    history = either_rollback
    history.resource.create(properties_for("a.csv", Tags=TAGS))
    history.until_response()
    history.take_time()
    history.resource.update(properties_for("b.csv"))
    history.until_response()
    history.take_time()
    for call in ("ListTagsForResource", "CreateDatasetImportJob", "DescribeDatasetImportJob"):
        history.model.add_fault(faults.throttle(call))
    history.resource.roll_back()
    history.until_response()
    history.model.clear_faults()
    assert [history.tags_of(job["datasetImportJobArn"]) for job in history.own_jobs()] == [
        {"team": "search"},
        {},
        {"team": "search"},
    ]


def test_a_rollback_that_cannot_import_the_old_data_again_says_why(created: History) -> None:
    created.resource.update(properties_for("b.csv"))
    created.until_response()
    created.take_time()
    attempts = 3 if created.resource.puts_back_replaced else 1
    for _ in range(attempts):
        created.model.add_fault(faults.failing_job("The bucket is gone"))
    created.resource.roll_back()
    created.until_response()
    last = created.resource.responses[-1]
    assert not last.succeeded
    assert "The bucket is gone" in last.reason
    if not created.resource.puts_back_replaced:
        assert "'cdk rollback'" in last.reason
    assert statuses(created)[2:] == ["CREATE FAILED"] * attempts


@pytest.fixture
def puts_back(history: History) -> History:
    """An update landed, and its rollback comes as a Delete of the new id alone."""
    history.resource.puts_back_replaced = True
    history.resource.create(properties_for("a.csv"))
    history.until_response()
    history.take_time()
    history.resource.update(properties_for("b.csv"))
    history.until_response()
    history.take_time()
    return history


def test_a_rollback_that_only_deletes_is_tried_again_until_the_old_data_is_back(puts_back: History) -> None:
    puts_back.model.add_fault(faults.failing_job("The bucket is gone"))
    puts_back.resource.roll_back()
    puts_back.until_response()
    assert responses(puts_back)[2:] == ["Delete: FAILED", "Delete: SUCCESS"]
    assert puts_back.landed() == ("s3://lake/a.csv", None, None)


def test_a_rollback_that_finds_no_slot_for_the_old_data_says_what_is_there_and_how_to_import_it(
    puts_back: History,
) -> None:
    for _ in range(5):
        puts_back.model.add_fault(faults.slow_job(seconds=4 * 3600))
    puts_back.fill_the_quota()
    puts_back.resource.roll_back()
    puts_back.until_response()
    assert responses(puts_back)[2:] == ["Delete: FAILED"] * 3
    for words in (
        "Timed out after 3420 s: More than 5 resources",
        "movies/INTERACTIONS keeps the data of the rejected update",
        "change DataVersion and deploy",
    ):
        assert words in puts_back.resource.responses[-1].reason
    assert "Delete the stack" not in puts_back.resource.responses[-1].reason
    assert puts_back.landed() == ("s3://lake/b.csv", None, None)

    puts_back.resource.update(properties_for("b.csv"))
    puts_back.until_response()
    assert locations(puts_back) == ["s3://lake/a.csv", "s3://lake/b.csv"]
    puts_back.resource.clean_up()
    puts_back.until_response()

    puts_back.wait(4 * 3600)
    puts_back.resource.update(properties_for("a.csv", DataVersion="2"))
    puts_back.until_response()
    assert puts_back.landed() == ("s3://lake/a.csv", "2", None)
    puts_back.resource.delete()
    puts_back.until_response()
    assert puts_back.resource.is_deleted


@pytest.mark.parametrize("mode", ["FULL", "INCREMENTAL"])
@pytest.mark.parametrize("rejected", ["import fails", "given up in the queue"])
def test_a_rejected_update_that_did_not_land_leaves_what_others_have_imported(
    created: History, mode: str, rejected: str
) -> None:
    created.import_by_others(mode)
    created.wait(600)
    if rejected == "import fails":
        created.resource.update(properties_for("bad.csv", Preflight="OFF"))
    else:
        created.fill_the_quota()
        created.resource.update(properties_for("b.csv"))
        give_up(created)
    created.until_response()
    created.settle()
    assert responses(created)[-1] == "Update: SUCCESS"
    assert locations(created)[0] == "s3://lake/a.csv"
    assert statuses(created).count("ACTIVE") == 1


def test_an_update_that_is_rejected_for_anothers_name_leaves_what_others_have_imported(created: History) -> None:
    name = created.import_by_others("FULL")
    created.wait(600)
    created.resource.update(properties_for("a.csv", JobName=name))
    created.until_response()
    assert responses(created) == ["Create: SUCCESS", "Update: FAILED", "Update: SUCCESS"]
    assert locations(created) == ["s3://lake/a.csv"]


def test_the_rollback_of_new_data_imports_the_old_again_though_others_have_added_to_the_new(created: History) -> None:
    created.resource.update(properties_for("b.csv"))
    created.until_response()
    created.import_by_others("INCREMENTAL")
    created.wait(600)
    created.take_time()
    created.resource.roll_back()
    created.until_response()
    assert locations(created) == ["s3://lake/a.csv", "s3://lake/b.csv", "s3://lake/a.csv"]
    assert created.landed() == ("s3://lake/a.csv", None, None)


def test_restored_data_that_is_adopted_has_the_tags_of_today(created: History) -> None:
    created.resource.update(properties_for("b.csv"))
    created.until_response()
    created.take_time()
    created.resource.roll_back()
    created.until_response()
    created.take_time()
    created.resource.update(properties_for("a.csv", Tags=TAGS))
    created.until_response()
    created.resource.clean_up()
    created.take_time()
    created.resource.update(properties_for("bad.csv", Tags=TAGS, Preflight="OFF"))
    created.until_response()
    assert created.resource.physical_id
    assert created.tags_of(created.resource.physical_id) == {"team": "search"}


def test_the_rollback_waits_for_a_job_that_may_yet_land(created: History) -> None:
    created.model.add_fault(faults.slow_job(seconds=900))
    created.resource.update(properties_for("b.csv", Timeout="600"))
    created.until_response()
    assert responses(created)[:2] == ["Create: SUCCESS", "Update: FAILED"]
    assert statuses(created) == ["ACTIVE"] * 3
    assert locations(created)[-1] == "s3://lake/a.csv"


def test_the_rollback_of_an_update_that_was_cancelled_in_the_queue_lets_nothing_start(created: History) -> None:
    created.fill_the_quota()
    created.resource.update(properties_for("b.csv"))
    give_up(created)
    created.until_response()
    created.settle()
    assert responses(created) == ["Create: SUCCESS", "Update: SUCCESS"]
    assert locations(created) == ["s3://lake/a.csv"]


def test_the_rollback_of_an_update_that_was_about_to_start_sees_it_start(created: History) -> None:
    created.before_start = lambda: give_up(created)
    created.resource.update(properties_for("b.csv"))
    created.until_response()
    assert locations(created) == ["s3://lake/a.csv", "s3://lake/b.csv", "s3://lake/a.csv"]
    assert statuses(created) == ["ACTIVE"] * 3


def test_an_earlier_failure_of_the_same_data_hides_no_start(
    created: History,
) -> None:
    created.model.add_fault(faults.failing_job("The bucket is gone"))
    created.resource.update(properties_for("b.csv"))
    created.until_response()
    created.before_start = lambda: give_up(created)
    created.resource.update(properties_for("b.csv"))
    created.until_response()
    assert locations(created)[1:] == ["s3://lake/b.csv", "s3://lake/b.csv", "s3://lake/a.csv"]
    assert statuses(created)[1:] == ["CREATE FAILED", "ACTIVE", "ACTIVE"]


def test_data_that_comes_back_is_imported_again(created: History) -> None:
    for key in ("b.csv", "a.csv"):
        created.resource.update(properties_for(key))
        created.until_response()
        created.resource.clean_up()
        created.until_response()
    assert locations(created) == ["s3://lake/a.csv", "s3://lake/b.csv", "s3://lake/a.csv"]
    assert len(set(created.started_by)) == 3


def test_the_rollback_to_an_explicit_name_imports_under_a_generated_one(either_rollback: History) -> None:
    history = either_rollback
    history.resource.create(properties_for("a.csv", JobName="nightly"))
    history.until_response()
    history.take_time()
    history.resource.update(properties_for("b.csv", JobName="weekly"))
    history.until_response()
    history.take_time()
    history.resource.roll_back()
    history.until_response()
    assert statuses(history) == ["ACTIVE"] * 3
    assert [job["jobName"] for job in history.own_jobs()][:2] == ["nightly", "weekly"]
    assert history.landed() == ("s3://lake/a.csv", None, "nightly")


def test_the_rollback_to_an_explicit_name_waits_for_the_job_that_runs(history: History) -> None:
    history.resource.create(properties_for("a.csv", JobName="nightly"))
    history.until_response()
    history.take_time()
    history.resource.update(properties_for("b.csv"))
    history.waiter.lose_next_poll = True
    history.until_response()
    assert responses(history)[:3] == ["Create: SUCCESS", "Update: FAILED", "Update: SUCCESS"]
    assert history.landed() == ("s3://lake/a.csv", None, "nightly")


def test_an_explicit_name_that_stays_while_the_data_changes_fails_and_is_rolled_back(history: History) -> None:
    history.resource.create(properties_for("a.csv", JobName="nightly"))
    history.until_response()
    history.take_time()
    history.resource.update(properties_for("b.csv", JobName="nightly"))
    history.until_response()
    assert responses(history) == ["Create: SUCCESS", "Update: FAILED", "Update: SUCCESS"]
    assert "JobName 'nightly' is taken" in history.resource.responses[1].reason
    assert locations(history) == ["s3://lake/a.csv"]
