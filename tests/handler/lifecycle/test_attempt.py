import pytest

from cdk_personalize_handler.lifecycle.attempt import Attempt


def attempt(waited: float, timeout: float) -> Attempt:
    return Attempt(started_at=1000, now=1000 + waited, poll_interval=60, timeout=timeout, is_first=False)


@pytest.mark.parametrize(
    ("waited", "timeout", "is_last"),
    [(0, 600, False), (540, 600, False), (541, 600, True), (700, 600, True), (0, 10, False), (60, 10, True)],
)
def test_the_last_attempt_is_the_one_after_which_no_poll_is_in_time(
    waited: float, timeout: float, is_last: bool
) -> None:
    assert attempt(waited, timeout).waited == waited
    assert attempt(waited, timeout).is_last is is_last


@pytest.mark.parametrize(
    ("waited", "timeout", "is_last_start"), [(0, 600, False), (480, 600, False), (481, 600, True), (0, 10, True)]
)
def test_the_last_start_is_in_the_attempt_before_the_last_one(
    waited: float, timeout: float, is_last_start: bool
) -> None:
    assert attempt(waited, timeout).is_last_start is is_last_start
    assert not is_last_start or attempt(waited + 60, timeout).is_last
