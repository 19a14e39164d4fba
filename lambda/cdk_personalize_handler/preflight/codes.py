"""The codes of all findings in one table, from which docs/preflight.md is generated.

An *error* is documented or recorded to fail, or would land as something other than intended in one row of
ten or more. Everything
else that is worth a word is a *warning*: a false refusal is worse than a missed error, which the service reports
anyway. Each code says what it rests on.
"""

from enum import Enum, StrEnum


class Severity(StrEnum):
    """The severity of a finding."""

    ERROR = "error"
    WARNING = "warning"


class Evidence(StrEnum):
    """What a rule rests on, the strongest first."""

    DOCUMENTED = "documented"
    RECORDED = "recorded"
    PUBLISHED = "published"
    ASSUMED = "assumed"


_ERROR, _WARNING = (Severity.ERROR, False), (Severity.WARNING, False)
_ERROR_IN_ROWS = Severity.ERROR, True
_DOCUMENTED, _RECORDED = Evidence.DOCUMENTED, Evidence.RECORDED
_PUBLISHED, _ASSUMED = Evidence.PUBLISHED, Evidence.ASSUMED


class Code(Enum):
    """The kind of a finding. Codes are stable: new ones are added, existing ones are never renamed.

    `is_of_rows`: the code is an error of single rows, which is a warning if few rows have one. `source` names what the
    evidence is: a page of the developer guide in quotation marks, or what was seen.
    """

    DATASET_NOT_FOUND = (
        _ERROR,
        _DOCUMENTED,
        "API, CreateDatasetImportJob",
        "The dataset does not exist.",
        "Create the dataset before the import.",
    )
    DATASET_ELSEWHERE = (
        _ERROR,
        _DOCUMENTED,
        "API, CreateDatasetImportJob: the dataset is looked up in the account and Region of the call",
        "The dataset is in another account or Region.",
        "Use a dataset in the account and Region of the import.",
    )
    DATASET_NOT_READY = (
        _WARNING,
        _RECORDED,
        "datasets that were CREATE PENDING for up to a minute",
        "The dataset is still being created or updated.",
        "No action needed: the import waits until the dataset is ACTIVE.",
    )
    DATASET_NOT_USABLE = (
        _ERROR,
        _DOCUMENTED,
        "API, DescribeDataset: the statuses of a dataset",
        "The dataset could not be created or updated, or is being deleted.",
        "Check the dataset's failure reason, and create the dataset again.",
    )
    NO_EARLIER_IMPORT = (
        _ERROR,
        _DOCUMENTED,
        "API, CreateDatasetImportJob, importMode",
        "An INCREMENTAL import adds to the data of an earlier import, and the dataset has none.",
        "Import the dataset in FULL mode before the first INCREMENTAL import.",
    )
    UNREADABLE_SCHEMA = (
        _ERROR,
        _DOCUMENTED,
        '"Schemas"',
        "The schema is not a flat Avro record of string, int, long, float, double and boolean fields.",
        "Give each field one of these types, with `null` beside it where values can be missing.",
    )
    UNCHECKED_SCHEMA = (
        _WARNING,
        _DOCUMENTED,
        '"Schemas"',
        "The dataset's schema is not supported by preflight, so headers and rows were not checked.",
        "Check the data yourself, or run `cdk-personalize check` with a schema of string, int, long, float, double and "
        "boolean fields.",
    )
    NOTHING_THERE = (
        _ERROR,
        _DOCUMENTED,
        '"Error messages": Invalid Data location',
        "The bucket does not exist, or has no object at the location or directly in the folder.",
        "Upload the data first. Objects in subfolders are not imported.",
    )
    FOLDER_WITHOUT_SLASH = (
        _WARNING,
        _PUBLISHED,
        "two samples of AWS import such a folder; the developer guide asks for the slash",
        "The location is a folder and does not end in `/`.",
        "Add `/` to the end of the location.",
    )
    EMPTY_OBJECT = (
        _ERROR,
        _PUBLISHED,
        "a header without the columns is refused; beside other data it is a warning, since nothing is known",
        "An object is empty (0 bytes).",
        "Upload the object's data, or delete the object.",
    )
    MARKER_FILE = (
        _WARNING,
        _ASSUMED,
        "nothing is known",
        "The name of an object beside the data begins with `_` or `.`, such as `_SUCCESS`. Its content was not "
        "checked.",
        "Delete the object, or configure the job not to write it. Whether Amazon Personalize skips such objects is not "
        "documented.",
    )
    ARCHIVED_OBJECT = (
        _ERROR,
        _DOCUMENTED,
        "Amazon S3 API, GetObject: InvalidObjectState",
        "An object is archived and cannot be read before it is restored.",
        "Restore the object, or copy it to another storage class.",
    )
    TOO_LARGE = (
        _ERROR,
        _DOCUMENTED,
        '"Quotas"',
        "The objects exceed the maximum size of an import: FULL 100 GB (interactions 1 TB), INCREMENTAL 1 GB.",
        "Import part of the data in FULL mode and add the rest with INCREMENTAL imports, or leave out old data.",
    )
    NEAR_QUOTA = (
        _WARNING,
        _DOCUMENTED,
        '"Quotas"',
        "The objects exceed the quota if 1 GB is 10^9 bytes, but not if 1 GB is 2^30 bytes.",
        "Expect that the import can fail. The quotas of Amazon Personalize do not say which GB is meant.",
    )
    OVER_DEFAULT_QUOTA = (
        _WARNING,
        _DOCUMENTED,
        '"Quotas"',
        "Interactions of more than 100 GB need a quota increase.",
        "Request a quota increase before the import, unless you have one.",
    )
    NOT_NAMED_CSV = (
        _WARNING,
        _ASSUMED,
        "nothing is known",
        "The name of an object does not end in `.csv`. Every object in the folder is read as CSV.",
        "Keep other files out of the folder.",
    )
    SUBFOLDER_IGNORED = (
        _WARNING,
        _DOCUMENTED,
        '"Importing bulk data"',
        "The folder has subfolders, which are not imported.",
        "Put all data directly into the folder.",
    )
    NOT_CSV = (
        _ERROR,
        _DOCUMENTED,
        '"Preparing training data"',
        "The file is compressed, or in another format than CSV.",
        "Write plain, uncompressed CSV.",
    )
    UTF_16 = (
        _ERROR,
        _DOCUMENTED,
        '"Preparing training data"',
        "The file is encoded in UTF-16 or UTF-32.",
        "Save the file as UTF-8 without a byte-order mark.",
    )
    NOT_UTF_8 = (
        _ERROR_IN_ROWS,
        _DOCUMENTED,
        '"Preparing training data"',
        "A row has bytes that are not UTF-8.",
        "Save the file as UTF-8 without a byte-order mark.",
    )
    BYTE_ORDER_MARK = (
        _WARNING,
        _ASSUMED,
        "nothing is known; if the mark were part of the name, the column would be missing",
        "A byte-order mark precedes the first column name.",
        "Save the file as UTF-8 without a byte-order mark.",
    )
    LINE_ENDINGS = (
        _ERROR,
        _PUBLISHED,
        "a header without the columns is refused",
        "Lines end in a carriage return only, so the file is a single line.",
        "End each line with a line feed.",
    )
    WRONG_DELIMITER = (
        _ERROR,
        _DOCUMENTED,
        '"Preparing training data"',
        "Columns are not separated by commas.",
        "Separate columns with commas.",
    )
    MISSING_HEADER = (
        _ERROR,
        _DOCUMENTED,
        '"Preparing training data"',
        "The file has no header: its first line is data.",
        "Write the column names in the first line.",
    )
    MISSING_COLUMN = (
        _ERROR,
        _DOCUMENTED,
        '"Error messages": Input csv is missing the following columns',
        "The header does not name every field of the schema.",
        "Add the missing columns. A nullable field needs a column, too.",
    )
    QUOTED_HEADER = (
        _WARNING,
        _RECORDED,
        "an import of such a file became ACTIVE; the developer guide advises against it",
        "Column names are in quotation marks.",
        "Write the header without quotation marks.",
    )
    COLUMN_SPELLING = (
        _WARNING,
        _ASSUMED,
        "nothing is known; another case is recorded to be accepted, and has no finding",
        "A column name has spaces around it.",
        "Write the column name exactly as in the schema.",
    )
    DUPLICATE_COLUMN = (
        _WARNING,
        _ASSUMED,
        "nothing is known",
        "The header names a field of the schema more than once. Which of the columns is imported is not documented.",
        "Keep only one of these columns.",
    )
    EXTRA_COLUMN = (
        _WARNING,
        _PUBLISHED,
        "samples import files with an index column",
        "The header has columns that are not in the schema. They are not imported.",
        "Remove the columns, or add them to the schema.",
    )
    COLUMN_ORDER = (
        _WARNING,
        _DOCUMENTED,
        '"Schemas"; only missing columns were seen to be refused',
        "Columns are not in the order of the schema's fields, which the developer guide asks for.",
        "Write the columns in the order of the schema.",
    )
    NO_ROWS = (
        _WARNING,
        _ASSUMED,
        "nothing is known",
        "The file has a header and no rows.",
        "Add rows, or remove the file.",
    )
    UNCLOSED_QUOTE = (
        _ERROR_IN_ROWS,
        _DOCUMENTED,
        '"Preparing training data"',
        "A quotation mark is not closed on its line, or a backslash ends the line. Each record must be one line.",
        "Close the quotation mark, escape quotation marks in text with a backslash, and remove line breaks from "
        "values.",
    )
    INNER_QUOTE = (
        _WARNING,
        _DOCUMENTED,
        '"Preparing training data"; how the service reads such a value is not known',
        "A quotation mark within a value is not escaped.",
        'Put the value in quotation marks, and write \\" for a quotation mark in it.',
    )
    UNREADABLE_ROW = (
        _ERROR_IN_ROWS,
        _DOCUMENTED,
        '"Preparing training data"',
        "A line cannot be parsed as CSV.",
        "Remove carriage returns from the line, and check for a quotation mark that is not closed.",
    )
    FIELD_COUNT = (
        _ERROR_IN_ROWS,
        _DOCUMENTED,
        '"Preparing training data"',
        "A row has more or fewer values than the header has columns.",
        "Put values that contain a comma in quotation marks, and keep the comma of an empty value.",
    )
    REPEATED_HEADER = (
        _WARNING,
        _RECORDED,
        "a few rows with invalid values do not fail an import",
        "The header is repeated among the rows.",
        "Remove the repeated header. When you join files, keep only the first header.",
    )
    MISSING_VALUE = (
        _ERROR_IN_ROWS,
        _DOCUMENTED,
        '"Schemas"',
        "A value is empty, and its field is not nullable.",
        'Add the value, or give the field the type ["null", ...] in the schema.',
    )
    WRONG_TYPE = (
        _ERROR_IN_ROWS,
        _DOCUMENTED,
        '"Schemas"',
        "A value does not have the type of its field.",
        "Correct the value, or change the type in the schema.",
    )
    FLOAT_IN_INTEGER = (
        _ERROR_IN_ROWS,
        _DOCUMENTED,
        '"Schemas"',
        "A value of an int or long field has a fraction or an exponent.",
        "Write whole numbers, or change the type to float. Integer columns with missing values are often exported as "
        "floats: 7.0 for 7.",
    )
    OUT_OF_RANGE = (
        _ERROR_IN_ROWS,
        _DOCUMENTED,
        "Apache Avro, primitive types",
        "A whole number is out of range: an int has 32 bits, a long has 64 bits.",
        "Change the type to long, or check why the number is so large.",
    )
    MILLISECONDS = (
        _ERROR_IN_ROWS,
        _DOCUMENTED,
        '"Schemas": times are in seconds; such rows would land with wrong times',
        "A time has 12 digits or more, so it is not in seconds (it looks like milliseconds). Times are the `TIMESTAMP` "
        "of interactions and action interactions, and the `CREATION_TIMESTAMP` of items and actions.",
        "Use Unix time in seconds. Divide milliseconds by 1,000.",
    )
    FAR_FUTURE = (
        _WARNING,
        _ASSUMED,
        "nothing is known",
        "A time is in the year 2128 or later.",
        "Check the time: it must be Unix time in seconds.",
    )
    BOOLEAN_CASE = (
        _ERROR_IN_ROWS,
        _DOCUMENTED,
        '"Preparing training data"',
        "A boolean is not in lowercase.",
        "Write `true` and `false`.",
    )
    EVENT_VALUE = (
        _ERROR_IN_ROWS,
        _DOCUMENTED,
        '"Schemas"',
        "An event value is not a number.",
        "Write a number, or leave a nullable field empty. The kind of event belongs in EVENT_TYPE.",
    )
    NOT_FINITE = (
        _WARNING,
        _ASSUMED,
        "nothing is known",
        "A number is NaN or Infinity.",
        "Write a number, or leave a nullable field empty.",
    )
    SPACES_AROUND_VALUE = (
        _WARNING,
        _ASSUMED,
        "nothing is known",
        "A number or boolean has spaces around it.",
        "Remove the spaces.",
    )
    TOO_LONG = (
        _ERROR,
        _DOCUMENTED,
        '"Quotas", and "Error messages": Length cannot be more than',
        "A value is too long: IDs have up to 256 characters, other strings 1,000, textual fields 20,000.",
        "Shorten the value, or check for a quotation mark that is not closed.",
    )
    RESERVED_VALUE = (
        _ERROR_IN_ROWS,
        _DOCUMENTED,
        '"Schemas"',
        "A value is a reserved keyword: the name of a reserved field.",
        "Use another value.",
    )
    HIVE_NULL = (
        _WARNING,
        _ASSUMED,
        "nothing is known",
        "A string is `\\N`, which Hive and MySQL write for null.",
        'Leave the value empty, and give the field the type ["null", "string"] in the schema.',
    )
    TOO_FEW_INTERACTIONS = (
        _ERROR,
        _DOCUMENTED,
        '"Quotas"',
        "An import of interactions needs at least 1,000 rows, and so does an INCREMENTAL import of action "
        "interactions.",
        "Import more rows at once, or send single events with PutEvents.",
    )

    def __init__(
        self, severity: tuple[Severity, bool], evidence: Evidence, source: str, cause: str, remedy: str
    ) -> None:
        self.severity, self.is_of_rows = severity
        self.evidence = evidence
        self.source = source
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        return self.name.lower().replace("_", "-")
