"""One CSV file from its first byte to its last, read as a stream."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from cdk_personalize_check.text_stream import Utf8Text, whole_lines, wide_text, with_line_feeds
from cdk_personalize_handler.preflight import PIECE_BYTES, Code, bulk_rows, csv_file, decoding, header
from cdk_personalize_handler.preflight.csv_file import Checked
from cdk_personalize_handler.preflight.schema import Column
from cdk_personalize_handler.preflight.values import rules_of

READ_BYTES = 256 * 1024
"""A good size for the pieces of a file. Larger ones are slower: a match remembers all of its lines."""

_LONGEST_HEADER = 1024 * 1024


def check(file: str, pieces: Iterable[bytes], columns: Sequence[Column]) -> Checked:
    """Check a file by its name and its content in pieces of any size, and find what `csv_file.check` finds."""
    rules = rules_of(columns)
    names = [column.name for column in columns]
    stream = iter(pieces)
    beginning = _beginning(stream)
    recognised = decoding.decode(file, beginning, names, is_whole=False)
    if not recognised.is_csv:
        return Checked(recognised.findings)
    findings = [finding for finding in recognised.findings if finding.code is not Code.NOT_UTF_8]
    utf_8 = Utf8Text(file)
    stream = chain([beginning], stream)
    texts = utf_8.read(stream) if recognised.encoding == "utf-8" else wide_text(stream, recognised.encoding)
    if wrong := csv_file.line_endings(file, recognised.text, names):
        findings.append(wrong)
        texts = with_line_feeds(texts)
    batches = whole_lines(texts)
    first_line, line_feed, others = next(batches, "").partition("\n")
    columns_found = header.read(file, first_line.rstrip("\r"), rules)
    findings += columns_found.findings
    if not columns_found.positions:
        deque(batches, maxlen=0)  # read on, for what is not UTF-8
        return Checked([*utf_8.findings, *findings])
    batches = chain([first_line + line_feed] if columns_found.is_data else [], [others], batches)
    checked = bulk_rows.check(file, batches, 1 if columns_found.is_data else 2, columns_found, rules)
    findings += checked.findings
    if not checked.count:
        findings.append(csv_file.no_rows(file))
    return Checked([*utf_8.findings, *findings], checked.count)


def _beginning(stream: Iterator[bytes]) -> bytes:
    """Return as much of a file as its header takes, and no less than what is looked at of a larger one elsewhere."""
    beginning = b""
    for piece in stream:
        beginning += piece
        if len(beginning) >= _LONGEST_HEADER or (len(beginning) >= PIECE_BYTES and b"\n" in beginning):
            break
    return beginning
