"""Requests of CloudFormation: the owner, the import, and the name of its job."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from cdk_personalize_handler.contract import constraints, job_names
from cdk_personalize_handler.contract import properties as contract
from cdk_personalize_handler.contract.constraints import InvalidValue
from cdk_personalize_handler.contract.job_names import JobName
from cdk_personalize_handler.contract.properties import ImportProperties
from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.import_job import ImportJob


@dataclass(frozen=True, kw_only=True)
class ImportRequest:
    """A Create or an Update: the import that the template now requests.

    `physical_id` is the ARN of the job that the resource has had so far, None on Create. `changes_data` is False for an
    Update that leaves the data as it is. `previous_tags`, `previous_fingerprint` and `previous_location` are those of
    the old properties, and `previous_names` are the names and ARNs of jobs in them. `uses_generated_name` replaces the
    explicit name, for a rollback that cannot use it again. `denied_job` is the first job of the request if a second one
    takes its place.
    """

    stack_id: str
    logical_id: str
    owner: str
    request_id: str
    properties: ImportProperties
    physical_id: str | None
    changes_data: bool
    previous_tags: Mapping[str, str]
    previous_fingerprint: str | None = None
    previous_location: str | None = None
    previous_names: tuple[str, ...] = ()
    uses_generated_name: bool = False
    denied_job: ImportJob | None = None

    @property
    def is_update(self) -> bool:
        """The resource exists already."""
        return self.physical_id is not None

    @property
    def follows_another(self) -> bool:
        """The resource follows the job of the resource before it in a relay."""
        return self.properties.dataset_import_job_arn is not None

    @property
    def generated_job_arn(self) -> str:
        """The ARN of the job of the generated name, known before the job is started."""
        name = JobName.generate(
            stack_id=self.stack_id,
            logical_id=self.logical_id,
            owner=self.owner,
            fingerprint=self._fingerprint,
            request_id=self.request_id,
        )
        return self._arn(str(name))

    @property
    def explicit_job_arn(self) -> str | None:
        """The ARN of the job of the explicit name, or of the job that the resource before this one in a relay has."""
        return self.properties.dataset_import_job_arn or self._explicit_name_arn

    @property
    def job_arn(self) -> str:
        """The ARN of the job of this request: the second one, the explicit one, or the generated one."""
        second = self.denied_job and self.denied_job.second_arn
        return second or (None if self.uses_generated_name else self.explicit_job_arn) or self.generated_job_arn

    @property
    def expected_physical_id(self) -> str:
        """The physical ID after the request has succeeded: the ARN of its job, or of the job that stays."""
        return self.job_arn if self.changes_data or self.physical_id is None else self.physical_id

    @property
    def wait_seconds(self) -> int:
        """Seconds for which the stack is held, with time left for the response to reach CloudFormation."""
        properties = self.properties
        return min(properties.timeout_seconds, properties.service_timeout_seconds - contract.RESPONSE_MARGIN_SECONDS)

    @property
    def hands_over(self) -> bool:
        """The next resource of the relay continues the wait when the time of this one is up.

        It does not after an update without new data, nor after the rollback of an update that this resource never
        completed: the next resource was not updated then, so that it is not rolled back.
        """
        is_as_requested = self.physical_id is not None and self.imports_requested_data(self.physical_id)
        return self.properties.hand_over and self.changes_data and not is_as_requested

    @property
    def expected_attributes(self) -> dict[str, str]:
        """The attributes that are known before the job has ended: all but its status and times."""
        properties = self.properties
        return ImportJob(
            arn=self.expected_physical_id,
            name=job_names.name_of(self.expected_physical_id),
            dataset_arn=properties.dataset_arn,
            data_location=properties.data_location,
            role_arn=properties.role_arn,
            import_mode=properties.import_mode,
            publish_attribution_metrics_to_s3=properties.publish_attribution_metrics_to_s3 or False,
        ).attributes

    def under_generated_name(self) -> Self:
        """Return the same request for a job of the generated name."""
        return replace(self, uses_generated_name=True)

    def with_second_job(self, denied: ImportJob) -> Self:
        """Return the same request for the job that takes the place of a first one that was denied the data."""
        return replace(self, denied_job=denied)

    def imports_requested_data(self, job_arn: str) -> bool:
        """Return whether this resource, or its relay, has started a job with the requested data."""
        fingerprints = [self._fingerprint]
        if self._explicit_name_arn:
            fingerprints.append(job_names.hash_of(self._explicit_name_arn))
        is_generated = self._fingerprint_in(job_arn) in fingerprints
        return is_generated or job_arn in (self.explicit_job_arn, self._explicit_name_arn)

    def owns(self, job_arn: str) -> bool:
        """Return whether this resource, or its relay, has started a job, with whatever data."""
        known = (self.physical_id, self.explicit_job_arn, self._explicit_name_arn, *self.previous_names)
        return job_names.is_owned(job_arn, self.owner, known)

    def imported_previous_data(self, job_arn: str) -> bool:
        """Return whether a job has the data from before this update: in a rollback, the rejected data."""
        is_generated = (
            self.previous_fingerprint is not None and self._fingerprint_in(job_arn) == self.previous_fingerprint
        )
        return is_generated or job_names.name_of(job_arn) in self.previous_names

    def _fingerprint_in(self, job_arn: str) -> str | None:
        """Return the fingerprint of the data in the name of a job that was generated for this owner."""
        name = JobName.parse(job_names.name_of(job_arn))
        return name.fingerprint if name and name.owner == self.owner else None

    @property
    def _fingerprint(self) -> str:
        return contract.fingerprint_of(self.properties.to_cloudformation())

    @property
    def _explicit_name_arn(self) -> str | None:
        name = self.properties.job_name
        return self._arn(name) if name else None

    def _arn(self, name: str) -> str:
        return job_names.arn(name, self.properties.dataset_arn)


Request = ImportRequest | DeleteRequest


def parse_request(event: Mapping[str, Any]) -> Request:
    """Read a CloudFormation event; raise `InvalidValue` for a Create or Update with a bad property."""
    properties = {name: value for name, value in event["ResourceProperties"].items() if value is not None}
    owner = job_names.hash_of(event["StackId"], properties.get("RelayOf", event["LogicalResourceId"]))
    if event["RequestType"] == "Delete":
        texts = {name: value for name, value in properties.items() if isinstance(value, str)}
        return DeleteRequest(
            stack_id=event["StackId"],
            logical_id=event["LogicalResourceId"],
            owner=owner,
            request_id=event["RequestId"],
            physical_id=event["PhysicalResourceId"],
            dataset_arn=texts.get("DatasetArn"),
            named=_names(texts),
            follows_another="DatasetImportJobArn" in texts,
            service_timeout_seconds=_lenient(contract.read_service_timeout, texts, constraints.MAX_TIMEOUT_SECONDS),
        )
    old_properties = event.get("OldResourceProperties", {})
    is_update = event["RequestType"] == "Update"
    return ImportRequest(
        stack_id=event["StackId"],
        logical_id=event["LogicalResourceId"],
        owner=owner,
        request_id=event["RequestId"],
        properties=ImportProperties.from_cloudformation(properties),
        physical_id=event["PhysicalResourceId"] if is_update else None,
        changes_data=not is_update or contract.fingerprint_of(properties) != contract.fingerprint_of(old_properties),
        previous_tags=_lenient(contract.read_tags, old_properties.get("Tags", []), {}),
        previous_fingerprint=contract.fingerprint_of(old_properties) if is_update else None,
        previous_location=contract.location_of(old_properties),
        previous_names=_names(old_properties),
    )


def _names(properties: Mapping[str, Any]) -> tuple[str, ...]:
    given = (properties.get(name) for name in ("JobName", "DatasetImportJobArn"))
    return tuple(name for name in given if isinstance(name, str))


def _lenient(read: Callable[[Any], Any], given: Any, otherwise: Any) -> Any:
    """Read a value that no version may have accepted: it must not stop a rollback or a Delete."""
    try:
        return read(given)
    except InvalidValue:
        return otherwise
