import pytest

from tests.local_aws.world import World


@pytest.fixture
def world() -> World:
    return World()
