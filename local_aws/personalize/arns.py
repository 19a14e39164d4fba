"""The ARNs of the service, as its developer guide documents them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Arns:
    """Builds the ARNs of one account and Region."""

    partition: str
    region: str
    account_id: str

    def dataset_group(self, name: str) -> str:
        """Return the ARN of a dataset group."""
        return self._arn(f"dataset-group/{name}")

    def schema(self, name: str) -> str:
        """Return the ARN of a schema."""
        return self._arn(f"schema/{name}")

    def dataset(self, group_arn: str, dataset_type: str) -> str:
        """Return the ARN of a group's only dataset of this type; the service spells the type in upper case."""
        return self._arn(f"dataset/{resource_name(group_arn)}/{dataset_type.upper()}")

    def solution(self, name: str) -> str:
        """Return the ARN of a solution."""
        return self._arn(f"solution/{name}")

    def event_tracker(self, tracker_id: str) -> str:
        """Return the ARN of an event tracker, which has an id of the service's own instead of its name."""
        return self._arn(f"event-tracker/{tracker_id}")

    def dataset_import_job(self, job_name: str) -> str:
        """Return the ARN of an import job."""
        return self._arn(f"dataset-import-job/{job_name}")

    def _arn(self, resource: str) -> str:
        return f"arn:{self.partition}:personalize:{self.region}:{self.account_id}:{resource}"


def resource_name(arn: str) -> str:
    """Return what follows the resource type: `g/ITEMS` of `arn:…:dataset/g/ITEMS`."""
    return arn.partition("/")[2]
