"""The objects that an import would read, as Amazon S3 lists them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.findings import Finding
from cdk_personalize_handler.preflight.redaction import counted

SAMPLED_OBJECTS = 20
_ODD_NAMES_SAMPLED = 5
_ARCHIVES = frozenset({"GLACIER", "DEEP_ARCHIVE"})


@dataclass(frozen=True)
class Quota:
    """A number of bytes as the developer guide has it ("Quotas"), which does not say what a GB or a TB is."""

    name: str
    if_decimal: int
    if_binary: int


_MAXIMUM_BYTES = {"FULL": Quota("100 GB", 100 * 10**9, 100 * 2**30), "INCREMENTAL": Quota("1 GB", 10**9, 2**30)}
_RAISED_MAXIMUM_BYTES = Quota("1 TB", 10**12, 2**40)
_MAY_BE_INTERACTIONS = frozenset({"INTERACTIONS", ""})  # no type is one that is not known


@dataclass(frozen=True)
class ListedObject:
    """One object of a listing. `size` is in bytes; an archived one cannot be read.

    The archive tiers of Intelligent-Tiering cannot be seen in a listing, only when an object is read.
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
        """The name begins like those of `_SUCCESS`, `_committed_1` or `.part-0.crc`."""
        return self.name.startswith(("_", "."))


@dataclass(frozen=True)
class Piece:
    """The beginning of an object, or all of it. Without `content`, it is in an archive, and cannot be read."""

    key: str
    content: bytes | None
    is_whole: bool = True


@dataclass(frozen=True)
class Listing:
    """What `ListObjectsV2` answers with the key of a location as `Prefix`, and `/` as `Delimiter`.

    `folders` are the common prefixes. Not `is_complete` is a listing that was given up before its end. Without
    `has_bucket` there is no such bucket. Objects that were restored from an archive are only known by asking for
    `RestoreStatus` in `OptionalObjectAttributes`.
    """

    objects: Sequence[ListedObject]
    folders: Sequence[str] = ()
    is_complete: bool = True
    has_bucket: bool = True

    @classmethod
    def from_s3(cls, pages: Iterable[Mapping[str, Any]]) -> Self:
        """Read the answers, in their order; there is one at least of any bucket."""
        listed = list(pages)
        return cls(
            objects=[_listed_object(each) for page in listed for each in page.get("Contents", [])],
            folders=[each["Prefix"] for page in listed for each in page.get("CommonPrefixes", [])],
            is_complete=not (listed and listed[-1].get("IsTruncated", False)),
            has_bucket=bool(listed),
        )


def _listed_object(item: Mapping[str, Any]) -> ListedObject:
    is_restored = "RestoreExpiryDate" in item.get("RestoreStatus", {})
    is_archived = item.get("StorageClass") in _ARCHIVES and not is_restored
    return ListedObject(item["Key"], item["Size"], is_archived)


def list_request(location: str) -> dict[str, Any]:
    """Return what to ask `ListObjectsV2` for, so that `Listing.from_s3` can read its answers."""
    place = constraints.data_location(location, "data_location")
    asked = {"Bucket": place["bucket"], "Prefix": place["key"]}
    return asked | {"Delimiter": "/", "OptionalObjectAttributes": ["RestoreStatus"]}


def imported(location: str, listing: Listing) -> list[ListedObject]:
    """Return what is imported from a location: the object of that key, or those directly in the folder."""
    key = _key(location)
    if not _is_folder(key):
        return [each for each in listing.objects if each.key == key]
    return [each for each in listing.objects if each.key != key]


def data_of(objects: Sequence[ListedObject]) -> list[ListedObject]:
    """Leave out the markers that jobs and tools put beside data, whatever they hold; alone they are data."""
    return [each for each in objects if not each.is_named_like_a_marker] or list(objects)


def to_sample(objects: Sequence[ListedObject]) -> list[ListedObject]:
    """Choose the objects to look into, 20 at most: the first, the last, some between, and some with an odd name."""
    readable = [each for each in data_of(objects) if each.size and not each.is_archived]
    if len(readable) <= SAMPLED_OBJECTS:
        return readable
    odd = [each for each in readable if not _is_named_csv(each)][:_ODD_NAMES_SAMPLED]
    others = [each for each in readable if each not in odd]
    spaces = SAMPLED_OBJECTS - len(odd) - 1
    spread = {round(place * (len(others) - 1) / spaces) for place in range(spaces + 1)}
    chosen = {*odd, *(others[place] for place in spread)}
    return [each for each in readable if each in chosen]


def check(location: str, listing: Listing, *, dataset_type: str, import_mode: str) -> list[Finding]:
    """Check what is at the location of an import."""
    objects = imported(location, listing)
    if not objects:
        return _nothing_there(location, listing)
    folders = listing.folders if _is_folder(_key(location)) else ()
    return check_imported(objects, folders, dataset_type=dataset_type, import_mode=import_mode)


def check_imported(
    objects: Sequence[ListedObject], folders: Sequence[str], *, dataset_type: str, import_mode: str
) -> list[Finding]:
    """Check the objects of an import, of which there is one at least, and the subfolders beside them."""
    data = data_of(objects)
    findings = [finding for each in data for finding in _faults(each)]
    if len(data) < len(objects):
        markers = [each.key for each in objects if each.is_named_like_a_marker]
        what = "the object looks like a marker file"
        findings += [Finding(code=Code.MARKER_FILE, what=what, file=key) for key in markers]
    if folders:
        what = f"the folder has {counted(len(folders), 'subfolder')}, such as {folders[0]}"
        findings.append(Finding(code=Code.SUBFOLDER_IGNORED, what=what))
    return findings + _of_size(sum(each.size for each in data), dataset_type, import_mode)


def archived(key: str) -> Finding:
    """Describe an object that cannot be read because it is archived."""
    return Finding(code=Code.ARCHIVED_OBJECT, what="the object is archived", file=key)


def _nothing_there(location: str, listing: Listing) -> list[Finding]:
    if not listing.has_bucket:
        bucket = constraints.data_location(location, "data_location")["bucket"]
        return [Finding(code=Code.NOTHING_THERE, what=f"the bucket {bucket} does not exist")]
    if not _is_folder(_key(location)) and f"{_key(location)}/" in listing.folders:
        return [Finding(code=Code.FOLDER_WITHOUT_SLASH, what=f"{location} is a folder; use {location}/")]
    if not listing.is_complete:
        return []
    only = ", only subfolders" if listing.folders and _is_folder(_key(location)) else ""
    return [Finding(code=Code.NOTHING_THERE, what=f"there is no object at {location}{only}")]


def _faults(each: ListedObject) -> Iterator[Finding]:
    if not each.size:
        yield Finding(code=Code.EMPTY_OBJECT, what="the object is empty", file=each.key)
    elif not _is_named_csv(each):
        yield Finding(code=Code.NOT_NAMED_CSV, what="the name does not end in .csv", file=each.key)
    if each.is_archived:
        yield archived(each.key)


def _of_size(size: int, dataset_type: str, import_mode: str) -> list[Finding]:
    quota = _MAXIMUM_BYTES[import_mode]
    can_be_raised = dataset_type in _MAY_BE_INTERACTIONS and import_mode == "FULL"
    if size <= quota.if_decimal:
        return []
    if size <= quota.if_binary:
        code, largest = Code.NEAR_QUOTA, quota.name
    elif can_be_raised and size <= _RAISED_MAXIMUM_BYTES.if_binary:
        code, largest = Code.OVER_DEFAULT_QUOTA, f"{quota.name} unless it was increased"
    else:
        code, largest = Code.TOO_LARGE, _RAISED_MAXIMUM_BYTES.name if can_be_raised else quota.name
    return [Finding(code=code, what=f"the data is {size:,} bytes; the quota for {import_mode} imports is {largest}")]


def _key(location: str) -> str:
    return constraints.data_location(location, "data_location")["key"]


def _is_folder(key: str) -> bool:
    return not key or key.endswith("/")


def _is_named_csv(each: ListedObject) -> bool:
    return each.name.lower().endswith(".csv")
