"""AWS CDK constructs for Amazon Personalize dataset imports."""

from cdk_personalize.data_source import DataSource
from cdk_personalize.dataset import Dataset
from cdk_personalize.dataset_import_job import DatasetImportJob, ImportMode, Preflight
from cdk_personalize.import_provider import ImportProvider
from cdk_personalize.import_provider_base import IImportProvider
from cdk_personalize.import_provider_stack import ImportProviderStack
from cdk_personalize.waiter import Waiter

__all__ = [
    "DataSource",
    "Dataset",
    "DatasetImportJob",
    "IImportProvider",
    "ImportMode",
    "ImportProvider",
    "ImportProviderStack",
    "Preflight",
    "Waiter",
]
