"""The command `cdk-personalize`, also as `python -m cdk_personalize_check`."""

import sys
from io import TextIOWrapper

_INTERRUPTED = 130
_EXTRA = ("boto3", "botocore", "rich")


def main() -> int:
    """Run the command; without its extra, print what to install."""
    try:
        from cdk_personalize_check import command
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _EXTRA:
            raise
        remedy = "pip install boto3 rich"
        print(f"cdk-personalize: {missing} is not installed; run {remedy}", file=sys.stderr)
        return 2
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # values and names can be in any alphabet
    try:
        return command.run()
    except KeyboardInterrupt:
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
