"""What every provider of imports has, whoever deploys it."""

from abc import abstractmethod
from collections.abc import Sequence

import aws_cdk as cdk
import jsii
from aws_cdk import aws_iam as iam

from cdk_personalize_handler.contract.constraints import InvalidValue
from constructs import Construct, IConstruct, IDependable


class IImportProvider(Construct, metaclass=jsii.JSIIAbstractClass):
    """Functions that serve the custom resources of imports: an `ImportProvider`, or one that was deployed elsewhere.

    It is what `ImportProvider.from_service_token` and `from_exports` return, and not to be implemented by others.
    """

    @property
    @abstractmethod
    def service_token(self) -> str:
        """The ServiceToken of custom resources that the functions serve."""

    @property
    @abstractmethod
    def function_role(self) -> iam.IRole | None:
        """The role that the import function runs with, None if it is not known."""

    @abstractmethod
    def custom_resource_id(self, link: int) -> str:
        """Return the construct id of an import's custom resource, or of a later link of its relay.

        Released ids never change, and differ wherever ServiceTokens may, since no resource can move to another.
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
        """Let the function start the import, as far as the app can; return what must be deployed before it.

        `with_preflight` lets it look at the data beforehand, as the import's role.
        """

    @abstractmethod
    def attach(self, custom_resource: cdk.CustomResource) -> None:
        """Attach a custom resource of an import."""


def check_environment(scope: Construct, *, account: str, region: str) -> None:
    """Raise `ValueError` if functions of that account and Region cannot import for the stack of `scope`.

    They import into datasets of their own account and Region, and CloudFormation calls those of the stack's Region
    only. What is not known at synth is not judged.
    """
    stack = cdk.Stack.of(scope)
    for what, theirs, ours in (("account", account, stack.account), ("Region", region, stack.region)):
        if theirs != ours and not any(map(cdk.Token.is_unresolved, (theirs, ours))):
            raise InvalidValue.because(
                "provider",
                f"its functions are in {what} {theirs}, but stack {stack.node.path} is in {what} {ours}; use a "
                "provider in the stack's account and Region, since functions import into datasets of their own only",
            )
