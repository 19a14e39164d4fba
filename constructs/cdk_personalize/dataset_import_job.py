"""The import itself."""

import dataclasses
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import cast

import aws_cdk as cdk
import jsii
from aws_cdk import aws_iam as iam
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize._arguments import check_arguments, instance_of
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
    """The modes of Amazon Personalize.

    FULL replaces all bulk data of the dataset; what came in through `PutEvents`, `PutItems` and `PutUsers` stays.
    INCREMENTAL adds records and replaces those with the same id; it needs an earlier bulk import.
    """

    FULL = "FULL"
    INCREMENTAL = "INCREMENTAL"


class Preflight(StrEnum):
    """Before an import is started, its function looks at the data with the rights of the import's role.

    ON fails the deployment within seconds, with everything that is wrong. WARN writes it to the function's log and
    imports all the same. OFF does not look. What the function cannot read is left out, and never fails an import.
    """

    ON = "ON"
    WARN = "WARN"
    OFF = "OFF"


@jsii.implements(cdk.ITaggableV2, iam.IGrantable)
class DatasetImportJob(ImportAttributes):
    """Imports data into an Amazon Personalize dataset, and holds the stack until the data has landed.

    The deployment fails with the service's own reason if the import does. Whatever reads an attribute of the import,
    such as `dataset_group_arn`, is deployed after the data is there.

    Jobs stay in Personalize for good: it can neither stop nor delete them. Deleting the construct waits for a running
    one and leaves the imported data as it is.
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
            scope: the construct that this one belongs to.
            id: its id there.
            dataset: a `CfnDataset`, or one from `Dataset.from_dataset_arn`, in the stack's account and Region.
            data_source: where the CSV files are.
            import_mode: whether to replace the bulk data that is there or to add to it. FULL by default.
            job_name: the job's name, 1 to 63 letters, digits, `-` and `_`. Names are taken for good, so each change of
                the data then needs a new one. A unique name for each import by default.
            role: the role that Personalize assumes to read the data; it is granted that, unless it is an imported role
                that the app must not change. By default one is created that can read this data only.
            data_version: any text of up to 256 characters; changing it imports again from the same place. By default
                data is imported again only when the dataset, the location, the mode or the job's name changes.
            timeout: how long the stack may be held before it fails, 10 seconds to 36 hours, and one poll interval at
                least; the job itself runs on. By default 1 hour, which is as long as CloudFormation waits for one
                resource; the response is sent three minutes earlier. A longer timeout makes a relay: several
                resources in sequence, each with up to 55 minutes.
            tags: up to 50 tags of the job, beside those of `Tags.of(scope)`.
            publish_attribution_metrics_to_s3: whether to publish metrics of the import to the bucket of the dataset
                group's metric attribution, which must exist. The service's default is not to.
            preflight: what becomes of faults that are found in the data before the import. ON by default: the
                deployment fails within seconds, with all of them. The function reads as the import's role, which is
                made to trust it for that; for a role that is imported, or of a third stack, synth prints the statement.
            waiter: what polls the job. By default the Provider framework, every 10 seconds unless `ImportProvider.of`
                was told otherwise for the stack.
            provider: the functions to use instead of those that all imports of the stack share: an `ImportProvider` of
                the app, or one that was deployed elsewhere, such as `ImportProvider.from_exports(...)`. An import that
                is deployed cannot move to or between providers of the app; under another construct id it is another
                resource, which imports once, and an explicit `job_name` must change with it.

        Raises:
            ValueError: for a value that Personalize or CloudFormation would not take, naming it and what is allowed.

        """
        stack = cdk.Stack.of(scope)
        if waiter and provider:
            raise InvalidValue.because("waiter", "set together with provider, which has a waiter; use one of them")
        dataset_arn = dataset.dataset_ref.dataset_arn
        _check_dataset(dataset_arn, stack)
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
            grants += grant_read(role, data.role_statements)
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
        """The role that Personalize assumes to read the data, created or given."""
        return self._role

    @property
    def required_statements(self) -> Mapping[str, Sequence[Statement]]:
        """What the policies of others must have for this import, by the ids of the warnings that show it.

        The statements of one policy are those of all imports that need it, as far as they are defined. What is known
        only at deployment stands as in `Fn::Sub`, like `${AWS::AccountId}`. Empty if the app could grant everything.
        """
        return MissingStatements.of(self).statements_for(self)

    @property
    def cdk_tag_manager(self) -> cdk.TagManager:
        """The job's tags, which `Tags.of(scope)` adds to."""
        return self._tags

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """The role that Personalize assumes, for grants on what else it is to read."""
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
            # The function ends each wait itself, and a deletion may take longer than the creation was allowed to.
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
