"""`python -m cdk_personalize_check`, which is the command `cdk-personalize`."""

import sys
from io import TextIOWrapper

_INTERRUPTED = 130
_EXTRA = ("boto3", "botocore", "rich")


def main() -> int:
    """Run the command, or say what to install for it."""
    try:
        from cdk_personalize_check import command
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _EXTRA:
            raise
        way_out = "pip install 'cdk-personalize[check]'"
        print(f"cdk-personalize: {missing} is not installed; use {way_out}", file=sys.stderr)
        return 2
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # values and names may be in any alphabet
    try:
        return command.run()
    except KeyboardInterrupt:
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
