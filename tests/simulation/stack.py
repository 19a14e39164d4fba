"""The stack that the simulated resources are in."""

from typing import Any

from tests import events
from tests.simulation.resource import SimulatedResource


class SimulatedStack:
    """CloudFormation's client, as the function asks it about its own resource and stack."""

    def __init__(self, resources: list[SimulatedResource]) -> None:
        self._resources = {resource.logical_id: resource for resource in resources}

    def describe_stack_resource(self, *, StackName: str, LogicalResourceId: str) -> Any:  # noqa: N803
        """Answer as the API does."""
        assert StackName == events.STACK_ID
        return self._resources[LogicalResourceId].describe()

    def describe_stacks(self, *, StackName: str) -> Any:  # noqa: N803
        """Answer as the API does."""
        assert StackName == events.STACK_ID
        rolling_back = any(resource.is_rolling_back for resource in self._resources.values())
        return {"Stacks": [{"StackStatus": "UPDATE_ROLLBACK_IN_PROGRESS" if rolling_back else "UPDATE_IN_PROGRESS"}]}
