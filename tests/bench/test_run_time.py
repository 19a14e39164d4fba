"""What is said of how long the measurements take."""

import pytest
from rich.console import Console

from bench.report import run_time
from bench.report.run_time import QUICK, WHOLE, Durations


@pytest.mark.parametrize("quick", [True, False])
def test_a_run_reports_its_own_time_and_a_whole_one_also_that_of_the_quick_one(
    quick: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]

    def run_quick() -> dict[str, float]:
        clock[0] += 150
        return {"queue": 140, "lag": 10}

    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    monkeypatch.setattr(run_time, "_run_quick", run_quick)
    measured = Durations()
    for name, seconds in (("lag", 900), ("queue", 30)):
        with measured.of(name):
            clock[0] += seconds
    section = measured.measure(Console(quiet=True), quick=quick)
    minutes = {target.name: target.value for target in section.targets}
    assert minutes == ({QUICK: 15.5} if quick else {WHOLE: 18, QUICK: 2.5})
    missed = [target.name for target in section.targets if not target.is_reached]
    assert missed == [QUICK]
    expected = "lag 900 s, queue 30 s" if quick else "queue 140 s, lag 10 s"
    assert section.reason(section.targets[-1]) == f"most of it is {expected}"
