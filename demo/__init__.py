"""The demo: the CDK CLI deploys the example to an AWS on this machine, and the stack waits for its data."""


class DemoError(Exception):
    """A failure that ends the demo with a message instead of a traceback: what is wrong, and what is expected."""
