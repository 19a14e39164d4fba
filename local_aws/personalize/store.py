"""The resources that exist: their records in the form that Describe answers, and their tags."""

import base64
import binascii
from collections.abc import Callable, Iterable
from typing import Any

from local_aws.personalize.errors import ServiceError

Record = dict[str, Any]

PENDING, IN_PROGRESS, ACTIVE, FAILED = "CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE", "CREATE FAILED"

_PAGE_SIZE = 100
_MAXIMUM_TAGS = 50  # Developer guide, "Tagging Amazon Personalize resources".


class Store:
    """Records and tags by ARN, in the order in which they were made."""

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}
        self._tags: dict[str, dict[str, str]] = {}

    def require_new(self, arn: str) -> None:
        """Raise `ResourceAlreadyExistsException` for an ARN that exists."""
        if arn in self._records:
            raise ServiceError("ResourceAlreadyExistsException", f"Another resource with Arn {arn} already exists.")

    def add(self, arn: str, record: Record, tags: list[dict[str, str]]) -> Record:
        """Keep a new record, which is returned without its absent members."""
        self.require_new(arn)
        self._tags[arn] = _tags_after({}, tags)
        self._records[arn] = {name: value for name, value in record.items() if value is not None}
        return self._records[arn]

    def get(self, arn: str, resource_type: str = "") -> Record:
        """Return the record of an ARN of this type, or raise `ResourceNotFoundException`."""
        if not self._has(arn, resource_type):
            raise ServiceError("ResourceNotFoundException", f"Could not find resource with Arn '{arn}'")
        return self._records[arn]

    def _has(self, arn: str, resource_type: str) -> bool:
        return arn in self._records and arn.split(":", 5)[-1].startswith(resource_type)

    def get_given(self, arn: str, resource_type: str) -> Record:
        """Return the record that a Create names, in the recorded words if it is not there or not `ACTIVE` yet.

        They are recorded for a group that does not exist, and for the state of a solution, as an
        `InvalidInputException`. That a state is a `ResourceInUseException` for others is assumed.
        """
        name = resource_type.rstrip("/").replace("-", " ")
        if not self._has(arn, resource_type):
            raise ServiceError("ResourceNotFoundException", f"The given {name} does not exist: {arn}")
        if self._records[arn]["status"] != ACTIVE:
            raise ServiceError("ResourceInUseException", f"The given {name} must be in the ACTIVE state: {arn}")
        return self._records[arn]

    def remove(self, arn: str) -> None:
        """Forget a record and its tags."""
        del self._records[arn], self._tags[arn]

    def all(self, resource_type: str, keep: Callable[[Record], bool] = lambda _: True) -> list[Record]:
        """Return the records of one type for which `keep` is true, oldest first."""
        return [
            record
            for arn, record in self._records.items()
            if arn.split(":", 5)[-1].startswith(resource_type) and keep(record)
        ]

    def tags(self, arn: str) -> list[dict[str, str]]:
        """Return a resource's tags as the service lists them."""
        return [{"tagKey": key, "tagValue": value} for key, value in self._tags[arn].items()]

    def tag(self, arn: str, tags: list[dict[str, str]]) -> None:
        """Set tags; a resource that would have too many raises `TooManyTagsException`."""
        self._tags[arn] = _tags_after(self._tags[arn], tags)

    def untag(self, arn: str, keys: Iterable[str]) -> None:
        """Remove tags; keys that are not there do not matter."""
        for key in keys:
            self._tags[arn].pop(key, None)


def _tags_after(before: dict[str, str], tags: list[dict[str, str]]) -> dict[str, str]:
    merged = before | {tag["tagKey"]: tag["tagValue"] for tag in tags}
    if len(merged) > _MAXIMUM_TAGS:
        raise ServiceError("TooManyTagsException", f"A resource cannot have more than {_MAXIMUM_TAGS} tags.")
    return merged


def page(records: list[Record], request: Record) -> tuple[list[Record], str | None]:
    """Return the page of records that a List request asks for, and the token of the next page."""
    start = _page_start(request.get("nextToken"))
    end = start + request.get("maxResults", _PAGE_SIZE)
    return records[start:end], base64.b64encode(str(end).encode()).decode() if end < len(records) else None


def _page_start(token: str | None) -> int:
    if token is None:
        return 0
    try:
        return int(base64.b64decode(token, validate=True))
    except (ValueError, binascii.Error):
        raise ServiceError("InvalidNextTokenException", "The token is not valid.") from None
