"""The decoding of a file in chunks, so that a file of any size needs the memory of a few chunks."""

import codecs
import io
from collections.abc import Iterable, Iterator

from cdk_personalize_handler.preflight import Finding
from cdk_personalize_handler.preflight.decoding import not_utf_8

_MAX_LINE_LENGTH = 16 * 1024 * 1024


class Utf8Text:
    """The text of a file. Bytes that are not UTF-8 are replaced, and the first one is a finding."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self.findings: list[Finding] = []

    def read(self, chunks: Iterable[bytes]) -> Iterator[str]:
        """Yield the text."""
        line = 1
        for chunk in chunks:
            text = self._decode(chunk, line)
            line += text.count("\n")
            yield text
        yield self._decode(b"", line, is_last=True)

    def _decode(self, chunk: bytes, line: int, *, is_last: bool = False) -> str:
        try:
            return self._decoder.decode(chunk, is_last)
        except UnicodeDecodeError as error:
            line += error.object.count(b"\n", 0, error.start)
            self.findings.append(not_utf_8(self._file, line, error.object[error.start]))
            self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
            return self._decoder.decode(error.object, is_last)


def wide_text(chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
    """Yield the text of a file in UTF-16 or UTF-32 without its byte-order mark, as far as it can be decoded."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    has_begun = False
    for chunk in chunks:
        text = decoder.decode(chunk)
        yield text if has_begun else text.removeprefix("\ufeff")
        has_begun = has_begun or bool(text)


def with_line_feeds(texts: Iterable[str]) -> Iterator[str]:
    """Yield the text with line feeds in place of carriage returns, with or without a line feed after them."""
    decoder = io.IncrementalNewlineDecoder(None, translate=True)
    for text in texts:
        yield decoder.decode(text)
    yield decoder.decode("", True)


def whole_lines(texts: Iterable[str], max_length: int = _MAX_LINE_LENGTH) -> Iterator[str]:
    """Yield the text in chunks of whole lines.

    A line that is longer than `max_length` is cut after the chunk that exceeds it.
    """
    rest = ""
    for text in texts:
        end = text.rfind("\n") + 1
        if end:
            yield rest + text[:end]
            rest = text[end:]
        elif len(rest) < max_length:
            rest += text
    if rest:
        yield rest
