"""Runs preflight before an import is started, so that a bad file fails in seconds, with all of its errors.

The rules are in `preflight`. This module decides how much is read: the beginning of an object, a sample of the objects
of a folder, and nothing more once it takes too long. It does not wait: data that cannot be read is skipped and logged.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from cdk_personalize_handler import preflight_reason
from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.contract.properties import ImportProperties
from cdk_personalize_handler.lifecycle.outcomes import Fail
from cdk_personalize_handler.lifecycle.ports import ImportService, Rejected, Retryable
from cdk_personalize_handler.lifecycle.request import ImportRequest
from cdk_personalize_handler.preflight import (
    Dataset,
    Finding,
    Listing,
    PlannedImport,
    Sample,
    check_import,
    sample_bytes,
    to_sample,
)
from cdk_personalize_handler.preflight.dataset import can_have_landed
from cdk_personalize_handler.preflight.objects import list_location

MAX_LISTINGS = 11
"""Calls that list a folder, 1,000 objects each: 10 for 10,000 objects, and one to see whether there are more."""

MAX_SECONDS = 10.0
"""Time after which nothing more is read. The function has a minute, and one call can take half of it."""

_UNKNOWN_DATASET = Dataset(status="ACTIVE", avro_schema=None, has_landed=True)
"""Stands in for a dataset that cannot be described."""

_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)


class Objects(Protocol):
    """The objects at the location of an import; any call can raise `Retryable` or `Rejected`."""

    def pages(self, location: str) -> Iterable[Mapping[str, Any]]:
        """Return the responses of `ListObjectsV2`, each requested when it is needed; none of a missing bucket."""

    def read_sample(self, location: str, key: str, size: int) -> Sample:
        """Return as many bytes of an object, or all of a smaller one."""


class DataService(Protocol):
    """The service that stores the data."""

    def as_role(self, role_arn: str) -> Objects:
        """Return the objects as a role sees them; raise `Rejected` if the function cannot assume it."""


class PreflightRunner:
    """Calls the services, and lets `preflight` decide. `now` returns seconds since the epoch."""

    def __init__(self, imports: ImportService, data: DataService, now: Callable[[], float]) -> None:
        self._imports = imports
        self._data = data
        self._now = now

    def check(self, request: ImportRequest) -> Fail | None:
        """Return why an import must not be started, None if it can be; the log has every finding."""
        properties = request.properties
        if properties.preflight == "OFF":
            return None
        try:
            findings = self._find(request)
        except Exception:  # an error of preflight must not fail an import
            _log.exception("preflight: skipped", extra={"job": request.job_arn})
            return None
        for finding in findings:
            level = logging.ERROR if finding.is_error and properties.preflight == "ON" else logging.WARNING
            _log.log(level, f"preflight: {finding.message}", extra=_record(finding) | {"job": request.job_arn})
        errors = [finding for finding in findings if finding.is_error]
        if properties.preflight != "ON" or not errors:
            return None
        return preflight_reason.refused(properties.data_location, errors)

    def _find(self, request: ImportRequest) -> list[Finding]:
        properties, began = request.properties, self._now()
        until = began + MAX_SECONDS
        described = self._describe(properties)
        listing = None
        samples = _Counted(())
        with _skipped(f"the data of {properties.data_location}", properties):
            objects = self._data.as_role(properties.role_arn)
            listing = list_location(properties.data_location, lambda location: self._list(objects, location, until))
            samples = _Counted(self._read_samples(objects, properties, listing, until))
        findings = check_import(_planned(request), described, listing, samples)
        counts = {"objects": len(listing.objects) if listing else 0, "objects_read": samples.count}
        record = counts | {"findings": len(findings), "seconds": round(self._now() - began, 1)}
        _log.info("preflight: done", extra=record | {"job": request.job_arn})
        return findings

    def _describe(self, properties: ImportProperties) -> Dataset | None:
        """Describe the dataset; None if it does not exist."""
        with _skipped(f"the dataset {properties.dataset_arn}", properties):
            described = self._imports.dataset(properties.dataset_arn)
            if described is None:
                return None
            has_landed = True
            if properties.import_mode == "INCREMENTAL":
                with _skipped(f"what was imported into {properties.dataset_arn}", properties):
                    jobs = self._imports.jobs_of(properties.dataset_arn)
                    has_landed = can_have_landed(job.status for job in jobs)
            avro_schema = None
            with _skipped(f"the schema of {properties.dataset_arn}", properties):
                avro_schema = self._imports.schema(described.schema_arn)
            return Dataset(status=described.status, avro_schema=avro_schema, has_landed=has_landed)
        return _UNKNOWN_DATASET

    def _list(self, objects: Objects, location: str, until: float) -> Listing:
        pages: list[Mapping[str, Any]] = []
        for page in objects.pages(location):
            pages.append(page)
            is_enough = _has_the_file(page, location) or len(pages) == MAX_LISTINGS or self._now() > until
            if is_enough:
                break
        listing = Listing.from_s3(location, pages)
        if not listing.is_complete:
            _log.info(f"preflight: {location} was listed up to its first {len(listing.objects):,} objects")
        return listing

    def _read_samples(
        self, objects: Objects, properties: ImportProperties, listing: Listing, until: float
    ) -> Iterator[Sample]:
        """Yield the beginnings of some objects, until all are read or there is no more time."""
        location = properties.data_location
        with _skipped(f"the data of {properties.data_location}", properties):
            sample = to_sample(listing.imported)
            for each in sample:
                if self._now() > until:
                    _log.warning(f"preflight: stopped reading {location} after {MAX_SECONDS:.0f} s")
                    return
                yield objects.read_sample(location, each.key, sample_bytes(sample))


class _Counted:
    """Samples that are read when they are needed, and the number of those that were."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        self._samples = samples
        self.count = 0

    def __iter__(self) -> Iterator[Sample]:
        """Read the next sample."""
        for sample in self._samples:
            self.count += 1
            yield sample


def _has_the_file(page: Mapping[str, Any], location: str) -> bool:
    """Return whether a page has the imported object; other keys can begin with the same characters."""
    key = constraints.data_location(location, "data_location")["key"]
    return bool(key) and not key.endswith("/") and any(each["Key"] == key for each in page.get("Contents", []))


@contextmanager
def _skipped(what: str, properties: ImportProperties) -> Iterator[None]:
    """Skip data that cannot be read, with a line in the log that names it."""
    try:
        yield
    except (Retryable, Rejected) as error:
        _log.warning(f"preflight: {what} was not checked: {error}", extra={"role": properties.role_arn})


def _planned(request: ImportRequest) -> PlannedImport:
    _, _, _, region, account_id, _ = request.stack_id.split(":", 5)
    properties = request.properties
    return PlannedImport(
        dataset_arn=properties.dataset_arn,
        data_location=properties.data_location,
        import_mode=properties.import_mode,
        account_id=account_id,
        region=region,
    )


def _record(finding: Finding) -> dict[str, Any]:
    place = {"file": finding.file, "line": finding.line, "column": finding.column}
    known = {name: value for name, value in place.items() if value is not None}
    return {"code": str(finding.code), "severity": str(finding.severity), "remedy": finding.remedy, **known}
