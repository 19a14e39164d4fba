"""How an import treats the data that is there."""

from enum import StrEnum


class ImportMode(StrEnum):
    """The modes of Amazon Personalize.

    FULL replaces all bulk data of the dataset; what came in through `PutEvents`, `PutItems` and `PutUsers` stays.
    INCREMENTAL adds records and replaces those with the same id; it needs an earlier bulk import.
    """

    FULL = "FULL"
    INCREMENTAL = "INCREMENTAL"
