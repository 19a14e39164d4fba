"""The objects of an import, as Amazon S3 lists them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.findings import Finding
from cdk_personalize_handler.preflight.wording import counted

MAX_SAMPLES = 20
SAMPLE_BYTES = 64 * 1024
"""The least number of bytes that are read of an object, from its beginning, in a sample of as many objects."""

_MAX_ODD_NAMES = 5
_ARCHIVES = frozenset({"GLACIER", "DEEP_ARCHIVE"})


@dataclass(frozen=True)
class Quota:
    """A number of bytes in the developer guide ("Quotas"), which does not define GB and TB."""

    name: str
    if_decimal: int
    if_binary: int


_MAX_BYTES = {"FULL": Quota("100 GB", 100 * 10**9, 100 * 2**30), "INCREMENTAL": Quota("1 GB", 10**9, 2**30)}
_RAISED_MAX_BYTES = Quota("1 TB", 10**12, 2**40)
_MAY_BE_INTERACTIONS = frozenset({"INTERACTIONS", ""})  # an empty type is unknown


@dataclass(frozen=True)
class ListedObject:
    """An object of a listing. `size` is in bytes. An archived object cannot be read.

    A listing does not show the archive tiers of Intelligent-Tiering; a read does.
    """

    key: str
    size: int
    is_archived: bool = False

    @property
    def name(self) -> str:
        """The last part of the key."""
        return self.key.rpartition("/")[2]

    @property
    def is_named_like_a_marker(self) -> bool:
        """Whether the name begins like `_SUCCESS`, `_committed_1` or `.part-0.crc`."""
        return self.name.startswith(("_", "."))


@dataclass(frozen=True)
class Sample:
    """The beginning of an object, or the whole object. `content` is `None` if the object is archived."""

    key: str
    content: bytes | None
    is_whole: bool = True


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The responses of `ListObjectsV2` for a location: with its key as `Prefix`, and `/` as `Delimiter`.

    `folders` are the common prefixes. `is_complete` is false if the listing was stopped before its end. `has_bucket` is
    false if the bucket does not exist. Restored objects are known only with `RestoreStatus` in
    `OptionalObjectAttributes`. With `lacks_slash`, the location was given without the `/` at its end.
    """

    location: str
    objects: Sequence[ListedObject]
    folders: Sequence[str] = ()
    is_complete: bool = True
    has_bucket: bool = True
    lacks_slash: bool = False

    @classmethod
    def from_s3(cls, location: str, pages: Iterable[Mapping[str, Any]]) -> Self:
        """Read the responses in their order. Any bucket has at least one."""
        listed = list(pages)
        return cls(
            location=location,
            objects=[_listed_object(each) for page in listed for each in page.get("Contents", [])],
            folders=[each["Prefix"] for page in listed for each in page.get("CommonPrefixes", [])],
            is_complete=not (listed and listed[-1].get("IsTruncated", False)),
            has_bucket=bool(listed),
        )

    @property
    def is_of_folder(self) -> bool:
        """Whether the location is a folder."""
        return not self._key or self._key.endswith("/")

    @property
    def imported(self) -> list[ListedObject]:
        """The imported objects: the object with the key of the location, or the objects directly in the folder."""
        if not self.is_of_folder:
            return [each for each in self.objects if each.key == self._key]
        return [each for each in self.objects if each.key != self._key]

    @property
    def folder(self) -> str | None:
        """The location as a folder, if there is no object of its key, and a folder of this name."""
        is_folder = not self.is_of_folder and not self.imported and f"{self._key}/" in self.folders
        return f"{self.location}/" if is_folder else None

    @property
    def _key(self) -> str:
        return constraints.data_location(self.location, "data_location")["key"]


def _listed_object(item: Mapping[str, Any]) -> ListedObject:
    is_restored = "RestoreExpiryDate" in item.get("RestoreStatus", {})
    is_archived = item.get("StorageClass") in _ARCHIVES and not is_restored
    return ListedObject(item["Key"], item["Size"], is_archived)


def list_request(location: str) -> dict[str, Any]:
    """Return the parameters of `ListObjectsV2` whose responses `Listing.from_s3` reads."""
    place = constraints.data_location(location, "data_location")
    parameters = {"Bucket": place["bucket"], "Prefix": place["key"]}
    return parameters | {"Delimiter": "/", "OptionalObjectAttributes": ["RestoreStatus"]}


def list_location(location: str, list_objects: Callable[[str], Listing]) -> Listing:
    """List a location, and list it again as a folder if it is one without `/` at its end."""
    listing = list_objects(location)
    return replace(list_objects(listing.folder), lacks_slash=True) if listing.folder else listing


def data_of(objects: Sequence[ListedObject]) -> list[ListedObject]:
    """Return the objects without the marker files of jobs and tools; if there are no others, these are data."""
    return [each for each in objects if not each.is_named_like_a_marker] or list(objects)


def readable(objects: Sequence[ListedObject]) -> list[ListedObject]:
    """Return the data objects that have content and are not archived."""
    return [each for each in data_of(objects) if each.size and not each.is_archived]


def to_sample(objects: Sequence[ListedObject]) -> list[ListedObject]:
    """Choose at most 20 objects to read: the first, the last, some in between, and some with an odd name."""
    candidates = readable(objects)
    if len(candidates) <= MAX_SAMPLES:
        return candidates
    odd = [each for each in candidates if not _is_named_csv(each)][:_MAX_ODD_NAMES]
    others = [each for each in candidates if each not in odd]
    spaces = MAX_SAMPLES - len(odd) - 1
    spread = {round(place * (len(others) - 1) / spaces) for place in range(spaces + 1)}
    chosen = {*odd, *(others[place] for place in spread)}
    return [each for each in candidates if each in chosen]


def sample_bytes(sample: Sequence[ListedObject]) -> int:
    """Return the number of bytes to read of each object of a sample, so that its total is the same for any number."""
    return SAMPLE_BYTES * MAX_SAMPLES // len(sample)


def check(listing: Listing, *, dataset_type: str, import_mode: str) -> list[Finding]:
    """Check the objects at the location of an import."""
    if not listing.imported:
        return _nothing_there(listing)
    folders = listing.folders if listing.is_of_folder else ()
    findings = check_imported(listing.imported, folders, dataset_type=dataset_type, import_mode=import_mode)
    if listing.lacks_slash:
        what = f"{listing.location.removesuffix('/')} is a folder; use {listing.location}"
        findings.append(Finding(code=Code.FOLDER_WITHOUT_SLASH, what=what))
    return findings


def check_imported(
    objects: Sequence[ListedObject], folders: Sequence[str], *, dataset_type: str, import_mode: str
) -> list[Finding]:
    """Check the objects of an import, at least one, and the subfolders beside them."""
    data = data_of(objects)
    is_all_empty = not any(each.size for each in data)
    findings = [finding for each in data for finding in _check_object(each, is_beside_data=not is_all_empty)]
    if len(data) < len(objects):
        markers = [each.key for each in objects if each.is_named_like_a_marker]
        what = "the object looks like a marker file"
        findings += [Finding(code=Code.MARKER_FILE, what=what, file=key) for key in markers]
    if folders:
        what = f"the folder has {counted(len(folders), 'subfolder')}, such as {folders[0]}"
        findings.append(Finding(code=Code.SUBFOLDER_IGNORED, what=what))
    return findings + _check_size(sum(each.size for each in data), dataset_type, import_mode)


def archived(key: str) -> Finding:
    """Return the finding for an archived object."""
    return Finding(code=Code.ARCHIVED_OBJECT, what="the object is archived", file=key)


def _nothing_there(listing: Listing) -> list[Finding]:
    location = listing.location
    if not listing.has_bucket:
        bucket = constraints.data_location(location, "data_location")["bucket"]
        return [Finding(code=Code.NOTHING_THERE, what=f"the bucket {bucket} does not exist")]
    if not listing.is_complete:
        return []
    only = ", only subfolders" if listing.folders and listing.is_of_folder else ""
    return [Finding(code=Code.NOTHING_THERE, what=f"there is no object at {location}{only}")]


def _check_object(each: ListedObject, *, is_beside_data: bool) -> Iterator[Finding]:
    if not each.size:
        what = "the object is empty"
        yield Finding(code=Code.EMPTY_OBJECT, what=what, file=each.key, is_tolerated=is_beside_data)
    elif not _is_named_csv(each):
        yield Finding(code=Code.NOT_NAMED_CSV, what="the name does not end in .csv", file=each.key)
    if each.is_archived:
        yield archived(each.key)


def _check_size(size: int, dataset_type: str, import_mode: str) -> list[Finding]:
    quota = _MAX_BYTES[import_mode]
    can_be_raised = dataset_type in _MAY_BE_INTERACTIONS and import_mode == "FULL"
    if size <= quota.if_decimal:
        return []
    if size <= quota.if_binary:
        code, largest = Code.NEAR_QUOTA, quota.name
    elif can_be_raised and size <= _RAISED_MAX_BYTES.if_binary:
        code, largest = Code.OVER_DEFAULT_QUOTA, f"{quota.name} unless it was increased"
    else:
        code, largest = Code.TOO_LARGE, _RAISED_MAX_BYTES.name if can_be_raised else quota.name
    return [Finding(code=code, what=f"the data is {size:,} bytes; the quota for {import_mode} imports is {largest}")]


def _is_named_csv(each: ListedObject) -> bool:
    return each.name.lower().endswith(".csv")
