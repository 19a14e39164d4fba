"""Templates whose code lies in any bucket, by parameters: for accounts that are not bootstrapped for the CDK."""

import json
import zipfile
from pathlib import Path
from typing import Any

import aws_cdk as cdk

_EARLIEST_TIME = (1980, 1, 1, 0, 0, 0)


def by_parameters() -> cdk.DefaultStackSynthesizer:
    """Return a synthesizer for a stack that `add_code_parameters` is called for."""
    return cdk.DefaultStackSynthesizer(
        generate_bootstrap_version_rule=False,
        file_assets_bucket_name="${CodeBucket}",
        bucket_prefix="${CodeKeyPrefix}",
    )


def add_code_parameters(stack: cdk.Stack) -> None:
    """Add the parameters that say where the zip files are."""
    cdk.CfnParameter(
        stack, "CodeBucket", description="The bucket, in the stack's Region, that holds the zip files of the functions"
    )
    cdk.CfnParameter(
        stack,
        "CodeKeyPrefix",
        default="",
        allowed_pattern="(.*/)?",
        constraint_description="nothing, or a prefix that ends in /",
        description="What the keys of the zip files begin with, up to and including the last /",
    )


def write_zip_files(assembly: Path, stack: cdk.Stack, folder: Path) -> None:
    """Write the code of a synthesized stack's functions. The same sources make the same bytes under the same name."""
    for asset in _zipped_assets(assembly / f"{stack.artifact_id}.assets.json"):
        _zip(assembly / asset, folder / f"{asset.removeprefix('asset.')}.zip")


def _zipped_assets(manifest: Path) -> list[str]:
    files: dict[str, Any] = json.loads(manifest.read_text())["files"]
    sources = [file["source"] for file in files.values()]
    return [source["path"] for source in sources if source["packaging"] == "zip"]


def _zip(folder: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as zipped:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _EARLIEST_TIME)
            entry.create_system = 3  # Unix, wherever this runs
            entry.external_attr = 0o644 << 16
            zipped.writestr(entry, file.read_bytes())
