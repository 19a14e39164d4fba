"""The app of one run: an import by this library on each of its waiters, and by each peer that can be deployed here."""

import aws_cdk as cdk

from bench.peers.crhelper.stack import CrhelperPeer
from bench.peers.provider_framework.stack import ProviderFrameworkPeer
from cdk_personalize import Dataset, DatasetImportJob, DataSource, Waiter
from constructs import Construct

BUCKET = "lake"
DATA_LOCATION = f"s3://{BUCKET}/good.csv"
ROLE_ARN = "arn:aws:iam::000000000000:role/import"
OURS, OURS_CRHELPER, PROVIDER_FRAMEWORK, CRHELPER = "Ours", "OursCrhelper", "ProviderFramework", "Crhelper"
STACKS = (OURS, OURS_CRHELPER, PROVIDER_FRAMEWORK, CRHELPER)


def dataset_arn(stack: str) -> str:
    """Return the dataset that a stack imports into."""
    return f"arn:aws:personalize:us-east-1:000000000000:dataset/{stack}/INTERACTIONS"


class OurStack(cdk.Stack):
    """An import by this library."""

    def __init__(self, scope: Construct, id: str, *, waiter: Waiter) -> None:
        super().__init__(scope, id)
        DatasetImportJob(
            self,
            "Import",
            dataset=Dataset.from_dataset_arn(self, "Dataset", dataset_arn(id)),
            data_source=DataSource.s3_uri(DATA_LOCATION),
            waiter=waiter,
        )


def create_app() -> cdk.App:
    """Return the app, with all four stacks."""
    app = cdk.App()
    OurStack(app, OURS, waiter=Waiter.provider_framework())
    OurStack(app, OURS_CRHELPER, waiter=Waiter.crhelper())
    ProviderFrameworkPeer(app, PROVIDER_FRAMEWORK, properties=_properties(PROVIDER_FRAMEWORK))
    CrhelperPeer(app, CRHELPER, properties=_properties(CRHELPER))
    return app


def _properties(stack: str) -> dict[str, str]:
    return {"DatasetArn": dataset_arn(stack), "DataLocation": DATA_LOCATION, "RoleArn": ROLE_ARN}


if __name__ == "__main__":
    create_app().synth()
