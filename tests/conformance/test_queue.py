"""Many imports share the five slots of a Region."""

import pytest

from local_aws.personalize import faults
from testing.histories.history import POLL_INTERVAL, SECONDS_APART, History
from testing.histories.properties import properties_for
from testing.simulation.waiter import MakeWaiter

SLOTS = 5


@pytest.fixture
def history(make_waiter: MakeWaiter) -> History:
    return History(make_waiter, tuple(f"Import{number}" for number in range(12)))


def test_a_slot_that_falls_free_is_taken_within_one_poll_and_none_starves(history: History) -> None:
    for number in range(len(history.resources)):
        history.model.add_fault(faults.slow_job(seconds=300 + 120 * (number % 3)))
    for resource in history.resources:
        resource.create(properties_for("a.csv", Timeout="3600"))
    history.until_response()
    jobs = history.own_jobs()
    assert [job["status"] for job in jobs] == ["ACTIVE"] * len(history.resources)
    ends = sorted(job["lastUpdatedDateTime"] for job in jobs)
    starts = sorted(job["creationDateTime"] for job in jobs)
    gaps = [start - end for start, end in zip(starts[SLOTS:], ends, strict=False)]
    assert len(gaps) == len(jobs) - SLOTS
    one_poll = POLL_INTERVAL + SLOTS * SECONDS_APART  # responses take time, too
    assert all(0 <= gap <= one_poll for gap in gaps), gaps


def test_a_queued_import_names_the_jobs_that_occupy_the_slots(
    history: History, caplog: pytest.LogCaptureFixture
) -> None:
    history.fill_the_quota()
    with caplog.at_level("INFO"):
        history.resource.create(properties_for("a.csv"))
    (record, *_) = [record for record in caplog.records if getattr(record, "running_jobs", ())]
    assert set(record.__dict__["running_jobs"]) == {f"other{number}" for number in range(1, SLOTS + 1)}
    assert {"job", "owner", "seconds_waited", "seconds_left"} <= set(record.__dict__)
