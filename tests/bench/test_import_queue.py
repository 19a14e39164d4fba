"""Queues of a few imports, played and drawn."""

import dataclasses
from itertools import pairwise

from bench.measurements.import_queue import lengths, play, targets
from bench.models.queue import SLOTS, Queue
from bench.models.virtual_imports import Import, VirtualImports
from bench.report.queue_plot import by_slot


def test_a_short_queue_is_played_to_its_end_and_near_its_ideal() -> None:
    queue = play("provider_framework", 8, seed=1)
    assert all(each.started >= each.asked for each in queue.imports)
    assert all(each.answered >= each.ended for each in queue.imports)
    assert queue.seconds >= queue.in_order_started.seconds
    assert queue.longest_wait >= queue.in_order_started.longest_wait > 0
    assert queue.vain_calls > queue.refused > 0
    assert all(seconds >= 0 for seconds in queue.idle)
    assert len(queue.idle) == 8 - SLOTS
    assert sorted(each.length for each in queue.imports) == sorted(lengths(8, 1))


def test_all_calls_of_polls_in_vain_are_counted() -> None:
    played = VirtualImports("provider_framework", [600] * 7, 10, (3600,))
    played.run()
    refused = [look for look in played.looks if look.is_refused]
    assert 2 < len(refused) <= played.refused  # the Provider framework looks twice at once when it is asked
    assert all(look.calls > 1 for look in refused)


def test_no_slot_is_drawn_with_two_jobs_at_a_time() -> None:
    slots = by_slot(play("crhelper", 8, seed=2).imports)
    assert sum(map(len, slots)) == 8
    assert len(slots) == SLOTS
    for jobs in slots:
        for (_, earlier), (_, later) in pairwise(jobs):
            assert earlier.ended <= later.started


def test_what_overtakes_is_late_in_the_order_of_asking_only() -> None:
    first = [Import(number, 100 + 10 * number, started=number) for number in range(SLOTS)]
    late, early = Import(5, 50, started=111), Import(6, 50, started=100)
    queue = Queue([*first, late, early], refused=0, vain_calls=0)
    assert queue.in_order_asked.starts[SLOTS:] == (100, 111)
    assert queue.in_order_started.starts[SLOTS:] == (100, 111)
    assert queue.idle == [0, 0]
    assert queue.beyond_started == 0
    assert queue.beyond_asked == (111 - 5) - (111 - 6)


def test_the_worst_draw_counts_for_the_wait() -> None:
    good = play("provider_framework", 6, seed=3)
    last = max(good.imports, key=lambda each: each.started)
    later = dataclasses.replace(last, started=last.started + 1000)
    late = good._replace(imports=[each for each in good.imports if each is not last] + [later])
    ratio, asked, started = targets({"default waiter": [good, good, late]})
    assert ratio.value == good.ratio
    assert (asked.value, started.value) == (late.beyond_asked, late.beyond_started)
    assert not asked.is_reached
    assert "no queue" in asked.why_not
