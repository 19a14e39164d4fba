"""Checks of the data of an import before the import starts. All errors are reported at once.

The package is pure and needs only the standard library, so that it runs in the function and in the CLI. Its callers
read the data. Parts of it can be used alone: `csv_file.check` for one file; `header.read`, `values.rules_of` and
`bulk_rows.check` for a file that is read as a stream.
"""

from cdk_personalize_handler.preflight.codes import Code, Severity
from cdk_personalize_handler.preflight.dataset import Dataset, PlannedImport, Target
from cdk_personalize_handler.preflight.findings import Finding
from cdk_personalize_handler.preflight.import_check import check_import
from cdk_personalize_handler.preflight.objects import (
    SAMPLE_BYTES,
    ListedObject,
    Listing,
    Sample,
    sample_bytes,
    to_sample,
)

__all__ = [
    "SAMPLE_BYTES",
    "Code",
    "Dataset",
    "Finding",
    "ListedObject",
    "Listing",
    "PlannedImport",
    "Sample",
    "Severity",
    "Target",
    "check_import",
    "sample_bytes",
    "to_sample",
]
