"""Local data, checked as it will be after an upload."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cdk_personalize_check.stream import READ_BYTES
from cdk_personalize_handler.contract.constraints import InvalidValue
from cdk_personalize_handler.preflight import Code, Finding, ListedObject, objects

STANDARD_INPUT = "-"


def open_paths(places: Sequence[str]) -> "LocalData | PipedData":
    """Return the data at the paths as one import, or of standard input for `-`, which must be the only one.

    Raises `FileNotFoundError` for a missing path, and `InvalidValue` for a pipe beside other paths.
    """
    pipes = [place for place in places if _is_pipe(place)]
    if pipes and len(places) > 1:
        raise InvalidValue.because("FILE_OR_S3_URI", f"{pipes[0]!r} is a pipe; check it alone")
    return PipedData(pipes[0]) if pipes else LocalData([Path(place) for place in places])


def _is_pipe(place: str) -> bool:
    path = Path(place)
    return place == STANDARD_INPUT or (path.exists() and not path.is_file() and not path.is_dir())


class LocalData:
    """CSV files, and the files directly in folders. Raises `FileNotFoundError` if a path does not exist."""

    def __init__(self, paths: Sequence[Path]) -> None:
        for path in paths:
            if not path.exists():
                raise FileNotFoundError(f"the file or folder {path} does not exist")
        self._paths = paths
        inside = [each for path in paths for each in (sorted(path.iterdir()) if path.is_dir() else [path])]
        self._folders = [f"{each.as_posix()}/" for each in inside if each.is_dir()]
        self._objects = [ListedObject(each.as_posix(), each.stat().st_size) for each in inside if each.is_file()]

    @property
    def objects(self) -> Sequence[ListedObject]:
        """The files, with their paths as keys."""
        return self._objects

    def check(self, *, dataset_type: str, import_mode: str) -> list[Finding]:
        """Check the files without reading them."""
        if not self._objects:
            folders = ", ".join(map(str, self._paths))
            return [Finding(code=Code.NOTHING_THERE, what=f"{folders} has no files")]
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
