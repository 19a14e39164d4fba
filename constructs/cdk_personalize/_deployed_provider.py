"""Providers that another app has deployed."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, cast

import aws_cdk as cdk
import jsii
from aws_cdk import aws_iam as iam

from cdk_personalize._arguments import is_text_token
from cdk_personalize._synth_warning import SynthWarning
from cdk_personalize.dataset import dataset_arn_before_deployment
from cdk_personalize.import_provider_base import IImportProvider, check_environment
from cdk_personalize.permissions.generated_role_name import arn_before_deployment
from cdk_personalize.permissions.import_role import IMPORT_ROLES, has_import_role_path
from cdk_personalize.permissions.missing_statements import as_text, placeholders
from cdk_personalize.waiter import Waiter
from cdk_personalize_handler.contract.constraints import InvalidValue
from constructs import Construct, IConstruct, IDependable, IValidation

_FUNCTION_ARN = re.compile(
    r"arn:[a-z\d-]+:lambda:(?P<region>[a-z\d-]+):(?P<account>\d{12}):function:[\w-]+(:[\w$-]+)?", re.ASCII
)


def check_service_token(value: Any, parameter: str) -> None:
    """Check a ServiceToken; tokens are accepted."""
    if not is_text_token(value) and not (isinstance(value, str) and _FUNCTION_ARN.fullmatch(value)):
        allowed = "the ARN of a function, arn:aws:lambda:<region>:<account>:function:<name>, or a token"
        raise InvalidValue(parameter, value, allowed)


class DeployedProvider(IImportProvider):
    """A provider by its ServiceToken. Its own app grants its function's permissions."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        service_token: str,
        function_role_arn: str | None,
        waiter: Waiter | None,
    ) -> None:
        super().__init__(scope, id)
        self._service_token = service_token
        self._function = _FUNCTION_ARN.fullmatch(service_token)
        self._function_role = (
            iam.Role.from_role_arn(self, "FunctionRole", function_role_arn, mutable=False)
            if function_role_arn
            else None
        )
        self._waiter = waiter and waiter.bind(self)
        self._required = _RequiredPermissions(self)
        self.node.add_validation(cast(IValidation, self._required))

    @property
    def service_token(self) -> str:
        """The ServiceToken of the custom resources."""
        return self._service_token

    @property
    def function_role(self) -> iam.IRole | None:
        """The role of the import function, None if it is not known."""
        return self._function_role

    def custom_resource_id(self, link: int) -> str:
        """Return a construct ID with a hash of the ServiceToken as in the template."""
        written = json.dumps(cdk.Stack.of(self).resolve(self._service_token), sort_keys=True)
        token = hashlib.sha256(written.encode()).hexdigest()[:8]
        return f"Resource{token}" if link == 1 else f"Relay{link}of{token}"

    def register_import(self, scope: Construct) -> None:
        """Register the import at `scope`; raise `ValueError` if the provider cannot serve it."""
        if self._function:
            check_environment(scope, account=self._function["account"], region=self._function["region"])
        if self._waiter:
            self._waiter.check_capacity()

    def allow_import(
        self,
        scope: Construct,
        *,
        dataset: IConstruct,
        dataset_arn: str,
        job_name: str | None,  # noqa: ARG002
        role: iam.IRole,
        with_preflight: bool,
    ) -> Sequence[IDependable]:
        """Record the permissions that the function needs, of which synth warns; nothing is granted here."""
        self._required.datasets.append((dataset, dataset_arn))
        if not has_import_role_path(role, cdk.Stack.of(scope)) and f":role{IMPORT_ROLES}" not in role.role_arn:
            self._required.role_arns.append(arn_before_deployment(role) or role.role_arn)
        if with_preflight and self._function_role is None:
            SynthWarning.PROVIDER_ROLE.add_to(
                scope,
                "preflight cannot read the data, because the role of the provider's function is not known; use "
                "ImportProvider.from_service_token(..., function_role_arn=...), an export of the provider's stack, or "
                "preflight=Preflight.OFF",
            )
        return []

    def attach(self, custom_resource: cdk.CustomResource) -> None:
        """Attach a custom resource of an import."""
        if self._waiter:
            self._waiter.attach(custom_resource)


@jsii.implements(IValidation)
class _RequiredPermissions:
    """Warns after all imports are defined, with one list of the permissions for all of them."""

    def __init__(self, provider: Construct) -> None:
        self._provider = provider
        self.datasets: list[tuple[IConstruct, str]] = []
        self.role_arns: list[str] = []

    def validate(self) -> list[str]:
        """Warn, and return no errors."""
        if not self.datasets:
            return []
        stack = cdk.Stack.of(self._provider)
        parameters = {
            "dataset_arns": self._texts(dataset_arn_before_deployment(dataset) or arn for dataset, arn in self.datasets)
        }
        if self.role_arns:
            # Explicit roles replace the default.
            created = f"arn:{stack.partition}:iam::{stack.account}:role{IMPORT_ROLES}*"
            parameters["import_role_arns"] = self._texts([created, *self.role_arns])
        text = json.dumps(parameters)
        SynthWarning.PROVIDER_RIGHTS.add_to(
            self._provider,
            "the permissions of the provider's function are not managed by this app, and imports fail unless it has "
            f"those that ImportProviderStack grants with these parameters{placeholders(text)}: {text}",
        )
        return []

    def _texts(self, arns: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(str(as_text(self._provider, arn)) for arn in arns))
