"""All that an import would read, from the first file to the last."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from cdk_personalize_check import stream
from cdk_personalize_check.dataset_types import type_of
from cdk_personalize_handler.preflight import Code, Finding, ListedObject, objects, rows, schema
from cdk_personalize_handler.preflight.findings import in_brief


class Archived(Exception):
    """An object cannot be read because it is in an archive."""


class Data(Protocol):
    """What is at a place, and its content."""

    @property
    def objects(self) -> Sequence[ListedObject]:
        """What an import of the place reads."""

    def check(self, *, dataset_type: str, import_mode: str) -> list[Finding]:
        """Check what is there without looking into it."""

    def read(self, key: str) -> Iterable[bytes]:
        """Return an object's content in pieces; raise `Archived`, at the latest with the first, if it has none."""


@dataclass(frozen=True)
class Result:
    """What is wrong, and how much was looked into: `rows` is None where they cannot be told."""

    findings: list[Finding]
    files: int
    rows: int | None

    @property
    def has_errors(self) -> bool:
        """An import of the data would fail."""
        return any(finding.is_error for finding in self.findings)


def readable(data: Data) -> list[ListedObject]:
    """Return the objects that have a content which can be read."""
    return [each for each in objects.data_of(data.objects) if each.size and not each.is_archived]


def check(
    data: Data,
    avro_schema: str | None,
    *,
    dataset_type: str | None = None,
    import_mode: str,
    unreadable_schema: Code = Code.UNREADABLE_SCHEMA,
    on_progress: Callable[[int], object] = lambda _: None,
) -> Result:
    """Check data as a whole.

    Without a schema, only what can be seen without looking into files is checked. The type of the dataset follows from
    the schema if it is not given. A schema that cannot be read is a finding of the code `unreadable_schema`.
    `on_progress` gets the number of bytes of each chunk that has been read.
    """
    columns = None if avro_schema is None else schema.read(avro_schema, unreadable_schema)
    of_schema, columns = ([columns], None) if isinstance(columns, Finding) else ([], columns)
    type_ = dataset_type or type_of(columns or ())
    findings = [*data.check(dataset_type=type_, import_mode=import_mode), *of_schema]
    if columns is None:
        return Result(in_brief(findings), 0, None)
    files, columns = readable(data), schema.of_dataset(columns, type_)
    checked = []
    for each in files:
        try:
            checked.append(stream.check(each.key, _with_progress(data.read(each.key), on_progress), columns))
        except Archived:
            findings.append(objects.archived(each.key))
    findings += [finding for file in checked for finding in file.findings]
    counts = [file.rows for file in checked if file.rows is not None]
    is_known = 0 < len(counts) == sum(each.size > 0 for each in objects.data_of(data.objects))
    if is_known and (too_few := rows.too_few(type_, import_mode, sum(counts))):
        findings.append(too_few)
    return Result(in_brief(findings), len(checked), sum(counts) if is_known else None)


def _with_progress(pieces: Iterable[bytes], on_progress: Callable[[int], object]) -> Iterator[bytes]:
    for piece in pieces:
        on_progress(len(piece))
        yield piece
