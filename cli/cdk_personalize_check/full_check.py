"""The check of all data of an import, from the first file to the last."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from cdk_personalize_check import stream
from cdk_personalize_check.dataset_types import type_of
from cdk_personalize_handler.preflight import Code, Finding, ListedObject, csv_file, objects, rows, schema
from cdk_personalize_handler.preflight.findings import summarize


class Archived(Exception):
    """An object cannot be read because it is archived."""


class Data(Protocol):
    """The objects at a location, and their content."""

    @property
    def objects(self) -> Sequence[ListedObject]:
        """The objects that an import of the location reads."""

    def check(self, *, dataset_type: str, import_mode: str) -> list[Finding]:
        """Check the objects without reading them."""

    def read(self, key: str) -> Iterable[bytes]:
        """Return the content of an object in chunks; raise `Archived`, at the latest with the first chunk."""


@dataclass(frozen=True)
class Result:
    """The findings, and the number of files and rows that were read; `rows` is `None` if not all could be counted."""

    findings: list[Finding]
    files: int
    rows: int | None

    @property
    def has_errors(self) -> bool:
        """Whether an import of the data would fail."""
        return any(finding.is_error for finding in self.findings)


def check(
    data: Data,
    avro_schema: str | None,
    *,
    dataset_type: str | None = None,
    import_mode: str,
    unreadable_schema: Code = Code.UNREADABLE_SCHEMA,
    on_progress: Callable[[int], object] = lambda _: None,
) -> Result:
    """Check all data.

    Without a schema, files are not read. The type of the dataset is inferred from the schema if it is not given. A
    schema that cannot be read is a finding of the code `unreadable_schema`. `on_progress` receives the number of bytes
    of each chunk that is read.
    """
    columns = None if avro_schema is None else schema.read(avro_schema, unreadable_schema)
    of_schema, columns = ([columns], None) if isinstance(columns, Finding) else ([], columns)
    type_ = dataset_type or type_of(columns or ())
    findings = [*data.check(dataset_type=type_, import_mode=import_mode), *of_schema]
    if columns is None:
        return Result(summarize(findings), 0, None)
    files, columns = objects.readable(data.objects), schema.of_dataset(columns, type_)
    checked = []
    for each in files:
        try:
            checked.append(stream.check(each.key, _with_progress(data.read(each.key), on_progress), columns))
        except Archived:
            findings.append(objects.archived(each.key))
    findings += csv_file.findings_of(checked)
    counts = [file.rows for file in checked if file.rows is not None]
    total = rows.total(counts, data.objects)
    findings += rows.too_few(type_, import_mode, total)
    return Result(summarize(findings), len(checked), total)


def _with_progress(chunks: Iterable[bytes], on_progress: Callable[[int], object]) -> Iterator[bytes]:
    for chunk in chunks:
        on_progress(len(chunk))
        yield chunk
