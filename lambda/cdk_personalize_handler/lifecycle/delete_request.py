"""The Delete request of CloudFormation."""

from dataclasses import dataclass

from cdk_personalize_handler.contract import job_names
from cdk_personalize_handler.contract import properties as contract
from cdk_personalize_handler.contract.job_names import JobName
from cdk_personalize_handler.lifecycle.import_job import ImportJob


@dataclass(frozen=True, kw_only=True)
class DeleteRequest:
    """A Delete. Its properties are not validated, since a stack must be deletable whatever they are.

    CloudFormation can have generated `physical_id`, so `owner` and the names and ARNs in the properties, `named`, find
    the jobs as well. `follows_another` means that the resource is not the first of its relay.
    """

    stack_id: str
    logical_id: str
    owner: str
    request_id: str
    physical_id: str
    dataset_arn: str | None
    named: tuple[str, ...]
    follows_another: bool
    service_timeout_seconds: int

    @property
    def expected_physical_id(self) -> str:
        """The physical ID, which the resource keeps to its end."""
        return self.physical_id

    @property
    def hands_over(self) -> bool:
        """A relay is deleted from its end. Only its first resource, which is deleted last, must not leave a job."""
        return self.follows_another

    @property
    def expected_attributes(self) -> dict[str, str]:
        """A deleted resource has no attributes."""
        return {}

    @property
    def wait_seconds(self) -> int:
        """Seconds for which a deletion is held: as long as CloudFormation waits for it."""
        return self.service_timeout_seconds - contract.RESPONSE_MARGIN_SECONDS

    def owns(self, job_arn: str) -> bool:
        """Return whether the resource that is being deleted has started a job."""
        return job_names.is_owned(job_arn, self.owner, (self.physical_id, *self.named))

    def restoring_job_name(self, old: ImportJob) -> str:
        """Return the name of a job that imports the data of an old job of this resource again."""
        generated = JobName.parse(old.name)
        name = JobName.generate(
            stack_id=self.stack_id,
            logical_id=self.logical_id,
            owner=generated.owner if generated else self.owner,
            fingerprint=generated.fingerprint if generated else job_names.hash_of(old.arn),
            request_id=self.request_id,
        )
        return str(name)
