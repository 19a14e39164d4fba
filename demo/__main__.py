"""`python -m demo`, which `make demo` and `make demo-failure` call."""

import argparse
import sys
from pathlib import Path

from demo.run import run
from demo.stage import PREFLIGHTS, WAITERS


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo", description="Deploy the example to an AWS on this machine.")
    story = parser.add_mutually_exclusive_group()
    story.add_argument("--data", type=Path, metavar="DIR", help="import interactions.csv (items.csv, users.csv) of DIR")
    story.add_argument("--failure", action="store_true", help="deploy a broken file")
    parser.add_argument(
        "--waiter", choices=WAITERS, default=WAITERS[0], help="what lets the stack wait (default: %(default)s)"
    )
    parser.add_argument(
        "--preflight", choices=PREFLIGHTS, default=PREFLIGHTS[0], help="look at the data before (default: %(default)s)"
    )
    return parser.parse_args()


if __name__ == "__main__":
    options = _options()
    context = {"waiter": options.waiter, "preflight": options.preflight}
    sys.exit(run(options.data, options.failure, context))
