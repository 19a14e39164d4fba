"""What passes between CloudFormation and a custom resource."""

import json
from dataclasses import dataclass
from typing import Any

Event = dict[str, Any]


@dataclass(frozen=True)
class Response:
    """What CloudFormation receives: one for each request, though nothing keeps a second from being sent."""

    event: Event
    succeeded: bool
    physical_id: str
    data: dict[str, str]
    reason: str

    @property
    def request_id(self) -> str:
        """The request that the response is for."""
        return str(self.event["RequestId"])

    @property
    def size(self) -> int:
        """The bytes of the response as it is sent; CloudFormation takes 4,096."""
        echoed = {name: self.event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
        said = {"Status": "SUCCESS" if self.succeeded else "FAILED", "Reason": self.reason, "Data": self.data}
        return len(json.dumps(echoed | said | {"PhysicalResourceId": self.physical_id}).encode())
