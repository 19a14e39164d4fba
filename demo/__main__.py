"""The command `python -m demo`, which `make demo` and `make demo-failure` run."""

import argparse
import sys
from pathlib import Path

from demo.environment import PREFLIGHTS, WAITERS
from demo.run import run


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo", description="Deploy the example to a local AWS.")
    scenario = parser.add_mutually_exclusive_group()
    scenario.add_argument(
        "--data", type=Path, metavar="DIR", help="import interactions.csv (items.csv, users.csv) from DIR"
    )
    scenario.add_argument("--failure", action="store_true", help="deploy a file with errors")
    parser.add_argument(
        "--waiter", choices=WAITERS, default=WAITERS[0], help="the waiter of the stack (default: %(default)s)"
    )
    parser.add_argument(
        "--preflight",
        choices=PREFLIGHTS,
        default=PREFLIGHTS[0],
        help="the check before the import (default: %(default)s)",
    )
    return parser.parse_args()


if __name__ == "__main__":
    options = _options()
    context = {"waiter": options.waiter, "preflight": options.preflight}
    sys.exit(run(options.data, options.failure, context))
