"""Data on this machine, as it would be once it is uploaded."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cdk_personalize_desk.whole_file import READ_BYTES
from cdk_personalize_handler.preflight import Code, Finding, ListedObject, objects


class LocalData:
    """A CSV file, or the files directly in a folder. Raises `FileNotFoundError` if there is neither."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise FileNotFoundError(f"there is no file or folder {path}")
        self._path = path
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        self._folders = [f"{each}/" for each in inside if each.is_dir()]
        self._objects = [ListedObject(str(each), each.stat().st_size) for each in inside if each.is_file()]

    @property
    def objects(self) -> Sequence[ListedObject]:
        """The files, with their paths as keys."""
        return self._objects

    def check(self, *, dataset_type: str, import_mode: str) -> list[Finding]:
        """Check what is there without looking into it."""
        if not self._objects:
            return [Finding(code=Code.NOTHING_THERE, what=f"there is no file in {self._path}")]
        return objects.check_imported(self._objects, self._folders, dataset_type=dataset_type, import_mode=import_mode)

    def read(self, key: str) -> Iterator[bytes]:
        """Yield a file's content in pieces."""
        with Path(key).open("rb") as file:
            while piece := file.read(READ_BYTES):
                yield piece
