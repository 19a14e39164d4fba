"""Decoding of a file, with detection of other encodings and formats."""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

from cdk_personalize_handler.preflight import header
from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.findings import Finding

_FORMATS = {
    b"\x1f\x8b": "compressed with gzip",
    b"PK\x03\x04": "a ZIP archive or a spreadsheet",
    b"\xd0\xcf\x11\xe0": "a spreadsheet",
    b"BZh": "compressed with bzip2",
    b"\x28\xb5\x2f\xfd": "compressed with Zstandard",
    b"PAR1": "Parquet",
    b"ORC": "ORC",
    b"Obj\x01": "Avro",
    b"{": "JSON",
    b"[": "JSON",
    b"<": "XML or HTML",
}
_WIDE_MARKS = {  # UTF-32 first: one of its marks begins with a mark of UTF-16
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_UNMARKED = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")


UNDECODED = "\udc80-\udcff"
"""The characters, as a range of a regular expression, in which undecoded bytes are kept, behind a backslash each.

With the backslash, a line with such a byte matches no pattern of lines without errors.
"""
_FIRST_UNDECODED = 0xDC00
_KEEP_UNDECODED = "cdk_personalize.keep_undecoded"


@dataclass(frozen=True)
class Decoded:
    """The text of a file, with its encoding and findings. Bytes that are not UTF-8 are kept undecoded."""

    text: str
    findings: tuple[Finding, ...] = ()
    is_csv: bool = True
    encoding: str = "utf-8"


def decode(file: str, data: bytes, names: Sequence[str]) -> Decoded:
    """Decode a file, or its beginning. `names` are the columns of the schema.

    Other formats and encodings are detected only if the header has none of the names: with one of the names, the file
    is CSV in UTF-8.
    """
    text = data.decode("utf-8", _KEEP_UNDECODED)
    if not _names_any(text, names):
        if (encoding := _wide_encoding(data, names)) is not None:
            what = f"the file is encoded in {encoding[:6].upper()}"
            finding = Finding(code=Code.UTF_16, what=what, file=file)
            return Decoded(_incrementally(data, encoding), (finding,), encoding=encoding)
        if (format_ := _format(data)) is not None:
            finding = Finding(code=Code.NOT_CSV, what=f"the file is {format_}, not plain CSV", file=file)
            return Decoded(text, (finding,), is_csv=False)
    return Decoded(text)


def utf_8_decoder() -> codecs.IncrementalDecoder:
    """Return a decoder that keeps undecoded bytes."""
    return codecs.getincrementaldecoder("utf-8")(_KEEP_UNDECODED)


def byte_of(character: str) -> int:
    """Return the byte that a character of `UNDECODED` keeps."""
    return ord(character) - _FIRST_UNDECODED


def _keep_undecoded(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return f"\\{chr(_FIRST_UNDECODED + error.object[error.start])}", error.start + 1


codecs.register_error(_KEEP_UNDECODED, _keep_undecoded)


def _wide_encoding(data: bytes, names: Sequence[str]) -> str | None:
    for mark, encoding in _WIDE_MARKS.items():
        if data.startswith(mark):
            return encoding
    if b"\0" not in data[:4]:
        return None
    return next((each for each in _UNMARKED if _names_any(_incrementally(data, each), names)), None)


def _incrementally(data: bytes, encoding: str) -> str:
    text = codecs.getincrementaldecoder(encoding)("replace").decode(data)
    return text.removeprefix("\ufeff")


def _names_any(text: str, names: Sequence[str]) -> bool:
    return header.columns_in(text.partition("\n")[0].rstrip("\r"), names) > 0


def _format(data: bytes) -> str | None:
    return next((format_ for beginning, format_ in _FORMATS.items() if data.startswith(beginning)), None)
