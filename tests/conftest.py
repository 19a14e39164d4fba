"""Every run of the tests tries the same generated examples."""

from hypothesis import settings
from hypothesis.internal.conjecture import providers

settings.register_profile("always the same", derandomize=True)
settings.load_profile("always the same")

# Hypothesis also draws what it finds in the source of any module that happens to be imported: none is looked for.
assert callable(providers._get_local_constants)
providers._get_local_constants = lambda: providers._local_constants
