"""References to datasets that the app does not define."""

import aws_cdk as cdk
import jsii
from aws_cdk import aws_personalize as personalize
from aws_cdk.interfaces.aws_personalize import DatasetReference, IDatasetRef

from cdk_personalize._arguments import check_arguments
from constructs import Construct, IConstruct


class Dataset:
    """References to existing datasets, for parameters that take a `CfnDataset`."""

    @staticmethod
    @check_arguments()
    def from_dataset_arn(scope: Construct, id: str, dataset_arn: str) -> IDatasetRef:
        """Refer to a dataset by its ARN, `arn:aws:personalize:<region>:<account>:dataset/<group>/<TYPE>`.

        The dataset must be in the account and Region of the stack that imports into it. Raises `ValueError` for any
        other kind of ARN.
        """
        return _ImportedDataset(scope, id, dataset_arn)


@jsii.implements(IDatasetRef)
class _ImportedDataset(cdk.Resource):
    def __init__(self, scope: Construct, id: str, dataset_arn: str) -> None:
        super().__init__(scope, id, environment_from_arn=dataset_arn)
        self._dataset_arn = dataset_arn

    @property
    def dataset_ref(self) -> DatasetReference:
        return DatasetReference(dataset_arn=self._dataset_arn)


def dataset_arn_before_deployment(dataset: IConstruct) -> str | None:
    """Return the ARN that a dataset of the app will have; None if the app does not define the dataset and its group.

    The ARN consists of the group's name and the dataset's type, as in the examples of the developer guide.
    """
    if not isinstance(dataset, personalize.CfnDataset):
        return None
    stack = cdk.Stack.of(dataset)
    group_arn = stack.resolve(dataset.dataset_group_arn)
    for group in dataset.node.root.node.find_all():
        if isinstance(group, personalize.CfnDatasetGroup) and group_arn in (
            stack.resolve(group.attr_dataset_group_arn),
            stack.resolve(group.ref),
        ):
            in_account = f"arn:{stack.partition}:personalize:{stack.region}:{stack.account}"
            return f"{in_account}:dataset/{group.name}/{dataset.dataset_type.upper()}"
    return None
