"""CloudFormation's event as the lifecycle sees it: who asks, for which import, and under which job name."""

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
    """A Create or an Update: the import that the template now asks for.

    `physical_id` is the ARN of the job that the resource has stood for so far, None on Create. `changes_data` is False
    for an Update that leaves the data as it is. `previous_tags` are the tags before it, `previous_content` is the hash
    of what was imported, `previous_location` is where from, and `previous_names` are the names and ARNs of jobs in the
    old properties. `uses_own_name` generates a name although the template gives one, for a rollback that cannot use
    that again.
    """

    stack_id: str
    logical_id: str
    owner: str
    request_id: str
    properties: ImportProperties
    physical_id: str | None
    changes_data: bool
    previous_tags: Mapping[str, str]
    previous_content: str | None = None
    previous_location: str | None = None
    previous_names: tuple[str, ...] = ()
    uses_own_name: bool = False

    @property
    def is_update(self) -> bool:
        """The resource exists already."""
        return self.physical_id is not None

    @property
    def follows_another(self) -> bool:
        """The resource goes on with the job of the one before it in a relay."""
        return self.properties.dataset_import_job_arn is not None

    @property
    def own_job_arn(self) -> str:
        """The ARN that a job of the generated name has or will have: it is known before anything is started."""
        name = JobName.generate(
            stack_id=self.stack_id,
            logical_id=self.logical_id,
            owner=self.owner,
            fingerprint=self._fingerprint,
            request_id=self.request_id,
        )
        return self._arn(str(name))

    @property
    def given_job_arn(self) -> str | None:
        """The ARN of the job that the template names, itself or through the resource before it in a relay."""
        return self.properties.dataset_import_job_arn or self._named_arn

    @property
    def job_arn(self) -> str:
        """The ARN of the job that this request is for: the one that the template names, or its own."""
        return (None if self.uses_own_name else self.given_job_arn) or self.own_job_arn

    @property
    def target_arn(self) -> str:
        """The ARN of the job that the resource is expected to stand for once the request has succeeded."""
        return self.job_arn if self.changes_data or self.physical_id is None else self.physical_id

    @property
    def wait_seconds(self) -> int:
        """How long the stack may be held, with time left for the answer to reach CloudFormation."""
        asked = self.properties
        return min(asked.timeout_seconds, asked.service_timeout_seconds - contract.ANSWER_MARGIN_SECONDS)

    @property
    def hands_over(self) -> bool:
        """Another resource of a relay goes on when the time of this one is up.

        None does for an update without new data, nor for the rollback of an update that this resource never completed:
        the one behind it was not updated either, so that it is not rolled back.
        """
        is_as_asked = self.physical_id is not None and self.stands_for(self.physical_id)
        return self.properties.hand_over and self.changes_data and not is_as_asked

    @property
    def expected_attributes(self) -> dict[str, str]:
        """What can be told of the job before it has ended: all but its status and times."""
        asked = self.properties
        return ImportJob(
            arn=self.target_arn,
            name=job_names.name_of(self.target_arn),
            dataset_arn=asked.dataset_arn,
            data_location=asked.data_location,
            role_arn=asked.role_arn,
            import_mode=asked.import_mode,
            publish_attribution_metrics_to_s3=asked.publish_attribution_metrics_to_s3 or False,
        ).attributes

    def under_own_name(self) -> Self:
        """The same request, for a job of a generated name."""
        return replace(self, uses_own_name=True)

    def stands_for(self, job_arn: str) -> bool:
        """Tell whether a job was started for this resource, or its relay, with the very data that is asked for."""
        fingerprints = [self._fingerprint]
        if self._named_arn:
            fingerprints.append(job_names.hash_of(self._named_arn))
        is_generated = self._fingerprint_in(job_arn) in fingerprints
        return is_generated or job_arn in (self.given_job_arn, self._named_arn)

    def owns(self, job_arn: str) -> bool:
        """Tell whether a job was started for this resource, or its relay, with whatever data."""
        known = (self.physical_id, self.given_job_arn, self._named_arn, *self.previous_names)
        return job_names.is_owned(job_arn, self.owner, known)

    def rejects(self, job_arn: str) -> bool:
        """Tell whether a job was started for what the resource was before this update: in a rollback, the rejected."""
        is_generated = self.previous_content is not None and self._fingerprint_in(job_arn) == self.previous_content
        return is_generated or job_names.name_of(job_arn) in self.previous_names

    def _fingerprint_in(self, job_arn: str) -> str | None:
        """Return the fingerprint of the data in the name of a job that was generated for this owner."""
        name = JobName.parse(job_names.name_of(job_arn))
        return name.fingerprint if name and name.owner == self.owner else None

    @property
    def _fingerprint(self) -> str:
        return contract.content_of(self.properties.to_cloudformation())

    @property
    def _named_arn(self) -> str | None:
        name = self.properties.job_name
        return self._arn(name) if name else None

    def _arn(self, name: str) -> str:
        return job_names.arn(name, self.properties.dataset_arn)


def parse(event: Mapping[str, Any]) -> ImportRequest | DeleteRequest:
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
        changes_data=not is_update or contract.content_of(properties) != contract.content_of(old_properties),
        previous_tags=_lenient(contract.read_tags, old_properties.get("Tags", []), {}),
        previous_content=contract.content_of(old_properties) if is_update else None,
        previous_location=contract.location_of(old_properties),
        previous_names=_names(old_properties),
    )


def _names(properties: Mapping[str, Any]) -> tuple[str, ...]:
    given = (properties.get(name) for name in ("JobName", "DatasetImportJobArn"))
    return tuple(name for name in given if isinstance(name, str))


def _lenient(read: Callable[[Any], Any], given: Any, otherwise: Any) -> Any:
    """Read what an earlier version may have accepted, or no version has: it must not stop a rollback or a Delete."""
    try:
        return read(given)
    except InvalidValue:
        return otherwise
