"""Everything about an import that can be known before it is started."""

from collections.abc import Iterable, Sequence

from cdk_personalize_handler.preflight import csv_file, dataset, objects, rows, schema
from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.dataset import Dataset, PlannedImport
from cdk_personalize_handler.preflight.findings import Finding, in_brief
from cdk_personalize_handler.preflight.objects import Listing, Piece
from cdk_personalize_handler.preflight.schema import Column

PIECE_BYTES = 64 * 1024
"""How much of an object is looked at, from its beginning."""


def check_import(
    planned: PlannedImport, described: Dataset | None, listing: Listing | None, pieces: Iterable[Piece]
) -> list[Finding]:
    """Return all that is wrong with an import, ordered by file and line; what belongs to no file comes first.

    `described` is None for a dataset that does not exist, and `listing` where the bucket may not be listed. `pieces`
    are the beginnings of the objects of `to_sample`, or all of them; what could not be read is left out. Each is asked
    for when the one before has been checked, and none where the schema is not known.
    """
    findings = dataset.check(planned, described)
    if listing is not None:
        findings += objects.check(
            planned.data_location, listing, dataset_type=planned.dataset_type, import_mode=planned.import_mode
        )
    if described is not None and described.avro_schema is not None:
        columns = schema.read(described.avro_schema, Code.UNCHECKED_SCHEMA)
        if isinstance(columns, Finding):
            findings.append(columns)
        elif listing is not None:
            findings += _files(planned, listing, pieces, schema.of_dataset(columns, planned.dataset_type))
    return in_brief(findings)


def _files(
    planned: PlannedImport, listing: Listing, pieces: Iterable[Piece], columns: Sequence[Column]
) -> list[Finding]:
    findings: list[Finding] = []
    counts = []
    for piece in pieces:
        if piece.content is None:
            findings.append(objects.archived(piece.key))
            continue
        file = csv_file.check(piece.key, piece.content, columns, is_whole=piece.is_whole)
        findings += file.findings
        if file.rows is not None:
            counts.append(file.rows)
    data = objects.data_of(objects.imported(planned.data_location, listing))
    if listing.is_complete and 0 < len(counts) == sum(each.size > 0 for each in data):
        too_few = rows.too_few(planned.dataset_type, planned.import_mode, sum(counts))
        findings += [too_few] if too_few else []
    return findings
