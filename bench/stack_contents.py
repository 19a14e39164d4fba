"""What imports of a kind add to a stack."""

import io
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import aws_cdk as cdk

from bench.models.import_stacks import Build
from bench.synthesis import synthesize


@dataclass(frozen=True)
class Contents:
    """What is in a stack. `template` is in bytes."""

    resources: int
    template: int
    functions: int


@dataclass(frozen=True)
class Asset:
    """The code of a function, in bytes: the files, and the archive that is uploaded."""

    unzipped: int
    zipped: int


@dataclass(frozen=True)
class Step:
    """What each further import brings, from `first` to `last` imports. `template` is in bytes."""

    first: int
    last: int
    resources: float
    template: float
    functions: float


@dataclass(frozen=True)
class Measured:
    """What imports add to a stack, by their number, and the code of the function that starts them."""

    contents: Mapping[int, Contents]
    asset: Asset

    @property
    def steps(self) -> list[Step]:
        """What each further import brings, from each number to the next."""
        return [
            Step(
                first,
                last,
                resources=(self.contents[last].resources - self.contents[first].resources) / (last - first),
                template=(self.contents[last].template - self.contents[first].template) / (last - first),
                functions=(self.contents[last].functions - self.contents[first].functions) / (last - first),
            )
            for first, last in pairwise(self.contents)
        ]


def measure_stacks(build: Build, numbers: Sequence[int]) -> Measured:
    """Synthesize stacks of so many imports each, in ascending order."""
    contents = {}
    with tempfile.TemporaryDirectory(prefix="bench-stack-size-") as temporary:
        for number in numbers:
            stack = synthesize(Path(temporary, str(number)), partial(_with_number, build, number))
            contents[number] = Contents(len(stack.resources), stack.template.stat().st_size, len(stack.functions))
        return Measured(contents, asset_of(stack.function_code))


def asset_of(code: Path) -> Asset:
    """Return the size of a folder of code."""
    files = [file for file in sorted(code.rglob("*")) if file.is_file()]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for file in files:
            zipped.write(file, file.relative_to(code))
    return Asset(sum(file.stat().st_size for file in files), len(archive.getvalue()))


def _with_number(build: Build, number: int, app: cdk.App, stack_id: str) -> None:
    build(app, stack_id, number)
