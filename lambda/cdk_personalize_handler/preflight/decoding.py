"""Decoding of a file, with detection of other encodings and formats."""

import codecs
from collections.abc import Collection
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Decoded:
    """The text of a file, as far as it can be decoded, with its encoding and findings."""

    text: str
    findings: tuple[Finding, ...] = ()
    is_csv: bool = True
    encoding: str = "utf-8"


def decode(file: str, data: bytes, names: Collection[str], *, is_whole: bool) -> Decoded:
    """Decode a file, or its beginning. `names` are the columns of the schema.

    Other formats and encodings are detected only if the header has none of the names: with one of the names, the file
    is CSV in UTF-8.
    """
    text, invalid_at = _utf_8(data, is_whole)
    if not _names_any(text, names):
        if (encoding := _wide_encoding(data, names)) is not None:
            what = f"the file is encoded in {encoding[:6].upper()}"
            finding = Finding(code=Code.UTF_16, what=what, file=file)
            return Decoded(_incrementally(data, encoding), (finding,), encoding=encoding)
        if (format_ := _format(data)) is not None:
            finding = Finding(code=Code.NOT_CSV, what=f"the file is {format_}, not plain CSV", file=file)
            return Decoded(text, (finding,), is_csv=False)
    if invalid_at is None:
        return Decoded(text)
    line = data.count(b"\n", 0, invalid_at) + 1
    return Decoded(text, (not_utf_8(file, line, data[invalid_at]),))


def not_utf_8(file: str, line: int, byte: int) -> Finding:
    """Return the finding for a byte that is not UTF-8."""
    return Finding(code=Code.NOT_UTF_8, what=f"the byte 0x{byte:02x} is not UTF-8", file=file, line=line)


def _utf_8(data: bytes, is_whole: bool) -> tuple[str, int | None]:
    """Return the text, and the position of the first byte that is not UTF-8. A beginning can end within a character."""
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data, is_whole), None
    except UnicodeDecodeError as error:
        return data.decode("utf-8", "replace"), error.start


def _wide_encoding(data: bytes, names: Collection[str]) -> str | None:
    for mark, encoding in _WIDE_MARKS.items():
        if data.startswith(mark):
            return encoding
    if b"\0" not in data[:4]:
        return None
    return next((each for each in _UNMARKED if _names_any(_incrementally(data, each), names)), None)


def _incrementally(data: bytes, encoding: str) -> str:
    text = codecs.getincrementaldecoder(encoding)("replace").decode(data)
    return text.removeprefix("\ufeff")


def _names_any(text: str, names: Collection[str]) -> bool:
    header = text.partition("\n")[0].rstrip("\r").split(",")
    return any(name in header for name in names)


def _format(data: bytes) -> str | None:
    return next((format_ for beginning, format_ in _FORMATS.items() if data.startswith(beginning)), None)
