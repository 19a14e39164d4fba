"""What ends the demo with a message instead of a traceback."""


class DemoError(Exception):
    """The demo cannot go on; the text says why, and what is expected instead."""
