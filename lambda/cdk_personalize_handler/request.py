"""CloudFormation's event as the lifecycle sees it: who asks, for which import, and under which job name."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cdk_personalize_handler import constraints, contract
from cdk_personalize_handler.contract import ImportProperties

_HASH_LENGTH = 8
_LOGICAL_ID_LENGTH = 14


@dataclass(frozen=True, kw_only=True)
class ImportRequest:
    """A Create or an Update: the import that the template now asks for.

    `physical_id` is the ARN of the job that the resource has stood for so far, None on Create. `changes_data` is False
    for an Update that leaves the data as it is.
    """

    stack_name: str
    logical_id: str
    owner: str
    request_id: str
    properties: ImportProperties
    physical_id: str | None
    changes_data: bool

    @property
    def job_name(self) -> str:
        """The name of the job that answers this request: the same in each retry, never the same for another request.

        A name is taken for good even when its job fails, hence the part that is made from the request.
        """
        if self.properties.job_name:
            return self.properties.job_name
        content = _content(self.properties.to_cloudformation())
        hashes = "-".join([self.owner, content, _hash(self.request_id)])
        return f"{contract.job_name_prefix(self.stack_name)}{self.logical_id[:_LOGICAL_ID_LENGTH]}-{hashes}"

    @property
    def target_arn(self) -> str:
        """The ARN of the job that the resource stands for once the request has succeeded."""
        return self.job_arn if self.changes_data or self.physical_id is None else self.physical_id

    @property
    def wait_seconds(self) -> int:
        """How long the stack may be held, with time left for the answer to reach CloudFormation."""
        return min(
            self.properties.timeout_seconds, self.properties.service_timeout_seconds - contract.ANSWER_MARGIN_SECONDS
        )

    @property
    def job_arn(self) -> str:
        """The ARN that the job of this request has or will have: the name decides it, before anything is started."""
        dataset = constraints.dataset_arn(self.properties.dataset_arn, "DatasetArn")
        partition, region, account = dataset.group("partition", "region", "account")
        return f"arn:{partition}:personalize:{region}:{account}:dataset-import-job/{self.job_name}"


@dataclass(frozen=True, kw_only=True)
class DeleteRequest:
    """A Delete. Nothing in it is checked, since a stack must be deletable whatever its properties were.

    `physical_id` may be one that CloudFormation invented, so the jobs are found by `owner` as well.
    """

    owner: str
    physical_id: str
    dataset_arn: str | None

    @property
    def target_arn(self) -> str:
        """The id that the resource keeps to its end."""
        return self.physical_id

    @property
    def wait_seconds(self) -> int:
        """How long a deletion may be held: as long as CloudFormation allows."""
        return constraints.MAX_TIMEOUT_SECONDS - contract.ANSWER_MARGIN_SECONDS

    def owns(self, job_arn: str) -> bool:
        """Tell whether a job was started for the resource that is being deleted."""
        return job_arn == self.physical_id or f"-{self.owner}-" in job_arn


def parse(event: Mapping[str, Any]) -> ImportRequest | DeleteRequest:
    """Read a CloudFormation event; raise `InvalidValue` for a Create or Update with a bad property."""
    properties = {name: value for name, value in event["ResourceProperties"].items() if value is not None}
    owner = _hash(event["StackId"], event["LogicalResourceId"])
    if event["RequestType"] == "Delete":
        dataset_arn = properties.get("DatasetArn")
        return DeleteRequest(
            owner=owner,
            physical_id=event["PhysicalResourceId"],
            dataset_arn=dataset_arn if isinstance(dataset_arn, str) else None,
        )
    is_update = event["RequestType"] == "Update"
    return ImportRequest(
        stack_name=event["StackId"].split("/")[1],
        logical_id=event["LogicalResourceId"],
        owner=owner,
        request_id=event["RequestId"],
        properties=ImportProperties.from_cloudformation(properties),
        physical_id=event["PhysicalResourceId"] if is_update else None,
        changes_data=not is_update or _content(properties) != _content(event["OldResourceProperties"]),
    )


def _content(properties: Mapping[str, Any]) -> str:
    """Hash what makes an import another import; old properties are read as they come, without checks."""
    source = properties.get("DataSource")
    location = source.get("DataLocation") if isinstance(source, Mapping) else source
    mode = properties.get("ImportMode", "FULL")
    return _hash(properties.get("DatasetArn"), location, mode, properties.get("DataVersion"), properties.get("JobName"))


def _hash(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:_HASH_LENGTH]
