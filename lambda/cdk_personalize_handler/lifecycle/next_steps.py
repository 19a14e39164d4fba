"""What helps after a failure, in the state in which the stack then is."""

from cdk_personalize_handler.lifecycle.delete_request import DeleteRequest
from cdk_personalize_handler.lifecycle.ports import Refused, StackService, TryAgainLater
from cdk_personalize_handler.lifecycle.request import ImportRequest

DEPLOY_AGAIN = "Deploy again."
DEPLOY_AGAIN_LATER = "Deploy again after the rollback."
CONTINUE_ROLLBACK = "Continue the rollback with 'cdk rollback' or 'aws cloudformation continue-update-rollback'."
DELETE_AGAIN = "Delete the stack again."
LEFT_BEHIND = "CloudFormation tries to clean up three times, and goes on then without this resource."

NEXT_STEPS = (DEPLOY_AGAIN, DEPLOY_AGAIN_LATER, CONTINUE_ROLLBACK, DELETE_AGAIN, LEFT_BEHIND)


def next_step_after(request: ImportRequest | DeleteRequest, stacks: StackService) -> str:
    """Return the sentence that a failure of the request ends with; none where the stack's state is not to be learnt.

    An update that fails is rolled back. The rollback of another leaves a stack that can only be rolled back further.
    What an update has replaced or had created is deleted in passing: CloudFormation gives that up, and not the stack.
    """
    try:
        if isinstance(request, DeleteRequest):
            return LEFT_BEHIND if stacks.is_cleaning_up(request.stack_id) else DELETE_AGAIN
        if not request.is_update:
            return DEPLOY_AGAIN
        return CONTINUE_ROLLBACK if stacks.is_rolling_back(request.stack_id) else DEPLOY_AGAIN_LATER
    except (TryAgainLater, Refused):
        return ""
