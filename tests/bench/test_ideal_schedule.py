"""An ideal schedule leaves no slot idle, and no order can beat the bound."""

from hypothesis import given
from hypothesis import strategies as st

from bench.models.ideal_schedule import ideal, idle, lower_bound

JOBS = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 1000)), min_size=1, max_size=30)
SLOTS = st.integers(1, 6)


def test_three_jobs_on_two_slots() -> None:
    found = ideal([(0, 10), (1, 4), (2, 6)], 2)
    assert found.starts == (0, 1, 5)
    assert found.seconds == 11
    assert found.longest_wait == 3


@given(JOBS, SLOTS)
def test_no_more_jobs_run_than_there_are_slots(jobs: list[tuple[int, int]], slots: int) -> None:
    starts = ideal(jobs, slots).starts
    for moment in starts:
        running = [start for start, (_, length) in zip(starts, jobs, strict=True) if start <= moment < start + length]
        assert len(running) <= slots


@given(JOBS, SLOTS)
def test_a_job_waits_only_while_every_slot_is_taken(jobs: list[tuple[int, int]], slots: int) -> None:
    starts = ideal(jobs, slots).starts
    for number, (start, (asked, _)) in enumerate(zip(starts, jobs, strict=True)):
        assert start >= asked
        if start > asked:
            ends = [begun + length for begun, (_, length) in zip(starts[:number], jobs[:number], strict=True)]
            assert start in ends
            assert len([end for end in ends if end >= start]) >= slots


@given(JOBS, SLOTS)
def test_no_slot_of_an_ideal_schedule_is_idle(jobs: list[tuple[int, int]], slots: int) -> None:
    jobs = sorted(jobs)  # in another order a slot may wait for a job that has not been asked for
    starts = ideal(jobs, slots).starts
    played = [(asked, start, length) for start, (asked, length) in zip(starts, jobs, strict=True)]
    assert sum(idle(played, slots)) == 0


def test_a_slot_is_idle_from_the_request_or_the_end_of_the_job_before() -> None:
    assert idle([(0, 2, 10), (1, 15, 5), (30, 34, 1)], 1) == [2, 3, 4]


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=30), SLOTS)
def test_the_bound_is_not_beaten_and_less_than_doubled(lengths: list[int], slots: int) -> None:
    seconds = ideal([(0, length) for length in lengths], slots).seconds
    assert lower_bound(lengths, slots) <= seconds < 2 * lower_bound(lengths, slots) + 1e-9
