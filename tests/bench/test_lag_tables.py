"""What was not measured, or is assumed, is shown as such."""

import dataclasses

from bench.models.waiters import Result
from bench.peers.polls_measured import COUNTED_EARLIER
from bench.prices import FunctionCall, Poll
from bench.report.lag_tables import cost_table, counted_table

CALL = FunctionCall(128, "x86_64", 1, 500)
RESULT = Result("peer", 5, 10, 0, 100, Poll(1, (CALL,)), 0.01)


def test_a_cell_without_a_measurement_says_so() -> None:
    cells = {row[-1] for row in counted_table(COUNTED_EARLIER).rows}
    unmeasured = [each for each in COUNTED_EARLIER.values() if each.seconds_beyond is None]
    assert unmeasured
    assert "not measured" in cells
    assert "0.00 s" not in cells


def test_an_assumed_log_is_marked() -> None:
    assumed = dataclasses.replace(RESULT, poll=Poll(1, (dataclasses.replace(CALL, log_is_assumed=True),)))
    counted_row, assumed_row, _native = cost_table([RESULT, assumed]).rows
    assert counted_row[4] == "50.0"
    assert assumed_row[4] == "50.0 (assumed)"


def test_readers_see_the_names_of_the_waiters() -> None:
    names = [row[0] for row in counted_table(COUNTED_EARLIER).rows]
    assert names == ["default waiter", "crhelper waiter", "(a) Provider framework", "(b) crhelper"]
