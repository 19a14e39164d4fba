"""The decoding of a file in chunks, so that a file of any size needs the memory of a few chunks."""

import codecs
import io
from collections.abc import Iterable, Iterator

from cdk_personalize_handler.preflight.decoding import utf_8_decoder

_MAX_LINE_LENGTH = 16 * 1024 * 1024


def utf_8_text(chunks: Iterable[bytes]) -> Iterator[str]:
    """Yield the text of a file in UTF-8. Bytes that are not UTF-8 are kept undecoded."""
    decoder = utf_8_decoder()
    for chunk in chunks:
        yield decoder.decode(chunk)
    yield decoder.decode(b"", True)


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
