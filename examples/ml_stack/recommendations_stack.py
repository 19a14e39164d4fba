"""What changes from day to day: new interactions, and what is made of all of them."""

import aws_cdk as cdk
from aws_cdk import aws_personalize as personalize
from history_stack import HistoryStack

from cdk_personalize import DatasetImportJob, DataSource, ImportMode
from constructs import Construct


class RecommendationsStack(cdk.Stack):
    """A solution and an event tracker, which are there once the day's interactions have been added to the history."""

    def __init__(self, scope: Construct, id: str, *, history: HistoryStack, day: str) -> None:
        super().__init__(scope, id)
        daily = DatasetImportJob(
            self,
            "DailyInteractions",
            # The dataset itself, and no attribute of its import, whose name in the export changes with the import's
            # waiter or timeout. This stack is deployed after the whole history all the same, because of the reference.
            dataset=history.interactions,
            data_source=DataSource.bucket(history.bucket, "daily/"),
            import_mode=ImportMode.INCREMENTAL,
            data_version=day,  # each other day imports again
            provider=history.provider,
        )
        # Both read the group from the import, and so are created after it.
        solution = personalize.CfnSolution(
            self,
            "Solution",
            name=f"{self.stack_name}-top-picks",
            dataset_group_arn=daily.dataset_group_arn,
            recipe_arn=f"arn:{self.partition}:personalize:::recipe/aws-user-personalization-v2",
        )
        tracker = personalize.CfnEventTracker(
            self, "EventTracker", name=f"{self.stack_name}-clicks", dataset_group_arn=daily.dataset_group_arn
        )
        cdk.CfnOutput(self, "SolutionArn", value=solution.attr_solution_arn)
        cdk.CfnOutput(self, "TrackingId", value=tracker.attr_tracking_id)
