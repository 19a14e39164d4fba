"""The real `aws` command, from the layer that the CDK brings for its own functions."""

import io
import sys
import tarfile
import zipfile
from importlib.resources import files
from pathlib import Path


def install(folder: Path) -> Path:
    """Put the command into the folder, to be found on the path."""
    (package,) = (files("aws_cdk.asset_awscli_v1") / "_jsii").glob("*.tgz")  # type: ignore[attr-defined]
    with tarfile.open(package) as archive:
        layer = archive.extractfile("package/lib/layer.zip")
        assert layer
        zipfile.ZipFile(io.BytesIO(layer.read())).extractall(folder / "layer")  # noqa: S202
    command = folder / "aws"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} {folder}/layer/awscli/aws "$@"\n')
    command.chmod(0o755)
    return command
