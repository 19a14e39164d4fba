"""The platform team's app: the functions for every team's imports in this account and Region.

`cdk deploy --app "python3 platform_app.py"` deploys it.
"""

import aws_cdk as cdk

from cdk_personalize import ImportProviderStack, Waiter

app = cdk.App()
interval = cdk.Duration.seconds(int(app.node.get_context("poll_seconds")))
ImportProviderStack(
    app,
    "PersonalizeImports",
    # The dataset groups of the product teams, as the synth of their apps prints them.
    dataset_arns=[f"arn:{cdk.Aws.PARTITION}:personalize:{cdk.Aws.REGION}:{cdk.Aws.ACCOUNT_ID}:dataset/Games/*"],
    waiter=Waiter.provider_framework(poll_interval=interval),
)
app.synth()
