"""The check as a function, for an app that has data and schema at synth."""

from os import PathLike, fspath

from cdk_personalize_check import full_check, local_data
from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.preflight import Finding


def check_data(path: str | PathLike[str], *, schema: str, import_mode: str = "FULL") -> list[Finding]:
    """Check every row and column of a CSV file, or of the CSV files in a folder, as an import reads them.

    `schema` is the Avro schema of the dataset as JSON text. The type of the dataset is inferred from its fields.
    Returns the findings, ordered by file and line. Raises `FileNotFoundError` if the path does not exist, and
    `InvalidValue` for an invalid mode or a path in Amazon S3.
    """
    constraints.import_mode(import_mode, "import_mode")
    if fspath(path).startswith("s3://"):
        raise constraints.InvalidValue("path", fspath(path), "a local file or folder; the command reads Amazon S3")
    return full_check.check(local_data.open_paths([fspath(path)]), schema, import_mode=import_mode).findings
