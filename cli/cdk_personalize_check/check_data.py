"""The check as a function, for data and a schema that are at hand where the app is synthesised."""

from os import PathLike, fspath

from cdk_personalize_check import full_check, local_data
from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.preflight import Finding


def check_data(path: str | PathLike[str], *, schema: str, import_mode: str = "FULL") -> list[Finding]:
    """Check a CSV file, or a folder of them, as an import would read it: every row and every column.

    `schema` is the dataset's Avro schema as JSON text; the dataset's type follows from its fields. Returns what is
    wrong, ordered by file and line. Raises `FileNotFoundError` if nothing is there, and `InvalidValue` for a mode that
    is none.
    """
    constraints.import_mode(import_mode, "import_mode")
    return full_check.check(local_data.open_path(fspath(path)), schema, import_mode=import_mode).findings
