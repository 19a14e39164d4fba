"""Every run of the tests tries the same generated examples."""

from hypothesis import settings

settings.register_profile("always the same", derandomize=True)
settings.load_profile("always the same")
