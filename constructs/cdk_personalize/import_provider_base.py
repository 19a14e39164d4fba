"""The interface of all providers of imports."""

from abc import abstractmethod
from collections.abc import Sequence

import aws_cdk as cdk
import jsii
from aws_cdk import aws_iam as iam

from cdk_personalize_handler.contract.constraints import InvalidValue
from constructs import Construct, IConstruct, IDependable


class IImportProvider(Construct, metaclass=jsii.JSIIAbstractClass):
    """The functions behind imports: an `ImportProvider`, or a provider that another app has deployed.

    `ImportProvider.from_service_token` and `from_exports` return the latter. Do not implement this interface.
    """

    @property
    @abstractmethod
    def service_token(self) -> str:
        """The ServiceToken of the custom resources."""

    @property
    @abstractmethod
    def function_role(self) -> iam.IRole | None:
        """The role of the import function, None if it is not known."""

    @abstractmethod
    def custom_resource_id(self, link: int) -> str:
        """Return the construct ID of a link: 1 is an import's first custom resource.

        Released IDs never change. They differ between ServiceTokens, since a resource cannot move to another one.
        """

    @abstractmethod
    def register_import(self, scope: Construct) -> None:
        """Register the import at `scope`; raise `ValueError` if the provider cannot serve it."""

    @abstractmethod
    def allow_import(
        self,
        scope: Construct,
        *,
        dataset: IConstruct,
        dataset_arn: str,
        job_name: str | None,
        role: iam.IRole,
        with_preflight: bool,
    ) -> Sequence[IDependable]:
        """Allow the function to start the import, as far as the app can; return what must be deployed before.

        `with_preflight` also allows it to read the data with the import's role.
        """

    @abstractmethod
    def attach(self, custom_resource: cdk.CustomResource) -> None:
        """Attach a custom resource of an import."""


def check_environment(scope: Construct, *, account: str, region: str) -> None:
    """Raise `ValueError` if functions in that account and Region cannot import for the stack of `scope`.

    Functions import into datasets of their own account and Region, and CloudFormation calls functions of the stack's
    Region only. Values that are not known at synth are not checked.
    """
    stack = cdk.Stack.of(scope)
    for what, theirs, ours in (("account", account, stack.account), ("Region", region, stack.region)):
        if theirs != ours and not any(map(cdk.Token.is_unresolved, (theirs, ours))):
            raise InvalidValue.because(
                "provider",
                f"its functions are in {what} {theirs}, but stack {stack.node.path} is in {what} {ours}; use a "
                "provider in the stack's account and Region, since functions import into datasets of their own only",
            )
