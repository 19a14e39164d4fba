"""The daily changes: new interactions, and the solution that is trained on all of them."""

import aws_cdk as cdk
from aws_cdk import aws_personalize as personalize
from history_stack import HistoryStack

from cdk_personalize import DatasetImportJob, DataSource, ImportMode
from constructs import Construct


class RecommendationsStack(cdk.Stack):
    """A solution and an event tracker, created after the day's interactions have been added to the history."""

    def __init__(self, scope: Construct, id: str, *, history: HistoryStack, day: str) -> None:
        super().__init__(scope, id)
        daily = DatasetImportJob(
            self,
            "DailyInteractions",
            # The dataset itself, not an attribute of its import: the name of that export changes with the import's
            # waiter or timeout. The reference still deploys this stack after the whole history.
            dataset=history.interactions,
            data_source=DataSource.bucket(history.bucket, "daily/"),
            import_mode=ImportMode.INCREMENTAL,
            data_version=day,  # another day imports again
            provider=history.provider,
        )
        # Both read the group from the import, so they are created after it.
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
