"""The attributes of an import, which other resources can read."""

import aws_cdk as cdk

from constructs import Construct


class ImportAttributes(Construct):
    """The attributes of the custom resource. A resource that reads one is deployed after the data has landed."""

    _resource: cdk.CustomResource

    @property
    def dataset_import_job_arn(self) -> str:
        """The ARN of the job."""
        return self._resource.ref

    @property
    def job_name(self) -> str:
        """The name of the job, explicit or generated."""
        return self._resource.get_att_string("JobName")

    @property
    def status(self) -> str:
        """The status of the job when the resource was complete: `ACTIVE`."""
        return self._resource.get_att_string("Status")

    @property
    def dataset_arn(self) -> str:
        """The ARN of the dataset, available after the data has landed."""
        return self._resource.get_att_string("DatasetArn")

    @property
    def dataset_group_arn(self) -> str:
        """The ARN of the dataset group, available after the data has landed."""
        return self._resource.get_att_string("DatasetGroupArn")

    @property
    def data_location(self) -> str:
        """The S3 URI of the imported data."""
        return self._resource.get_att_string("DataLocation")

    @property
    def role_arn(self) -> str:
        """The ARN of the role that Amazon Personalize assumed for the job."""
        return self._resource.get_att_string("RoleArn")

    @property
    def import_mode(self) -> str:
        """`FULL` or `INCREMENTAL`."""
        return self._resource.get_att_string("ImportMode")

    @property
    def publish_attribution_metrics_to_s3(self) -> str:
        """`true` or `false`: whether the job published attribution metrics."""
        return self._resource.get_att_string("PublishAttributionMetricsToS3")

    @property
    def failure_reason(self) -> str:
        """The job's failure reason: always empty, since a failed import fails the stack."""
        return self._resource.get_att_string("FailureReason")

    @property
    def creation_date_time(self) -> str:
        """The time at which the job was created, in ISO 8601."""
        return self._resource.get_att_string("CreationDateTime")

    @property
    def last_updated_date_time(self) -> str:
        """The time at which the job became `ACTIVE`, in ISO 8601."""
        return self._resource.get_att_string("LastUpdatedDateTime")

    @property
    def duration_seconds(self) -> str:
        """The seconds from the creation of the job until it was `ACTIVE`."""
        return self._resource.get_att_string("DurationSeconds")
