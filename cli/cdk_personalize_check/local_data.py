"""Local data, checked as it will be after an upload."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cdk_personalize_check.stream import READ_BYTES
from cdk_personalize_handler.preflight import Code, Finding, ListedObject, objects

STANDARD_INPUT = "-"


def open_path(place: str) -> "LocalData | PipedData":
    """Return the data at a path, or of standard input for `-`. Raises `FileNotFoundError` for a missing path."""
    path = Path(place)
    if place == STANDARD_INPUT or (path.exists() and not path.is_file() and not path.is_dir()):
        return PipedData(place)
    return LocalData(path)


class LocalData:
    """A CSV file, or the files directly in a folder. Raises `FileNotFoundError` if the path does not exist."""

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
        """Check the files without reading them."""
        if not self._objects:
            return [Finding(code=Code.NOTHING_THERE, what=f"the folder {self._path} has no files")]
        return objects.check_imported(self._objects, self._folders, dataset_type=dataset_type, import_mode=import_mode)

    def read(self, key: str) -> Iterator[bytes]:
        """Yield the content of a file in chunks."""
        with Path(key).open("rb") as file:
            while chunk := file.read(READ_BYTES):
                yield chunk


class PipedData:
    """The output of another program through a pipe. It can be read once, and its size is unknown before."""

    def __init__(self, place: str) -> None:
        self._place = place

    @property
    def objects(self) -> Sequence[ListedObject]:
        """The pipe as one object; its size is unknown, so 1 is reported."""
        return [ListedObject(self._place, 1)]

    def check(self, *, dataset_type: str, import_mode: str) -> list[Finding]:  # noqa: ARG002
        """Return no findings: only the content of a pipe can have errors."""
        return []

    def read(self, key: str) -> Iterator[bytes]:
        """Yield the content in chunks."""
        is_standard_input = key == STANDARD_INPUT
        with open(0 if is_standard_input else key, "rb", closefd=not is_standard_input) as pipe:
            while chunk := pipe.read(READ_BYTES):
                yield chunk
