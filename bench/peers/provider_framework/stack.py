"""A stack that waits for an import with the CDK's Provider framework."""

from collections.abc import Mapping
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from aws_cdk import custom_resources

from bench.peers.rights import may_import
from constructs import Construct

FUNCTION = Path(__file__).parent / "function"


class ProviderFrameworkPeer(cdk.Stack):
    """Default settings all over, but for the handlers' time limit: boto3 alone may take longer than three seconds."""

    def __init__(self, scope: Construct, id: str, *, properties: Mapping[str, str]) -> None:
        super().__init__(scope, id)
        on_event, is_complete = (self._function(*handler) for handler in _HANDLERS.items())
        may_import(on_event, is_complete)
        provider = custom_resources.Provider(
            self, "Provider", on_event_handler=on_event, is_complete_handler=is_complete
        )
        cdk.CustomResource(self, "Import", service_token=provider.service_token, properties=dict(properties))

    def _function(self, id: str, name: str) -> lambda_.Function:
        return lambda_.Function(
            self,
            id,
            runtime=lambda_.Runtime.PYTHON_3_14,
            handler=f"index.{name}",
            code=lambda_.Code.from_asset(str(FUNCTION), exclude=["__pycache__"]),
            timeout=cdk.Duration.minutes(1),
        )


_HANDLERS = {"OnEvent": "on_event", "IsComplete": "is_complete"}
