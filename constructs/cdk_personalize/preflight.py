"""What becomes of faults that are found in the data before it is imported."""

from enum import StrEnum


class Preflight(StrEnum):
    """Before an import is started, its function looks at the data with the rights of the import's role.

    ON fails the deployment within seconds, with everything that is wrong. WARN writes it to the function's log and
    imports all the same. OFF does not look. What the function cannot read is left out, and never fails an import.
    """

    ON = "ON"
    WARN = "WARN"
    OFF = "OFF"
