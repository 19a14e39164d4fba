"""An import job as Amazon Personalize describes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from cdk_personalize_handler.contract import constraints, job_names
from cdk_personalize_handler.contract.job_names import JobName
from cdk_personalize_handler.contract.properties import ImportProperties

ACTIVE = "ACTIVE"
_FAILED_SUFFIX = "FAILED"


@dataclass(frozen=True, kw_only=True)
class ImportJob:
    """The fields of `DescribeDatasetImportJob`. Only `arn` is certain: the API model marks every field optional.

    `is_denied` means that the job has failed because a role or a bucket policy denied Amazon Personalize the data.
    """

    arn: str
    name: str = ""
    status: str = ""
    dataset_arn: str = ""
    data_location: str = ""
    role_arn: str = ""
    import_mode: str = "FULL"
    publish_attribution_metrics_to_s3: bool = False
    failure_reason: str = ""
    is_denied: bool = False
    created: datetime | None = None
    updated: datetime | None = None

    @classmethod
    def from_api(cls, description: Mapping[str, Any]) -> Self:
        """Read the `datasetImportJob` member of a response, or one summary of a list."""
        return cls(
            arn=description["datasetImportJobArn"],
            name=description.get("jobName", ""),
            status=description.get("status", ""),
            dataset_arn=description.get("datasetArn", ""),
            data_location=description.get("dataSource", {}).get("dataLocation", ""),
            role_arn=description.get("roleArn", ""),
            import_mode=description.get("importMode", "FULL"),
            publish_attribution_metrics_to_s3=description.get("publishAttributionMetricsToS3", False),
            failure_reason=description.get("failureReason", ""),
            created=description.get("creationDateTime"),
            updated=description.get("lastUpdatedDateTime"),
        )

    @property
    def is_active(self) -> bool:
        """The data has landed; no other status means that."""
        return self.status == ACTIVE

    @property
    def has_failed(self) -> bool:
        """The job has ended without its data. The API leaves the status a free string: any failure ends alike."""
        return self.status.endswith(_FAILED_SUFFIX)

    @property
    def is_unfinished(self) -> bool:
        """The job is pending, running, or in an unknown status."""
        return not self.is_active and not self.has_failed

    @property
    def second_arn(self) -> str | None:
        """The ARN of the job that imports what this one was denied; None for any other job and an explicit name."""
        name = JobName.parse(job_names.name_of(self.arn)) if self.is_denied else None
        return self.arn.removesuffix(str(name)) + str(name.second()) if name else None

    def to_import_again(self) -> ImportProperties:
        """Return the properties that import the same data once more."""
        return ImportProperties(
            dataset_arn=self.dataset_arn,
            data_location=self.data_location,
            role_arn=self.role_arn,
            import_mode=self.import_mode,
            publish_attribution_metrics_to_s3=self.publish_attribution_metrics_to_s3 or None,
        )

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes that `Fn::GetAtt` reads, as strings; a time that the service left out is empty."""
        dataset = constraints.dataset_arn(self.dataset_arn, "DatasetArn")
        partition, region, account, group = dataset.group("partition", "region", "account", "group")
        seconds = (self.updated - self.created).total_seconds() if self.updated and self.created else 0
        return {
            "DatasetImportJobArn": self.arn,
            "JobName": self.name,
            "Status": self.status,
            "DatasetArn": self.dataset_arn,
            "DatasetGroupArn": f"arn:{partition}:personalize:{region}:{account}:dataset-group/{group}",
            "DataLocation": self.data_location,
            "RoleArn": self.role_arn,
            "ImportMode": self.import_mode,
            "PublishAttributionMetricsToS3": str(self.publish_attribution_metrics_to_s3).lower(),
            "FailureReason": self.failure_reason,
            "CreationDateTime": self.created.isoformat() if self.created else "",
            "LastUpdatedDateTime": self.updated.isoformat() if self.updated else "",
            "DurationSeconds": str(round(seconds)),
        }
