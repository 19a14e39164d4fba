"""Findings of preflight, with their places."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cdk_personalize_handler.preflight.codes import Code, Severity
from cdk_personalize_handler.preflight.wording import counted

_MAX_FILES = 3


@dataclass(frozen=True, kw_only=True)
class Finding:
    """An error or a warning in the data, or in the dataset that the data is imported into.

    `what` describes the finding without its place. `file` is the key of the object or the name of the file. `line`
    counts from 1, which is the header. `value` is the redacted value. `more_rows` is the number of other rows of the
    file, and `more_files` the number of other files, with the same finding. An error that `is_tolerated` is a warning:
    in so few rows, or beside so much other data, the service is not known to refuse it.
    """

    code: Code
    what: str
    file: str | None = None
    line: int | None = None
    column: str | None = None
    value: str | None = None
    more_rows: int = 0
    more_files: int = 0
    is_tolerated: bool = False

    @property
    def severity(self) -> Severity:
        """The severity of the code, unless the finding is tolerated."""
        return Severity.WARNING if self.is_tolerated else self.code.severity

    @property
    def is_error(self) -> bool:
        """Whether the finding is an error, so that the import must not start."""
        return self.severity is Severity.ERROR

    @property
    def remedy(self) -> str:
        """The remedy, as a sentence."""
        return self.code.remedy

    @property
    def message(self) -> str:
        """The place and the description: `items.csv, line 3, YEAR: '19x' is not an int (and 2 more rows)`."""
        name = self.file and (self.file.rpartition("/")[2] or self.file)
        line = f"line {self.line}" if self.line else None
        place = ", ".join(filter(None, [name, line, self.column]))
        others = [(self.more_rows, "more row"), (self.more_files, "more file")]
        more = ", ".join(counted(number, noun) for number, noun in others if number)
        return (f"{place}: " if place else "") + self.what + (f" (and {more})" if more else "")


def summarize(findings: Iterable[Finding]) -> list[Finding]:
    """Order findings by file and line. Of the same finding in many files, keep 3 and count the others."""
    kept: list[Finding] = []
    places: dict[tuple[Code, str | None], list[int]] = {}
    for finding in sorted(findings, key=_place):
        same = places.setdefault((finding.code, finding.column), [])
        if len(same) < _MAX_FILES:
            same.append(len(kept))
            kept.append(finding)
        else:
            last = kept[same[-1]]
            kept[same[-1]] = replace(last, more_files=last.more_files + 1)
    return kept


def _place(finding: Finding) -> tuple[str, int]:
    return finding.file or "", finding.line or 0
