from typing import Any
from unittest import mock

import pytest
from botocore.exceptions import EndpointConnectionError

from cdk_personalize_handler.crhelper_support.eventbridge_rules import EventBridgeRules
from testing.simulation.clients import client_error


def test_a_rule_is_deleted_though_its_target_is_gone_or_cannot_be_removed() -> None:
    client: Any = mock.Mock()
    client.remove_targets.side_effect = client_error("ResourceNotFoundException", "no such target")
    EventBridgeRules(client).delete("arn:aws:events:us-east-1:000000000000:rule/r")
    client.delete_rule.assert_called_once_with(Name="r")


@pytest.mark.parametrize(
    "error",
    [
        client_error("ThrottlingException", "Rate exceeded"),
        client_error("AccessDeniedException", "not authorized"),
        EndpointConnectionError(endpoint_url="https://e"),
    ],
)
def test_a_rule_that_cannot_be_described_counts_as_there(error: Exception) -> None:
    client: Any = mock.Mock()
    client.describe_rule.side_effect = error
    assert EventBridgeRules(client).exists("arn:aws:events:us-east-1:000000000000:rule/r")
    client.describe_rule.side_effect = client_error("ResourceNotFoundException", "Rule r does not exist")
    assert not EventBridgeRules(client).exists("arn:aws:events:us-east-1:000000000000:rule/r")
