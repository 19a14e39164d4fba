"""The check of a whole CSV file, read as a stream, in constant memory.

Its steps are those of `csv_file.check` in the handler, which checks a sample at once: a property test holds that both
have the same findings.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from cdk_personalize_check.text_stream import utf_8_text, whole_lines, wide_text, with_line_feeds
from cdk_personalize_handler.preflight import SAMPLE_BYTES, bulk_rows, csv_file, decoding, header
from cdk_personalize_handler.preflight.csv_file import Checked
from cdk_personalize_handler.preflight.schema import Column
from cdk_personalize_handler.preflight.values import rules_of

READ_BYTES = 256 * 1024
"""The size of a chunk. Larger chunks are slower, because a match of a pattern keeps all of its lines."""

_MAX_HEADER_BYTES = 1024 * 1024


def check(file: str, chunks: Iterable[bytes], columns: Sequence[Column]) -> Checked:
    """Check the content of a file in chunks of any size, with the same findings as `csv_file.check`."""
    rules = rules_of(columns)
    names = [column.name for column in columns]
    stream = iter(chunks)
    beginning = _beginning(stream)
    detected = decoding.decode(file, beginning, names)
    if not detected.is_csv:
        return Checked(detected.findings)
    findings = list(detected.findings)
    stream = chain([beginning], stream)
    texts = utf_8_text(stream) if detected.encoding == "utf-8" else wide_text(stream, detected.encoding)
    if wrong := csv_file.line_endings(file, detected.text, names):
        findings.append(wrong)
        texts = with_line_feeds(texts)
    batches = whole_lines(texts)
    first_line, line_feed, others = next(batches, "").partition("\n")
    columns_found = header.read(file, first_line.rstrip("\r"), rules)
    findings += columns_found.findings
    if not columns_found.positions:
        return Checked(findings)
    batches = chain([first_line + line_feed] if columns_found.is_data else [], [others], batches)
    checked = bulk_rows.check(file, batches, 1 if columns_found.is_data else 2, columns_found, rules)
    findings += checked.findings
    if not checked.count:
        findings.append(csv_file.no_rows(file))
    return Checked(findings, checked.count, checked.count, checked.invalid)


def _beginning(stream: Iterator[bytes]) -> bytes:
    """Return the beginning of a file: its header, and at least the size of a sample."""
    beginning = b""
    for chunk in stream:
        beginning += chunk
        if len(beginning) >= _MAX_HEADER_BYTES or (len(beginning) >= SAMPLE_BYTES and b"\n" in beginning):
            break
    return beginning
