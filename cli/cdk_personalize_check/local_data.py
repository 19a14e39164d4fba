"""Data on this machine, as it would be once it is uploaded."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cdk_personalize_check.stream import READ_BYTES
from cdk_personalize_handler.preflight import Code, Finding, ListedObject, objects

STANDARD_INPUT = "-"


def open_path(place: str) -> "LocalData | PipedData":
    """Return what is at a path, or with `-` the standard input. Raises `FileNotFoundError` if there is nothing."""
    path = Path(place)
    if place == STANDARD_INPUT or (path.exists() and not path.is_file() and not path.is_dir()):
        return PipedData(place)
    return LocalData(path)


class LocalData:
    """A CSV file, or the files directly in a folder. Raises `FileNotFoundError` if there is neither."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise FileNotFoundError(f"the file or folder {path} does not exist")
        self._path = path
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        self._folders = [f"{each.as_posix()}/" for each in inside if each.is_dir()]
        self._objects = [ListedObject(each.as_posix(), each.stat().st_size) for each in inside if each.is_file()]

    @property
    def objects(self) -> Sequence[ListedObject]:
        """The files, with their paths as keys."""
        return self._objects

    def check(self, *, dataset_type: str, import_mode: str) -> list[Finding]:
        """Check what is there without looking into it."""
        if not self._objects:
            return [Finding(code=Code.NOTHING_THERE, what=f"the folder {self._path} has no files")]
        return objects.check_imported(self._objects, self._folders, dataset_type=dataset_type, import_mode=import_mode)

    def read(self, key: str) -> Iterator[bytes]:
        """Yield a file's content in pieces."""
        with Path(key).open("rb") as file:
            while piece := file.read(READ_BYTES):
                yield piece


class PipedData:
    """What another program writes into a pipe. It can be read once, and its size is not known before."""

    def __init__(self, place: str) -> None:
        self._place = place

    @property
    def objects(self) -> Sequence[ListedObject]:
        """The pipe as one object, of a size that stands for any but none."""
        return [ListedObject(self._place, 1)]

    def check(self, *, dataset_type: str, import_mode: str) -> list[Finding]:  # noqa: ARG002
        """Return nothing: only the content can be wrong."""
        return []

    def read(self, key: str) -> Iterator[bytes]:
        """Yield the content in pieces."""
        is_standard_input = key == STANDARD_INPUT
        with open(0 if is_standard_input else key, "rb", closefd=not is_standard_input) as pipe:
            while piece := pipe.read(READ_BYTES):
                yield piece
