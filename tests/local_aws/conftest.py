import atexit
import os
import tempfile

import pytest

from tests.local_aws.service_fixture import World

# ministack keeps a key in this directory from the moment it is imported.
_state = tempfile.TemporaryDirectory()
atexit.register(_state.cleanup)
os.environ["STATE_DIR"] = _state.name


@pytest.fixture
def world() -> World:
    return World()
