"""Missing dependencies of imports: on an upload of the data, and on another import into the dataset."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_s3_deployment as s3_deployment

from cdk_personalize._synth_warning import SynthWarning
from cdk_personalize.order.deployment_order import DeploymentOrder
from cdk_personalize.order.upload import Upload, identity
from cdk_personalize.order.whole_stage import WholeStage
from cdk_personalize.permissions.principals import outermost
from constructs import Construct


@dataclass(frozen=True, kw_only=True)
class OrderedImport:
    """An import with its dataset, its location and its resources, of which a relay has several."""

    scope: Construct
    dataset_arn: str
    bucket_name: str
    object_key: str
    resources: Sequence[cdk.CfnResource]


class ImportOrder(WholeStage):
    """The imports of a stage, and their dependencies."""

    ID = "PersonalizeImportOrder"

    def __init__(self, scope: Construct) -> None:
        super().__init__(scope)
        self._imports: list[OrderedImport] = []

    def add(self, ordered: OrderedImport) -> None:
        """Add an import."""
        self._imports.append(ordered)

    def check(self) -> None:
        """Warn of imports without a dependency on an upload of their data, or on another import into their dataset.

        Either direction of a dependency is an order, and chosen by the app.
        """
        constructs = self.stage.node.find_all()
        order = DeploymentOrder(constructs)
        uploads = [Upload(each) for each in constructs if isinstance(each, s3_deployment.BucketDeployment)]
        for each, upload in self._with_their_uploads(uploads):
            if not order.is_known(each.resources, [upload.resource]):
                SynthWarning.UNORDERED_UPLOAD.add_to(
                    each.scope,
                    f"{upload.deployment.node.path} writes to this import's location, and the import does not depend "
                    "on it: it can import the previous data; use DataSource.bucket(deployment.deployed_bucket, ...), "
                    "or job.node.add_dependency(deployment)",
                )
        for each, others in self._after_others_of_their_dataset():
            unordered = (other for other in others if not order.is_known(each.resources, other.resources))
            if other := next(unordered, None):
                SynthWarning.UNORDERED_IMPORTS.add_to(
                    each.scope,
                    f"this import and {other.scope.node.path} import into the same dataset without a dependency "
                    "between them: either can be the last one; use job.node.add_dependency(other_job)",
                )

    def _with_their_uploads(self, uploads: Sequence[Upload]) -> Iterator[tuple[OrderedImport, Upload]]:
        buckets = [identity(upload.bucket_name) for upload in uploads]
        for each in self._imports if uploads else ():
            bucket = identity(each.bucket_name)
            for upload, written in zip(uploads, buckets, strict=True):
                if bucket == written and upload.may_write_to(each.object_key):
                    yield each, upload

    def _after_others_of_their_dataset(self) -> Iterator[tuple[OrderedImport, Sequence[OrderedImport]]]:
        """Yield each import with the imports into its dataset that were defined before it."""
        datasets: dict[str, list[OrderedImport]] = {}
        for each in self._imports:
            others = datasets.setdefault(_identity_in(each.scope, each.dataset_arn), [])
            yield each, [*others]
            others.append(each)


def _identity_in(scope: Construct, arn: str) -> str:
    """Return the identity of a dataset; an ARN with tokens is taken as one in the stack's account and Region."""
    known = identity(arn)
    return f"{outermost(cdk.Stack.of(scope)).node.path} {known}" if cdk.Token.is_unresolved(known) else known
