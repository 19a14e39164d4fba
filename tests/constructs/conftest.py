import aws_cdk as cdk
import pytest
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import Dataset
from testing import events


@pytest.fixture
def stack() -> cdk.Stack:
    """A stack whose account and Region are known only at deployment."""
    return cdk.Stack(cdk.App(), "Recommendations")


@pytest.fixture
def dataset(stack: cdk.Stack) -> IDatasetRef:
    return Dataset.from_dataset_arn(stack, "Dataset", events.DATASET_ARN)
