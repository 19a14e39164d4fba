import signal

import pytest

from demo.interrupts import deferred, interrupt_once

pytestmark = pytest.mark.usefixtures("signal_handlers")

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.mark.parametrize("number", SIGNALS)
def test_first_signal_interrupts_and_the_next_are_ignored(number: signal.Signals) -> None:
    interrupt_once()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)
    for later in SIGNALS:
        signal.raise_signal(later)


def test_deferred_signal_interrupts_after_the_block() -> None:
    interrupt_once()
    finished: list[bool] = []

    def block() -> None:
        with deferred():
            signal.raise_signal(signal.SIGTERM)
            finished.append(True)

    with pytest.raises(KeyboardInterrupt):
        block()
    assert finished


def test_deferral_without_a_signal_changes_nothing() -> None:
    interrupt_once()
    before = signal.getsignal(signal.SIGINT)
    with deferred():
        pass
    assert signal.getsignal(signal.SIGINT) is before
