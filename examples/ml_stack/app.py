"""A larger example: one stack with the history of three datasets, one with each day's interactions and a solution.

`cdk deploy --all -c bucket=<name> -c day=2026-11-22` deploys it. The bucket holds `history/interactions.csv`,
`history/items.csv`, `history/users.csv`, and in `daily/` the interactions of that day.
"""

import sys

import aws_cdk as cdk
from history_stack import HistoryStack
from recommendations_stack import RecommendationsStack

app = cdk.App()
day = app.node.try_get_context("day")
if not day:
    sys.exit("the day of the data is missing: -c day=2026-11-22")
history = HistoryStack(app, "History", bucket_name=app.node.get_context("bucket"))
RecommendationsStack(app, "Recommendations", history=history, day=day)

# Tags of import jobs and event trackers change in place. For another tag of these types, CloudFormation would replace
# the resource, and a dataset with all its data.
cdk.Tags.of(app).add(
    "team",
    "recommendations",
    exclude_resource_types=[
        "AWS::Personalize::DatasetGroup",
        "AWS::Personalize::Dataset",
        "AWS::Personalize::Schema",
        "AWS::Personalize::Solution",
    ],
)
app.synth()
