"""The generated parts of docs/preflight.md: the codes, and the output of the command."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from cdk_personalize_check import full_check, report
from cdk_personalize_check.full_check import Result
from cdk_personalize_handler.preflight import Code, Finding, ListedObject, objects

SCHEMA = Path(__file__).parent.parent / "schemas" / "interactions.avsc"
HEADER = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE"
MILLISECONDS = {line: f"user-{line},item-{line},{1_700_000_000 + line}000,watch" for line in range(3, 1_202, 4)}
ERRORS = MILLISECONDS | {
    5: "user-5,,1700000005,watch",
    8: "user-8,item-8,1700000008,watch,",
    9: "user-9,item-9,1.700000009e9,watch",
}
"""The rows with an error, by line: a fourth of the rows are in milliseconds, as of another source."""


def codes() -> list[list[str]]:
    """Return a row for each code: severity, cause, remedy and evidence."""
    return [
        [f"`{code}`", severity_of(code), code.cause, code.remedy, f"{code.evidence}: {code.source}"] for code in Code
    ]


def severity_of(code: Code) -> str:
    """Return the severity of a code, and of one of single rows in few rows."""
    return f"{code.severity}{'; in few rows, warning' if code.is_of_rows else ''}"


def printed() -> str:
    """Return the output of the command for a file with errors of four kinds."""
    output = io.StringIO()
    report.show(_result(ERRORS), Console(file=output, highlight=False))
    return output.getvalue()


def document() -> str:
    """Return the JSON document for a file with an error of one kind."""
    return f"{report.as_json(_result(MILLISECONDS))}\n"


def _result(errors: dict[int, str]) -> Result:
    good = (f"user-{line},item-{line},{1_700_000_000 + line},watch" for line in range(2, 1_202))
    rows = [errors.get(line, row) for line, row in enumerate(good, start=2)]
    content = "".join(f"{line}\n" for line in [HEADER, *rows]).encode()
    return full_check.check(_Example(content), SCHEMA.read_text(), import_mode="FULL")


@dataclass(frozen=True)
class _Example:
    """A file in memory."""

    content: bytes

    @property
    def objects(self) -> Sequence[ListedObject]:
        return [ListedObject("interactions.csv", len(self.content))]

    def check(self, *, dataset_type: str, import_mode: str) -> list[Finding]:
        return objects.check_imported(self.objects, (), dataset_type=dataset_type, import_mode=import_mode)

    def read(self, key: str) -> Iterable[bytes]:  # noqa: ARG002
        return [self.content]
