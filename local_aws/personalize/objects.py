"""Where the data of an import lies, and how it is read."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from local_aws.personalize.errors import ImportFailedError, InvalidInputError

INVALID_LOCATION = "Invalid Data location."
AWS_MANAGED_KEY = "alias/aws/s3"


class ObjectError(Exception):
    """An object cannot be read; the text becomes the job's `failureReason`."""


class StoredObject(NamedTuple):
    """One object of a list: its size in bytes, and whether it is archived, so that it cannot be read."""

    key: str
    size: int
    is_archived: bool = False


class Objects(Protocol):
    """What an import reads. All methods raise `ObjectError` when access is refused."""

    def list(self, bucket: str, prefix: str) -> list[StoredObject]:
        """Return every object whose key starts with `prefix`, in key order."""

    def open(self, bucket: str, key: str) -> Iterable[bytes]:
        """Return the object's content in pieces of any size; raise `ObjectError` when it does not exist."""


class ObjectStore(Objects, Protocol):
    """The object store as its owner sees it, who may read everything."""

    def encryption_key(self, bucket: str, key: str | None = None) -> str | None:
        """Return the ARN of the KMS key that an object is encrypted with, or without `key` the bucket's default.

        None when there is no such key, and `AWS_MANAGED_KEY` for the one that AWS keeps for the account.
        """


class MemoryObjects:
    """Objects in a dictionary from `(bucket, key)` to content, for tests.

    `encryption_keys` has the ARNs of KMS keys, by bucket and key, or by bucket and None for the bucket's default. What
    is `archived` cannot be read.
    """

    def __init__(
        self, content: Mapping[tuple[str, str], bytes] | None = None, archived: Collection[tuple[str, str]] = ()
    ):
        self.content = dict(content or {})
        self.archived = set(archived)
        self.encryption_keys: dict[tuple[str, str | None], str] = {}

    def list(self, bucket: str, prefix: str) -> list[StoredObject]:
        """Return the matching objects."""
        return sorted(
            StoredObject(key, len(data), (owner, key) in self.archived)
            for (owner, key), data in self.content.items()
            if owner == bucket and key.startswith(prefix)
        )

    def open(self, bucket: str, key: str) -> Iterable[bytes]:
        """Return the whole content as one piece."""
        try:
            return [self.content[bucket, key]]
        except KeyError:
            raise ObjectError(INVALID_LOCATION) from None

    def encryption_key(self, bucket: str, key: str | None = None) -> str | None:
        """Return what `encryption_keys` says."""
        return self.encryption_keys.get((bucket, key))


@dataclass(frozen=True)
class Location:
    """An `s3://` location: one object, or a folder, whose key is empty, ends in `/`, or is not that of an object."""

    bucket: str
    key: str

    @classmethod
    def parse(cls, text: str | None) -> "Location":
        """Read a data location; raise `InvalidInputError` when it is no S3 location."""
        match = re.fullmatch(r"s3://([a-z0-9][a-z0-9.\-]{1,61}[a-z0-9])(?:/(.*))?", text or "")
        if not match:
            raise InvalidInputError(INVALID_LOCATION)
        return cls(match[1], match[2] or "")

    def objects(self, store: Objects) -> list[StoredObject]:
        """Return what is imported from here.

        A folder is the objects directly in it; what lies in its subfolders is not imported (developer guide,
        "Importing bulk data"). AWS's own samples leave out the slash. That a folder's marker files and empty objects
        do not count is assumed. Raises `ImportFailedError` when nothing is there.
        """
        listed = store.list(self.bucket, self.key)
        is_folder = not self.key or self.key.endswith("/")
        if not is_folder and (named := [each for each in listed if each.key == self.key]):
            return named
        found = _directly_in(self.key if is_folder else f"{self.key}/", listed)
        if not found:
            raise ImportFailedError(INVALID_LOCATION)
        visible = [each for each in found if not each.key.rpartition("/")[2].startswith(("_", "."))] or found
        return [each for each in visible if each.size] or visible


def _directly_in(folder: str, listed: Iterable[StoredObject]) -> list[StoredObject]:
    names = ((each.key.removeprefix(folder), each) for each in listed if each.key.startswith(folder))
    return [each for name, each in names if name and "/" not in name]
