"""Queues of a few imports, played and drawn."""

from itertools import pairwise

from bench.import_queue import SLOTS, Queue, _by_slot, lengths, play, targets


def test_a_short_queue_is_played_to_its_end_and_near_its_ideal() -> None:
    queue = play("provider_framework", 8, seed=1)
    assert all(each.started >= each.asked for each in queue.imports)
    assert all(each.answered >= each.ended for each in queue.imports)
    assert queue.seconds >= queue.ideal.seconds
    assert queue.longest_wait >= queue.ideal.longest_wait > 0
    assert queue.refused > 0
    assert sorted(each.length for each in queue.imports) == sorted(lengths(8, 1))


def test_no_slot_is_drawn_with_two_jobs_at_a_time() -> None:
    slots = _by_slot(play("crhelper", 8, seed=2).imports)
    assert sum(map(len, slots)) == 8
    assert len(slots) == SLOTS
    for jobs in slots:
        for (_, earlier), (_, later) in pairwise(jobs):
            assert earlier.ended <= later.started


def test_the_worst_run_counts_for_the_wait() -> None:
    good = play("provider_framework", 6, seed=3)
    late = Queue(good.imports, good.ideal._replace(longest_wait=good.ideal.longest_wait - 1000), good.refused)
    ratio, beyond = targets({"provider_framework": [good, good, late]})
    assert ratio.value == good.seconds / good.ideal.seconds
    assert beyond.value == late.beyond_wait
    assert not beyond.is_reached
