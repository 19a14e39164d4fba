"""A file's bytes as text, in pieces, so that a file of any size needs the memory of a few of them."""

import codecs
import io
from collections.abc import Iterable, Iterator

from cdk_personalize_handler.preflight import Finding
from cdk_personalize_handler.preflight.decoding import not_utf_8

_LONGEST_LINE = 16 * 1024 * 1024


class Utf8Text:
    """A file's bytes as text, with replacements for what is not UTF-8; the first such byte is a finding."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self.findings: list[Finding] = []

    def read(self, pieces: Iterable[bytes]) -> Iterator[str]:
        """Yield the text."""
        line = 1
        for piece in pieces:
            text = self._decode(piece, line)
            line += text.count("\n")
            yield text
        yield self._decode(b"", line, is_last=True)

    def _decode(self, piece: bytes, line: int, *, is_last: bool = False) -> str:
        try:
            return self._decoder.decode(piece, is_last)
        except UnicodeDecodeError as error:
            line += error.object.count(b"\n", 0, error.start)
            self.findings.append(not_utf_8(self._file, line, error.object[error.start]))
            self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
            return self._decoder.decode(error.object, is_last)


def wide_text(pieces: Iterable[bytes], encoding: str) -> Iterator[str]:
    """Yield text in UTF-16 or UTF-32 without its mark, as far as it can be decoded."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    has_begun = False
    for piece in pieces:
        text = decoder.decode(piece)
        yield text if has_begun else text.removeprefix("\ufeff")
        has_begun = has_begun or bool(text)


def with_line_feeds(texts: Iterable[str]) -> Iterator[str]:
    """Let lines that end in a carriage return, alone or before a line feed, end in a line feed."""
    decoder = io.IncrementalNewlineDecoder(None, translate=True)
    for text in texts:
        yield decoder.decode(text)
    yield decoder.decode("", True)


def whole_lines(texts: Iterable[str], longest: int = _LONGEST_LINE) -> Iterator[str]:
    """Yield the text in pieces that end with a line, as the file does.

    Of a line that is far too long for anything, no more than `longest` and a piece are kept.
    """
    rest = ""
    for text in texts:
        end = text.rfind("\n") + 1
        if end:
            yield rest + text[:end]
            rest = text[end:]
        elif len(rest) < longest:
            rest += text
    if rest:
        yield rest
