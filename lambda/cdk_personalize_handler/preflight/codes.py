"""Everything that preflight can find: one table, from which the docs are generated.

An error is what the import fails for by the rules, or what would land as something else than was meant. A warning is
what is hardly meant, or depends on something that is not known before. The rules are those of the Amazon Personalize
developer guide ("Preparing training data", "Schemas", "Quotas", "Error messages") and of its API.
"""

from enum import Enum, StrEnum


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"


_ERROR, _WARNING = Severity.ERROR, Severity.WARNING


class Code(Enum):
    """A kind of finding. Codes are stable: one may be added, but none renamed."""

    DATASET_NOT_FOUND = _ERROR, "There is no dataset of this ARN.", "Create the dataset before the import."
    DATASET_ELSEWHERE = (
        _ERROR,
        "The dataset is in another account or Region.",
        "Import into a dataset of the account and Region that the import runs in.",
    )
    DATASET_NOT_READY = (
        _WARNING,
        "The dataset is still being created or updated.",
        "Nothing, if it becomes ACTIVE: the import is held until then.",
    )
    DATASET_NOT_USABLE = (
        _ERROR,
        "The dataset could not be created or updated, or is being deleted.",
        "Create the dataset again; its failure reason says what was wrong.",
    )
    NO_EARLIER_IMPORT = (
        _ERROR,
        "An INCREMENTAL import adds to data that was imported in bulk, and none has been.",
        "Import the dataset in FULL mode once before the first incremental import.",
    )
    UNREADABLE_SCHEMA = (
        _ERROR,
        "The schema is no flat Avro record of string, int, long, float, double and boolean fields.",
        "Write each field as one of these types, with `null` beside it where values may be missing.",
    )
    UNCHECKED_SCHEMA = (
        _WARNING,
        "The dataset's schema has what is not known here, so that neither headers nor rows were looked at.",
        "Check the data yourself, or run `cdk-personalize check` with a schema of string, int, long, float, double and "
        "boolean fields.",
    )
    NOTHING_THERE = (
        _ERROR,
        "There is no object at the location, none directly in the folder, or no such bucket.",
        "Upload the data first. Objects in subfolders are not imported.",
    )
    FOLDER_WITHOUT_SLASH = (
        _ERROR,
        "The location is that of a folder, without the `/` that a folder ends in.",
        "Put a `/` at the end of the location.",
    )
    EMPTY_OBJECT = _ERROR, "An object holds no bytes.", "Upload its data, or delete it."
    MARKER_FILE = (
        _WARNING,
        "An object beside the data has a name that begins with `_` or `.`, such as `_SUCCESS`: it was not looked into.",
        "Delete it, or let the job write none: whether Amazon Personalize skips it is not documented.",
    )
    ARCHIVED_OBJECT = (
        _ERROR,
        "An object is in an archive, from which it cannot be read at once.",
        "Restore it, or copy it into another storage class.",
    )
    TOO_LARGE = (
        _ERROR,
        "All objects together are larger than an import may be: FULL 100 GB (interactions 1 TB), INCREMENTAL 1 GB.",
        "Import part of the data in FULL mode and add the rest by incremental imports, or leave old data out.",
    )
    NEAR_QUOTA = (
        _WARNING,
        "All objects together are larger than the quota if a GB has 10^9 bytes, and no larger if it has 2^30.",
        "Expect that the import may fail; what a GB is in the quotas of Amazon Personalize is not documented.",
    )
    OVER_DEFAULT_QUOTA = (
        _WARNING,
        "Interactions of more than 100 GB need a quota that was raised.",
        "Have the quota raised first, if it is not.",
    )
    NOT_NAMED_CSV = (
        _WARNING,
        "The name of an object does not end in `.csv`, and all objects of a folder are read as CSV.",
        "Keep anything else out of the folder.",
    )
    SUBFOLDER_IGNORED = (
        _WARNING,
        "The folder has subfolders, which are not imported.",
        "Put what is to be imported directly into the folder.",
    )
    NOT_CSV = _ERROR, "The file is of another format, or compressed.", "Write it as plain CSV, uncompressed."
    UTF_16 = _ERROR, "The file is encoded in UTF-16 or UTF-32.", "Save it as UTF-8 without a byte-order mark."
    NOT_UTF_8 = _ERROR, "Bytes are not UTF-8.", "Save the file as UTF-8 without a byte-order mark."
    BYTE_ORDER_MARK = (
        _ERROR,
        "A byte-order mark is in front of a column's name, which makes it another name.",
        "Save the file as UTF-8 without a byte-order mark.",
    )
    LINE_ENDINGS = _ERROR, "Lines end in a carriage return alone: the file is one line.", "End lines in a line feed."
    WRONG_DELIMITER = _ERROR, "Columns are not separated by commas.", "Separate columns by commas."
    MISSING_HEADER = _ERROR, "The first line is data.", "Write the names of the columns in the first line."
    MISSING_COLUMN = (
        _ERROR,
        "The header does not name every field of the schema.",
        "Add the columns: even a field that may be null needs one.",
    )
    QUOTED_HEADER = _ERROR, "Names of columns are in quotation marks.", "Write the header without quotation marks."
    COLUMN_SPELLING = (
        _ERROR,
        "The name of a column differs from the schema's by case or spaces.",
        "Write it as the schema does.",
    )
    DUPLICATE_COLUMN = _ERROR, "A field of the schema has several columns.", "Leave all but one of them out."
    EXTRA_COLUMN = (
        _WARNING,
        "Columns are not in the schema, and are not imported.",
        "Leave them out, or add them to the schema.",
    )
    COLUMN_ORDER = (
        _WARNING,
        "Columns are not in the order of the schema's fields, as the developer guide asks for.",
        "Write them in the order of the schema.",
    )
    NO_ROWS = _WARNING, "The file holds a header and no rows.", "Add rows, or leave the file out."
    UNCLOSED_QUOTE = (
        _ERROR,
        "A quotation mark is not closed on its line, or the line ends in a backslash: each record is one line.",
        "Close the quotation mark, put a backslash before one that belongs to the text, and take line breaks out.",
    )
    UNREADABLE_ROW = (
        _ERROR,
        "A line cannot be divided into values.",
        "Take carriage returns out of the line, and look for a quotation mark that is not closed.",
    )
    FIELD_COUNT = (
        _ERROR,
        "A row has more or fewer values than the header has columns.",
        "Put values that contain a comma in quotation marks, and write a comma for an empty value.",
    )
    REPEATED_HEADER = (
        _WARNING,
        "The header comes again among the rows.",
        "Take it out; files that are joined keep the first header only.",
    )
    MISSING_VALUE = (
        _ERROR,
        "A value is empty, and its field may not be null.",
        'Fill it in, or give the field the type ["null", ...] in the schema.',
    )
    WRONG_TYPE = (
        _ERROR,
        "A value is not of its field's type.",
        "Write it as the type, or change the type in the schema.",
    )
    FLOAT_IN_INTEGER = (
        _ERROR,
        "A value has a fraction or an exponent, and its field is an int or a long.",
        "Write whole numbers, or make the field a float. A column with gaps is often written so: 7.0 for 7.",
    )
    OUT_OF_RANGE = (
        _ERROR,
        "A whole number does not fit into its field: an int has 32 bits, a long has 64.",
        "Make the field a long, or look for what has made the number so large.",
    )
    MILLISECONDS = (
        _ERROR,
        "A time has 12 digits or more: it is in milliseconds or finer. Times are the `TIMESTAMP` of interactions and "
        "of action interactions, and the `CREATION_TIMESTAMP` of items and actions.",
        "Write seconds since 1970: of milliseconds, a thousandth.",
    )
    BOOLEAN_CASE = _ERROR, "A boolean is not in lower case.", "Write `true` and `false`."
    EVENT_VALUE = (
        _ERROR,
        "An event value is no number.",
        "Write a number, or nothing where the field may be null; what happened belongs into EVENT_TYPE.",
    )
    TOO_LONG = (
        _ERROR,
        "A value is too long: IDs have up to 256 characters, other strings 1,000, textual fields 20,000.",
        "Shorten it, or look for a quotation mark in it that should end the value before.",
    )
    RESERVED_VALUE = _ERROR, "A value is a reserved keyword, the name of a reserved field.", "Use another word."
    TOO_FEW_INTERACTIONS = (
        _ERROR,
        "An import of interactions needs 1,000 rows; so does an incremental one of action interactions.",
        "Import more at once, or send single events with PutEvents.",
    )

    def __init__(self, severity: Severity, cause: str, remedy: str) -> None:
        self.severity = severity
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        return self.name.lower().replace("_", "-")
