"""The objects of a bucket as preflight reads them, from memory."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.preflight import Sample
from local_aws.personalize import MemoryObjects

_PAGE = 1000


class SimulatedData:
    """A `service.DataService` whose roles see everything, unless `error` is to be raised.

    `listings` is how often it was listed, and `read` what was read: the key, and how many bytes.
    """

    def __init__(self, objects: MemoryObjects) -> None:
        self._objects = objects
        self.error: Exception | None = None
        self.before_read: Callable[[], None] = lambda: None
        self.listings = 0
        self.read: list[tuple[str, int]] = []

    def as_role(self, role_arn: str) -> "SimulatedData":  # noqa: ARG002
        if self.error:
            raise self.error
        return self

    def pages(self, location: str) -> Iterator[Mapping[str, Any]]:
        place = constraints.data_location(location, "data_location")
        prefix = place["key"]
        contents: list[dict[str, Any]] = []
        folders = set()
        for each in self._objects.list(place["bucket"], prefix):
            first, slash, _ = each.key[len(prefix) :].partition("/")
            if slash:
                folders.add(f"{prefix}{first}/")
            else:
                storage_class = "GLACIER" if each.is_archived else "STANDARD"
                contents.append({"Key": each.key, "Size": each.size, "StorageClass": storage_class})
        while True:
            self.listings += 1
            page, contents = contents[:_PAGE], contents[_PAGE:]
            yield {
                "Contents": page,
                "CommonPrefixes": [{"Prefix": each} for each in folders],
                "IsTruncated": bool(contents),
            }
            if not contents:
                return

    def read_sample(self, location: str, key: str, size: int) -> Sample:
        bucket = constraints.data_location(location, "data_location")["bucket"]
        self.before_read()
        data = b"".join(self._objects.open(bucket, key))
        self.read.append((key, len(data[:size])))
        return Sample(key, data[:size], is_whole=len(data) <= size)
