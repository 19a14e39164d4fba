"""What is wrong with the data of an import, said before the import is started, and all of it at once.

Pure and without dependencies, so that it runs in the function and in the CLI: it gets what others have read. Parts of
it can be used alone: `csv_file.check` for one file; `header.read`, `values.rules_of` and `row_runs.check` for a file
that is read as a stream.
"""

from cdk_personalize_handler.preflight.codes import Code, Severity
from cdk_personalize_handler.preflight.dataset import Dataset, PlannedImport, Target
from cdk_personalize_handler.preflight.findings import Finding
from cdk_personalize_handler.preflight.import_check import PIECE_BYTES, check_import
from cdk_personalize_handler.preflight.objects import ListedObject, Listing, Piece, to_sample

__all__ = [
    "PIECE_BYTES",
    "Code",
    "Dataset",
    "Finding",
    "ListedObject",
    "Listing",
    "Piece",
    "PlannedImport",
    "Severity",
    "Target",
    "check_import",
    "to_sample",
]
