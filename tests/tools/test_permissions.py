"""The verdict of `make permissions` on a stack that lacks nothing, of which preflight must find the broken data."""

import pytest

from tools.permissions.removal import THE_SERVICES_WORDS, Outcome
from tools.permissions.table import Removal, Row

BROKEN = Removal("an import", {}, None, broken_data=True)
SKIPPED = "preflight: the data of s3://lake/interactions.csv was not checked: "
TIMEOUT, DENIAL = "Read timeout on endpoint URL", "the role is not authorized to perform: s3:GetObject"


@pytest.mark.parametrize(
    ("message", "left_out", "is_as_promised", "is_inconclusive"),
    [
        ("Preflight found 1 error in s3://lake/interactions.csv", "", True, False),
        (THE_SERVICES_WORDS, "", False, False),
        (THE_SERVICES_WORDS, SKIPPED + DENIAL, False, False),
        (THE_SERVICES_WORDS, SKIPPED + TIMEOUT, False, True),
        (THE_SERVICES_WORDS, "preflight: stopped reading s3://lake/interactions.csv after 10 s", False, True),
    ],
)
def test_preflight_that_could_not_look_in_time_is_neither_right_nor_wrong(
    message: str, left_out: str, is_as_promised: bool, is_inconclusive: bool
) -> None:
    row = Row(BROKEN, Outcome("the import", message, left_out))
    assert (row.is_as_promised, row.is_inconclusive) == (is_as_promised, is_inconclusive)
