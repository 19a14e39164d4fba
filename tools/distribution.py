"""Build the wheel and the source distribution into dist/, and say what is wrong with them: `make dist`."""

import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from packaging.metadata import Metadata

from tools.clean_environment import TOOLS, run

ROOT = Path(__file__).parents[1]
SOURCES = {
    "cdk_personalize": ROOT / "constructs",
    "cdk_personalize_check": ROOT / "cli",
    "cdk_personalize_handler": ROOT / "lambda",
}


@dataclass(frozen=True)
class Distribution:
    """The two files that a release consists of."""

    wheel: Path
    source: Path

    @property
    def metadata(self) -> Metadata:
        """The metadata of the wheel; raises if it breaks the specification."""
        with zipfile.ZipFile(self.wheel) as archive:
            (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
            return Metadata.from_email(archive.read(name), validate=True)

    @property
    def wheel_files(self) -> set[str]:
        """What is in the wheel, without the version in the name of its metadata's folder."""
        with zipfile.ZipFile(self.wheel) as archive:
            folder = "-".join(self.wheel.name.split("-")[:2]) + ".dist-info"
            return {name.replace(folder, "dist-info") for name in archive.namelist()}

    @property
    def source_files(self) -> set[str]:
        """What is in the source distribution, relative to its one folder."""
        with tarfile.open(self.source) as archive:
            return {name.partition("/")[2] for name in archive.getnames()}

    def floors(self) -> list[str]:
        """The oldest version of each package that is required, as requirements."""
        required = [each for each in self.metadata.requires_dist or [] if not each.marker]
        return [
            f"{each.name}=={specifier.version}"
            for each in required
            for specifier in each.specifier
            if specifier.operator == ">="
        ]

    def problems(self) -> Iterator[str]:
        """Yield what a user of a package index would stumble over."""
        missing = expected_wheel_files() - self.wheel_files
        surplus = self.wheel_files - expected_wheel_files()
        if missing:
            yield f"the wheel lacks {sorted(missing)}"
        if surplus:
            yield f"the wheel should not have {sorted(surplus)}"
        description = self.metadata.description or ""
        for link in broken_links(description):
            yield f"the description links to {link}, which does not exist on a package index"
        for section in ("## Install", "## Parameters", "## Changelog"):
            if section not in description:
                yield f"the description has no section {section}"
        for member in ("summary", "license_expression", "license_files", "classifiers", "keywords", "requires_python"):
            if not getattr(self.metadata, member):
                yield f"the metadata has no {member}"


def expected_wheel_files() -> set[str]:
    """Every source of the packages, their marks of being typed, the license and what describes a wheel."""
    sources = {
        file.relative_to(root).as_posix()
        for package, root in SOURCES.items()
        for file in (root / package).rglob("*.py")
    }
    typed = {f"{package}/py.typed" for package in SOURCES}
    described_by = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    return sources | typed | {f"dist-info/{name}" for name in described_by}


def broken_links(markdown: str) -> list[str]:
    """Return the targets that mean nothing away from the repository."""
    tokens = [child for token in MarkdownIt().parse(markdown) for child in token.children or []]
    targets = [str(token.attrGet("href") or token.attrGet("src") or "") for token in tokens]
    return [target for target in targets if target and not target.startswith("https://")]


def build(folder: Path) -> Distribution:
    """Build with the environment's own build backend, the wheel from the source distribution; nothing is fetched."""
    for old in folder.glob("cdk_personalize-*"):
        old.unlink()
    options = ("--quiet", "--no-build-isolation", "--python", sys.executable)
    run(str(TOOLS / "uv"), "build", *options, "--out-dir", str(folder), str(ROOT))
    (wheel,) = folder.glob("cdk_personalize-*.whl")
    (source,) = folder.glob("cdk_personalize-*.tar.gz")
    return Distribution(wheel, source)


def main() -> int:
    """Build into dist/."""
    distribution = build(ROOT / "dist")
    print(f"built {distribution.wheel.relative_to(ROOT)} and {distribution.source.relative_to(ROOT)}")
    found = list(distribution.problems())
    for problem in found:
        print(problem, file=sys.stderr)
    return len(found)


if __name__ == "__main__":
    sys.exit(main())
