"""The import of data into a dataset."""

import dataclasses
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import cast

import aws_cdk as cdk
import jsii
from aws_cdk import aws_iam as iam
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize._arguments import check_arguments, instance_of, is_text_token
from cdk_personalize._attributes import ImportAttributes
from cdk_personalize._relay import relay_shares
from cdk_personalize._tags import check_tags, create_tag_manager, render_tags
from cdk_personalize.data_source import DataSource
from cdk_personalize.import_provider import ImportProvider
from cdk_personalize.import_provider_base import IImportProvider
from cdk_personalize.nag.acknowledgments import acknowledge_findings
from cdk_personalize.order.import_order import ImportOrder, OrderedImport
from cdk_personalize.permissions.import_role import allow_preflight, create_import_role, grant_read
from cdk_personalize.permissions.merged_statements import Statement
from cdk_personalize.permissions.missing_statements import MissingStatements
from cdk_personalize.waiter import WAITER, Waiter
from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.contract import properties as contract
from cdk_personalize_handler.contract.constraints import InvalidValue
from constructs import Construct


class ImportMode(StrEnum):
    """The import modes of Amazon Personalize.

    FULL replaces all bulk data of the dataset, and keeps the records of `PutEvents`, `PutItems` and `PutUsers`.
    INCREMENTAL adds records and replaces those with the same ID; it requires an earlier bulk import.
    """

    FULL = "FULL"
    INCREMENTAL = "INCREMENTAL"


class Preflight(StrEnum):
    """The check of the data before an import, with the permissions of the import's role.

    ON fails the deployment within seconds and reports all errors. WARN logs them and starts the import anyway. OFF
    skips the check. Data that the function cannot read is not checked, and does not fail an import.
    """

    ON = "ON"
    WARN = "WARN"
    OFF = "OFF"


@jsii.implements(cdk.ITaggableV2, iam.IGrantable)
class DatasetImportJob(ImportAttributes):
    """Imports data into an Amazon Personalize dataset, and holds the stack until the data has landed.

    If the import fails, the deployment fails with the service's failure reason. A resource that reads an attribute of
    the import, such as `dataset_group_arn`, is deployed after the data has landed.

    Amazon Personalize can neither stop nor delete import jobs. Deleting the construct waits for a running job, and
    leaves the imported data unchanged.
    """

    @check_arguments(
        data_source=instance_of(DataSource, "DataSource.bucket(...) or DataSource.s3_uri(...)"),
        provider=instance_of(
            IImportProvider,
            "ImportProvider(...), an ImportProviderStack's provider, or ImportProvider.from_exports(...)",
        ),
        waiter=WAITER,
    )
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
        preflight: Preflight = Preflight.ON,
        waiter: Waiter | None = None,
        provider: IImportProvider | None = None,
    ) -> None:
        """Define an import.

        Args:
            scope: the parent construct.
            id: the construct ID.
            dataset: a `CfnDataset`, or one from `Dataset.from_dataset_arn`, in the stack's account and Region.
            data_source: the location of the CSV files.
            import_mode: whether to replace the existing bulk data or to add to it. Default: FULL.
            job_name: the job's name, 1 to 63 letters, digits, `-` and `_`. A name cannot be used again, so each change
                of the data needs a new one. Default: a unique name for each import.
            role: the role that Amazon Personalize assumes to read the data, in the stack's account. It is granted the
                read, unless it is an imported role that the app must not change. Default: a new role that can read this
                data only.
            data_version: any string of up to 256 characters; a change imports again from the same location. Default:
                none; only a change of the dataset, the location, the mode or the job's name imports again.
            timeout: how long the stack is held before the import fails, from 10 seconds, and at least one poll
                interval, to 36 hours; the job itself continues. Default: 1 hour, the longest time that CloudFormation
                waits for one resource; the response is sent 3 minutes earlier. A longer timeout makes a relay:
                several resources in sequence, each with up to 55 minutes.
            tags: up to 50 tags of the job, including those of `Tags.of(scope)`. Default: those only.
            publish_attribution_metrics_to_s3: whether to publish metrics of the import to the bucket of the dataset
                group's metric attribution, which must exist. Default: the service's, False.
            preflight: how errors that are found in the data before the import are handled. Default: ON, the deployment
                fails within seconds with all errors. The function assumes the import's role to read the data. For an
                imported role, or one of a third stack, synth warns with the statement for its trust policy.
            waiter: how the job is polled. Default: the Provider framework, every 10 seconds, or as often as
                `ImportProvider.of` has set for the stack.
            provider: the functions for this import, an `ImportProvider` of the app or a deployed one, such as
                `ImportProvider.from_exports(...)`. Default: the functions that all imports of the stack share. A
                deployed import cannot move to or between providers of the app: under another construct ID it is another
                resource, which imports once, and an explicit `job_name` must change as well.

        Raises:
            ValueError: for a value that Amazon Personalize or CloudFormation does not accept; the text has the
                parameter, the value, and what is allowed.

        """
        stack = cdk.Stack.of(scope)
        if waiter and provider:
            raise InvalidValue.because(
                "waiter", "cannot be combined with provider, which has its own waiter; use one of them"
            )
        dataset_arn = dataset.dataset_ref.dataset_arn
        _check_dataset(dataset_arn, stack)
        if role:
            _check_role(role, stack)
        shares = relay_shares(timeout)
        check_tags(tags or {})
        super().__init__(scope, id)
        provider = provider or ImportProvider.of(self, waiter)
        provider.register_import(self)
        self._tags = create_tag_manager(self, tags or {})
        data = data_source.bind(self, role)
        preflight_role = None if preflight == Preflight.OFF else provider.function_role
        self._role = role or create_import_role(self, "Role", data.role_statements, preflight_role)
        grants = provider.allow_import(
            self,
            dataset=dataset,
            dataset_arn=dataset_arn,
            job_name=job_name,
            role=self.role,
            with_preflight=preflight != Preflight.OFF,
        )
        grants = [*grants, *data.grants, self.role]
        if role:
            grants += grant_read(role, data.role_statements, data.former_role_statements)
        if role and preflight_role:
            allow_preflight(self, role, preflight_role)
        properties = contract.ImportProperties(
            dataset_arn=dataset_arn,
            data_location=data.location,
            role_arn=self.role.role_arn,
            import_mode=import_mode,
            data_version=data_version,
            job_name=job_name,
            publish_attribution_metrics_to_s3=publish_attribution_metrics_to_s3,
            relay_timeout_seconds=sum(shares) if len(shares) > 1 else None,
            preflight=preflight,
        )
        links = self._create_links(provider, properties, shares)
        for link in links:
            # The import must not start before it has the permissions that it needs.
            link.node.add_dependency(*grants)
        self._resource = links[-1]
        ImportOrder.of(self).add(
            OrderedImport(
                scope=self,
                dataset_arn=dataset_arn,
                bucket_name=data.bucket_name,
                object_key=data.object_key,
                resources=[_cfn_resource(link) for link in links],
            )
        )
        acknowledge_findings(self)

    @property
    def role(self) -> iam.IRole:
        """The role that Amazon Personalize assumes to read the data."""
        return self._role

    @property
    def required_statements(self) -> Mapping[str, Sequence[Statement]]:
        """The statements that policies outside the app need for this import, by the IDs of the warnings about them.

        The statements of a policy are those for all imports that are defined so far. Values that are known only at
        deployment are written as in `Fn::Sub`, like `${AWS::AccountId}`. Empty if the app grants everything.
        """
        return MissingStatements.of(self).statements_for(self)

    @property
    def cdk_tag_manager(self) -> cdk.TagManager:
        """The job's tags, including those of `Tags.of(scope)`."""
        return self._tags

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """The role that Amazon Personalize assumes, for further grants."""
        return self.role.grant_principal

    def _create_links(
        self, provider: IImportProvider, properties: contract.ImportProperties, shares: Sequence[int]
    ) -> list[cdk.CustomResource]:
        """Create a custom resource for each share of the timeout; each follows the job of the one before."""
        links: list[cdk.CustomResource] = []
        for number, seconds in enumerate(shares, start=1):
            share = dataclasses.replace(
                properties,
                timeout_seconds=seconds,
                hand_over=number < len(shares),
                dataset_import_job_arn=links[-1].ref if links else None,
                relay_of=cdk.Stack.of(self).get_logical_id(_cfn_resource(links[0])) if links else None,
            )
            link = self._create_resource(provider, number, share)
            provider.attach(link)
            links.append(link)
        return links

    def _create_resource(
        self, provider: IImportProvider, number: int, properties: contract.ImportProperties
    ) -> cdk.CustomResource:
        return cdk.CustomResource(
            self,
            provider.custom_resource_id(number),
            resource_type=contract.RESOURCE_TYPE,
            service_token=provider.service_token,
            # The function ends each wait itself, and a deletion can take longer than the timeout of the creation.
            service_timeout=cdk.Duration.hours(1),
            properties={**properties.to_cloudformation(), "Tags": render_tags(self._tags)},
        )


def _cfn_resource(link: cdk.CustomResource) -> cdk.CfnResource:
    return cast(cdk.CfnResource, link.node.default_child)


def _check_dataset(dataset_arn: str, stack: cdk.Stack) -> None:
    if cdk.Token.is_unresolved(dataset_arn):
        return
    dataset = constraints.dataset_arn(dataset_arn, "dataset")
    for name, value in (("region", stack.region), ("account", stack.account)):
        if not cdk.Token.is_unresolved(value) and dataset[name] != value:
            raise InvalidValue("dataset", dataset_arn, f"a dataset in the stack's {name}, {value}")


def _check_role(role: iam.IRole, stack: cdk.Stack) -> None:
    """Raise `InvalidValue` for a role of another account: "Cross-account pass role is not allowed." is recorded."""
    account = role.env.account
    if account != stack.account and not any(map(cdk.Token.is_unresolved, (account, stack.account))):
        shown = role.node.path if is_text_token(role.role_arn) else role.role_arn
        raise InvalidValue("role", shown, f"a role in the stack's account, {stack.account}")
