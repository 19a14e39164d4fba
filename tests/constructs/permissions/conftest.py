import aws_cdk as cdk
import pytest

from tests.constructs.permissions.statements import ACCOUNT, REGION


@pytest.fixture
def known_stack() -> cdk.Stack:
    """A stack whose account and Region are known."""
    return cdk.Stack(cdk.App(), "Recommendations", env=cdk.Environment(account=ACCOUNT, region=REGION))
