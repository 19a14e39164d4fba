"""The import itself."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize.data_source import DataSource
from cdk_personalize.import_mode import ImportMode
from cdk_personalize.import_provider import ImportProvider
from cdk_personalize.import_role import create_import_role
from cdk_personalize.waiter import Waiter
from cdk_personalize_handler import constraints, contract
from cdk_personalize_handler.constraints import InvalidValue
from constructs import Construct


class DatasetImportJob(Construct):
    """Imports data into an Amazon Personalize dataset, and holds the stack until the data has landed.

    The deployment fails with the service's own reason if the import does. Whatever reads an attribute of the import,
    such as `dataset_group_arn`, is deployed after the data is there.

    Jobs stay in Personalize for good: it can neither stop nor delete them. Deleting the construct waits for a running
    one and leaves the imported data as it is.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        dataset: IDatasetRef,
        data_source: DataSource,
        import_mode: ImportMode = ImportMode.FULL,
        job_name: str | None = None,
        role: iam.IRole | None = None,
        data_version: str | None = None,
        timeout: cdk.Duration | None = None,
        tags: Mapping[str, str] | None = None,
        publish_attribution_metrics_to_s3: bool | None = None,
        waiter: Waiter | None = None,
        provider: ImportProvider | None = None,
    ) -> None:
        """Define an import.

        Args:
            scope: the construct that this one belongs to.
            id: its id there.
            dataset: a `CfnDataset`, or one from `Dataset.from_dataset_arn`, in the stack's account and Region.
            data_source: where the CSV files are.
            import_mode: whether to replace the bulk data that is there or to add to it. FULL by default.
            job_name: the job's name, 1 to 63 letters, digits, `-` and `_`. Names are taken for good, so each change of
                the data then needs a new one. A unique name for each import by default.
            role: the role that Personalize assumes to read the data; what it lacks for that is granted. By default one
                is created that can read this data only.
            data_version: any text of up to 256 characters; changing it imports again from the same place. By default
                data is imported again only when the dataset, the location, the mode or the job's name changes.
            timeout: how long the stack may be held before it fails, 30 seconds to 1 hour. By default 1 hour, which is
                as long as CloudFormation waits; the answer is given up to a minute earlier. The job itself runs on.
            tags: up to 50 tags of the job.
            publish_attribution_metrics_to_s3: whether to publish metrics of the import to the bucket of the dataset
                group's metric attribution, which must exist. The service's default is not to.
            waiter: what polls the job. By default the Provider framework, every 10 seconds.
            provider: the functions to use instead of those that all imports of the stack share.

        Raises:
            ValueError: for a value that Personalize or CloudFormation would not take, naming it and what is allowed.

        """
        super().__init__(scope, id)
        stack = cdk.Stack.of(self)
        if waiter and provider:
            raise InvalidValue("waiter", "a waiter together with a provider", "one of them; a provider has its waiter")
        if not hasattr(dataset, "dataset_ref"):
            raise InvalidValue("dataset", dataset, "a CfnDataset, or Dataset.from_dataset_arn(...)")
        if not isinstance(data_source, DataSource):
            raise InvalidValue("data_source", data_source, "DataSource.bucket(...) or DataSource.s3_uri(...)")
        dataset_arn = dataset.dataset_ref.dataset_arn
        _check_dataset(dataset_arn, stack)
        constraints.import_mode(import_mode, "import_mode")
        if job_name is not None and not cdk.Token.is_unresolved(job_name):
            constraints.job_name(job_name, "job_name")
        if data_version is not None and not cdk.Token.is_unresolved(data_version):
            constraints.data_version(data_version, "data_version")
        _check_tags(tags or {})
        provider = provider or ImportProvider.of(self, waiter)
        timeout_seconds = _timeout_seconds(timeout, provider)

        self.role: iam.IRole = role or create_import_role(self, "Role")
        """The role that Personalize assumes."""
        data = data_source.bind(self, self.role)
        policy = provider.policy_for(self)
        policy.allow_import(dataset_arn=dataset_arn, job_name=job_name, import_role=self.role)
        properties = contract.ImportProperties(
            dataset_arn=dataset_arn,
            data_location=data.location,
            role_arn=self.role.role_arn,
            import_mode=import_mode,
            data_version=data_version,
            job_name=job_name,
            timeout_seconds=timeout_seconds,
            publish_attribution_metrics_to_s3=publish_attribution_metrics_to_s3,
            tags=tags or {},
        )
        self._resource = cdk.CustomResource(
            self,
            "Resource",
            resource_type=contract.RESOURCE_TYPE,
            service_token=provider.service_token,
            service_timeout=cdk.Duration.seconds(contract.service_timeout(timeout_seconds)),
            properties=properties.to_cloudformation(),
        )
        # The import must not race the rights that it needs.
        self._resource.node.add_dependency(policy, *data.grants)

    @property
    def dataset_import_job_arn(self) -> str:
        """The ARN of the job."""
        return self._resource.ref

    @property
    def job_name(self) -> str:
        """The name of the job, given or generated."""
        return self._resource.get_att_string("JobName")

    @property
    def status(self) -> str:
        """The status of the job when the stack went on: `ACTIVE`."""
        return self._resource.get_att_string("Status")

    @property
    def dataset_arn(self) -> str:
        """The ARN of the dataset, known once its data has landed."""
        return self._resource.get_att_string("DatasetArn")

    @property
    def dataset_group_arn(self) -> str:
        """The ARN of the dataset's group, known once the data has landed."""
        return self._resource.get_att_string("DatasetGroupArn")

    @property
    def data_location(self) -> str:
        """The S3 URI of the data that was imported."""
        return self._resource.get_att_string("DataLocation")

    @property
    def role_arn(self) -> str:
        """The ARN of the role that the job ran with."""
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
        """What Personalize says of a failure; empty, since the stack goes on only after a success."""
        return self._resource.get_att_string("FailureReason")

    @property
    def creation_date_time(self) -> str:
        """When the job was created, in ISO 8601."""
        return self._resource.get_att_string("CreationDateTime")

    @property
    def last_updated_date_time(self) -> str:
        """When the job became `ACTIVE`, in ISO 8601."""
        return self._resource.get_att_string("LastUpdatedDateTime")

    @property
    def duration_seconds(self) -> str:
        """How many seconds the job took, from its creation until it was `ACTIVE`."""
        return self._resource.get_att_string("DurationSeconds")


def _check_dataset(dataset_arn: str, stack: cdk.Stack) -> None:
    if cdk.Token.is_unresolved(dataset_arn):
        return
    dataset = constraints.dataset_arn(dataset_arn, "dataset")
    for name, value in (("region", stack.region), ("account", stack.account)):
        if not cdk.Token.is_unresolved(value) and dataset[name] != value:
            raise InvalidValue("dataset", dataset_arn, f"a dataset in the stack's {name}, {value}")


def _check_tags(tags: Mapping[str, str]) -> None:
    known = {key: "" if cdk.Token.is_unresolved(value) else value for key, value in tags.items()}
    constraints.tags({key: value for key, value in known.items() if not cdk.Token.is_unresolved(key)}, "tags")


def _timeout_seconds(timeout: cdk.Duration | None, provider: ImportProvider) -> int:
    if timeout is None:
        return constraints.MAX_TIMEOUT_SECONDS
    seconds = timeout.to_seconds(integral=False)
    if seconds != int(seconds):
        raise InvalidValue("timeout", f"{seconds:g} s", "whole seconds")
    constraints.timeout_seconds(int(seconds), "timeout")
    interval = provider.waiter.poll_interval_seconds
    if seconds <= interval:
        raise InvalidValue("timeout", f"{seconds:g} s", f"more than the poll interval of {interval} s")
    return int(seconds)
