"""The check of a CSV file, or of its beginning: encoding, header and rows.

The command checks whole files as a stream, in constant memory, in its module `stream`. The function checks a
sample at once, which takes less code to load. A property test holds that both have the same findings.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cdk_personalize_handler.preflight import bulk_rows, decoding, header, rows
from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.findings import Finding
from cdk_personalize_handler.preflight.schema import Column
from cdk_personalize_handler.preflight.values import rules_of


@dataclass(frozen=True)
class Checked:
    """The findings of a file, the number of rows that were checked, and the number of those with an error.

    `rows` is the number of rows of the file; it is `None` if only the beginning was read, or if no row was checked.
    """

    findings: Sequence[Finding]
    rows: int | None = None
    checked_rows: int = 0
    invalid_rows: int = 0


def check(file: str, data: bytes, columns: Sequence[Column], *, is_whole: bool = True) -> Checked:
    """Check the content of a file.

    If the content is only the beginning of the file, the last line is not checked, because it can be cut. A header that
    is longer than the beginning has no findings.
    """
    rules = rules_of(columns)
    names = [column.name for column in columns]
    decoded = decoding.decode(file, data, names)
    if not decoded.is_csv:
        return Checked(decoded.findings)
    findings = list(decoded.findings)
    content = decoded.text
    if wrong := line_endings(file, content, names):
        findings.append(wrong)
        content = content.replace("\r\n", "\n").replace("\r", "\n")
    if not is_whole:
        content = content[: content.rfind("\n") + 1]
        if not content:
            return Checked(findings)
    first_line, line_feed, others = content.partition("\n")
    columns_found = header.read(file, first_line.rstrip("\r"), rules)
    findings += columns_found.findings
    if not columns_found.positions:
        return Checked(findings)
    texts, first_number = ([first_line + line_feed, others], 1) if columns_found.is_data else ([others], 2)
    checked = bulk_rows.check(file, texts, first_number, columns_found, rules)
    findings += checked.findings
    if is_whole and not checked.count:
        findings.append(no_rows(file))
    return Checked(findings, checked.count if is_whole else None, checked.count, checked.invalid)


def findings_of(files: Sequence[Checked]) -> list[Finding]:
    """Return the findings of all files of an import."""
    findings = [finding for file in files for finding in file.findings]
    invalid, count = sum(file.invalid_rows for file in files), sum(file.checked_rows for file in files)
    return rows.weighed(findings, invalid, count)


def line_endings(file: str, content: str, names: Sequence[str]) -> Finding | None:
    """Return a finding if carriage returns in the header hide a name of the schema, or None."""
    header_line = content.partition("\n")[0].rstrip("\r")
    if "\r" not in header_line or header.columns_in(header_line, names) == len(names):
        return None
    return Finding(code=Code.LINE_ENDINGS, what="lines end in a carriage return only", file=file, line=1)


def no_rows(file: str) -> Finding:
    """Return the finding for a file with a header only."""
    return Finding(code=Code.NO_ROWS, what="the file has a header and no rows", file=file)
