"""What preflight has found, and where."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cdk_personalize_handler.preflight.codes import Code, Severity
from cdk_personalize_handler.preflight.redaction import counted

_FILES_TOLD = 3


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One fault of the data, or of what the data is imported into.

    `what` says it without the place. `file` is the object's key or the file's name, `line` counts from 1, which is the
    header, and `value` is the value as it may be shown. `more_rows` of the file, and `more_files`, have the same fault.
    """

    code: Code
    what: str
    file: str | None = None
    line: int | None = None
    column: str | None = None
    value: str | None = None
    more_rows: int = 0
    more_files: int = 0

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return self.code.severity

    @property
    def is_error(self) -> bool:
        """The import must not be started with it."""
        return self.severity is Severity.ERROR

    @property
    def remedy(self) -> str:
        """What to do about it, as a sentence."""
        return self.code.remedy

    @property
    def message(self) -> str:
        """The place and the fault: `items.csv, line 3, YEAR: '19x' is no int (and 2 more rows)`."""
        name = self.file and (self.file.rpartition("/")[2] or self.file)
        line = f"line {self.line}" if self.line else None
        place = ", ".join(filter(None, [name, line, self.column]))
        others = [(self.more_rows, "more row"), (self.more_files, "more file")]
        more = ", ".join(counted(number, noun) for number, noun in others if number)
        return (f"{place}: " if place else "") + self.what + (f" (and {more})" if more else "")


def in_brief(findings: Iterable[Finding]) -> list[Finding]:
    """Order findings by file and line; of the same fault in many files, tell three and count the others."""
    told: list[Finding] = []
    places: dict[tuple[Code, str | None], list[int]] = {}
    for finding in sorted(findings, key=_place):
        same = places.setdefault((finding.code, finding.column), [])
        if len(same) < _FILES_TOLD:
            same.append(len(told))
            told.append(finding)
        else:
            last = told[same[-1]]
            told[same[-1]] = replace(last, more_files=last.more_files + 1)
    return told


def _place(finding: Finding) -> tuple[str, int]:
    return finding.file or "", finding.line or 0
