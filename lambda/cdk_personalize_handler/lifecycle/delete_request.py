"""A Delete as the lifecycle sees it."""

from dataclasses import dataclass

from cdk_personalize_handler.contract import job_names
from cdk_personalize_handler.contract import properties as contract
from cdk_personalize_handler.contract.job_names import JobName
from cdk_personalize_handler.lifecycle.import_job import ImportJob


@dataclass(frozen=True, kw_only=True)
class DeleteRequest:
    """A Delete. Nothing in it is checked, since a stack must be deletable whatever its properties were.

    `physical_id` may be one that CloudFormation invented, so the jobs are found by `owner` and by what the properties
    name as well. `follows_another` tells that the resource is not the first of its relay.
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
        """The id that the resource keeps to its end."""
        return self.physical_id

    @property
    def hands_over(self) -> bool:
        """A relay is deleted from its end. The first of it, which goes last, is the one that must not leave a job."""
        return self.follows_another

    @property
    def expected_attributes(self) -> dict[str, str]:
        """A resource that is gone has none."""
        return {}

    @property
    def wait_seconds(self) -> int:
        """How long a deletion may be held: as long as CloudFormation waits for it."""
        return self.service_timeout_seconds - contract.ANSWER_MARGIN_SECONDS

    def owns(self, job_arn: str) -> bool:
        """Tell whether a job was started for the resource that is being deleted."""
        return job_names.is_owned(job_arn, self.owner, (self.physical_id, *self.named))

    def restoring_job_name(self, old: ImportJob) -> str:
        """Return the name of a job that imports again what an old one has imported for this resource."""
        generated = JobName.parse(old.name)
        name = JobName.generate(
            stack_id=self.stack_id,
            logical_id=self.logical_id,
            owner=generated.owner if generated else self.owner,
            fingerprint=generated.fingerprint if generated else job_names.hash_of(old.arn),
            request_id=self.request_id,
        )
        return str(name)
