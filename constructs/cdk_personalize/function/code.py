"""The function's code: the sources of one package, the same wherever they are installed."""

import hashlib
import shutil
from importlib import metadata
from pathlib import Path

import aws_cdk as cdk
import jsii
from aws_cdk import aws_lambda as lambda_

import cdk_personalize_handler
from cdk_personalize_handler.contract.constraints import InvalidValue

_FOR_PROVIDER_FRAMEWORK = ("provider_framework.py",)
_FOR_CRHELPER = ("crhelper_waiter.py", "crhelper_support")
"""The files of one waiter only: its entry point, and the package that only crhelper's imports."""

_CRHELPER = "2.0.12"

_CRHELPER_SHA256 = {
    "__init__.py": "552bc753630a80ff7a0c74835d1d4e6319db0bc8fbc9fb95859b9b04b53b3e7b",
    "log_helper.py": "d7c9f858a9468315cbfe28983ea13c756bfd4d6e2c3d973801ede9c7975b1e66",
    "resource_helper.py": "44f57c03a2b1665ef47b2f0d2360584b79dcefc33d3d0881906a22f0d1a8f724",
    "utils.py": "bf8e833bf1fed51be85b40691e686606214710a9d9acb305d7940d885d5ef338",
    "LICENSE": "09e8a9bcec8067104652c168685ab0931e7868f9c8284b66f5ae6edae5f1130b",
    "NOTICE": "803aeed268ddac692b0897e71d355ba0a31d4bb53ce476bc6d5fcf41309c91f3",
}
"""The files of crhelper's wheel that become part of the function."""


def handler_code() -> lambda_.Code:
    """Package the handler's sources for the Provider framework."""
    package = _handler_package()
    return lambda_.Code.from_asset(
        str(package.parent),
        exclude=["*", *_included(package, without=_FOR_CRHELPER)],
        ignore_mode=cdk.IgnoreMode.GIT,
    )


def handler_code_with_crhelper() -> lambda_.Code:
    """Package the handler's sources with the installed crhelper, without Docker or network access.

    Raises `ValueError` if crhelper is not installed, or differs from its release.
    """
    bundling = _WithCrhelper(_crhelper_files())
    return lambda_.Code.from_asset(
        str(_handler_package()),
        # The image is never used: the sources do not depend on the machine.
        bundling=cdk.BundlingOptions(image=cdk.DockerImage.from_registry("scratch"), local=bundling),
        asset_hash_type=cdk.AssetHashType.OUTPUT,
    )


@jsii.implements(cdk.ILocalBundling)
class _WithCrhelper:
    def __init__(self, crhelper_files: dict[str, bytes]) -> None:
        self._crhelper_files = crhelper_files

    def try_bundle(self, output_dir: str, *, image: cdk.DockerImage, **_: object) -> bool:  # noqa: ARG002
        package = _handler_package()
        for source in _sources(package, without=_FOR_PROVIDER_FRAMEWORK):
            target = Path(output_dir) / source.relative_to(package.parent)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        crhelper = Path(output_dir) / "crhelper"
        crhelper.mkdir()
        for name, content in self._crhelper_files.items():
            (crhelper / name).write_bytes(content)
        return True


def _crhelper_files() -> dict[str, bytes]:
    remedy = f"use crhelper {_CRHELPER}: pip install crhelper=={_CRHELPER}"
    reinstall = f"reinstall crhelper {_CRHELPER}: pip install --force-reinstall crhelper=={_CRHELPER}"
    try:
        installed = metadata.distribution("crhelper")
    except metadata.PackageNotFoundError:
        raise InvalidValue.because("waiter", f"crhelper is not installed; {remedy}") from None
    if installed.version != _CRHELPER:
        raise InvalidValue.because("waiter", f"crhelper {installed.version} is not supported; {remedy}")
    if installed.files is None:
        raise InvalidValue.because("waiter", f"the installed crhelper has no list of its files; {reinstall}")
    contents = {}
    for file in installed.files:
        is_of_package = file.parts[0] == "crhelper" or file.name in ("LICENSE", "NOTICE")
        if is_of_package and len(file.parts) > 1 and file.name in _CRHELPER_SHA256:
            contents[file.name] = Path(str(file.locate())).read_bytes()
    for name, expected in _CRHELPER_SHA256.items():
        if name not in contents or hashlib.sha256(contents[name]).hexdigest() != expected:
            raise InvalidValue.because("waiter", f"{name} of crhelper is missing or was changed; {reinstall}")
    return contents


def _handler_package() -> Path:
    return Path(cdk_personalize_handler.__file__).parent


def _sources(package: Path, *, without: tuple[str, ...]) -> list[Path]:
    """Return the sources of the package in a fixed order."""
    return [source for source in sorted(package.rglob("*.py")) if source.relative_to(package).parts[0] not in without]


def _included(package: Path, *, without: tuple[str, ...]) -> list[str]:
    """Return the patterns that include the sources, with each folder before its files."""
    sources = [source.relative_to(package.parent) for source in _sources(package, without=without)]
    folders = sorted({source.parent for source in sources})
    return [f"!{path.as_posix()}" for path in (*folders, *sources)]
