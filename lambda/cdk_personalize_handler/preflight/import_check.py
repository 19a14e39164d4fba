"""The check of a whole import before it starts."""

from collections.abc import Iterable, Sequence

from cdk_personalize_handler.preflight import csv_file, dataset, objects, rows, schema
from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.csv_file import Checked
from cdk_personalize_handler.preflight.dataset import Dataset, PlannedImport
from cdk_personalize_handler.preflight.findings import Finding, summarize
from cdk_personalize_handler.preflight.objects import Listing, Sample
from cdk_personalize_handler.preflight.schema import Column


def check_import(
    planned: PlannedImport, described: Dataset | None, listing: Listing | None, samples: Iterable[Sample]
) -> list[Finding]:
    """Return the findings of an import, ordered by file and line; findings without a file come first.

    `described` is `None` if the dataset does not exist, and `listing` if the bucket could not be listed. `samples` are
    those of the objects from `to_sample` that could be read. Each sample is requested after the check of the one
    before, and none if the schema is unknown.
    """
    findings = dataset.check(planned, described)
    if listing is not None:
        findings += objects.check(listing, dataset_type=planned.dataset_type, import_mode=planned.import_mode)
    if described is not None and described.avro_schema is not None:
        columns = schema.read(described.avro_schema, Code.UNCHECKED_SCHEMA)
        if isinstance(columns, Finding):
            findings.append(columns)
        elif listing is not None:
            findings += _files(planned, listing, samples, schema.of_dataset(columns, planned.dataset_type))
    return summarize(findings)


def _files(
    planned: PlannedImport, listing: Listing, samples: Iterable[Sample], columns: Sequence[Column]
) -> list[Finding]:
    archived: list[Finding] = []
    checked: list[Checked] = []
    for sample in samples:
        if sample.content is None:
            archived.append(objects.archived(sample.key))
        else:
            checked.append(csv_file.check(sample.key, sample.content, columns, is_whole=sample.is_whole))
    findings = archived + csv_file.findings_of(checked)
    if listing.is_complete:
        total = rows.total([file.rows for file in checked if file.rows is not None], listing.imported)
        findings += rows.too_few(planned.dataset_type, planned.import_mode, total)
    return findings
