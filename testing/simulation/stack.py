"""The stack that the simulated resources are in."""

from typing import Any

from testing import events
from testing.simulation.resource import SimulatedResource


class SimulatedStack:
    """CloudFormation's client, as the function asks it about its own resource and stack."""

    def __init__(self, resources: list[SimulatedResource]) -> None:
        self._resources = {resource.logical_id: resource for resource in resources}

    def describe_stack_resource(self, *, StackName: str, LogicalResourceId: str) -> Any:  # noqa: N803
        """Respond as the API does."""
        assert StackName == events.STACK_ID
        return self._resources[LogicalResourceId].describe()

    def describe_stacks(self, *, StackName: str) -> Any:  # noqa: N803
        """Respond as the API does."""
        assert StackName == events.STACK_ID
        return {"Stacks": [{"StackStatus": self._status}]}

    @property
    def _status(self) -> str:
        resources = self._resources.values()
        if any(resource.is_being_deleted for resource in resources):
            return "DELETE_IN_PROGRESS"
        if not all(resource.is_created for resource in resources):
            return "CREATE_IN_PROGRESS"
        operation = "UPDATE_ROLLBACK" if any(resource.is_rolling_back for resource in resources) else "UPDATE"
        is_cleaning_up = any(resource.is_cleaning_up for resource in resources)
        return f"{operation}_COMPLETE_CLEANUP_IN_PROGRESS" if is_cleaning_up else f"{operation}_IN_PROGRESS"
