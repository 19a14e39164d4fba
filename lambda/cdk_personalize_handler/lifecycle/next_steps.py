"""The next step after a failure."""

from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.outcomes import NextStep
from cdk_personalize_handler.lifecycle.ports import Rejected, Retryable, StackService
from cdk_personalize_handler.lifecycle.request import Request


def next_step_after(request: Request, stacks: StackService) -> NextStep | None:
    """Return what helps after a failure of the request, None where the stack's state is unknown.

    An update that fails is rolled back. The rollback of another leaves a stack that can only be rolled back further.
    What an update has replaced or had created is deleted in passing: CloudFormation gives that up, and not the stack.
    """
    try:
        if isinstance(request, DeleteRequest):
            return NextStep.LEFT_BEHIND if stacks.is_cleaning_up(request.stack_id) else NextStep.DELETE_AGAIN
        if not request.is_update:
            return NextStep.DEPLOY_AGAIN
        is_rolling_back = stacks.is_rolling_back(request.stack_id)
        return NextStep.CONTINUE_ROLLBACK if is_rolling_back else NextStep.DEPLOY_AGAIN_LATER
    except (Retryable, Rejected):
        return None
