"""What preflight costs, in the function and on the command line: `make bench-preflight`."""

from rich.console import Console

from bench.measurements import preflight_cli, preflight_function
from bench.report.printing import print_section

if __name__ == "__main__":
    console = Console()
    for measure in (preflight_function.measure, preflight_cli.measure):
        print_section(console, measure(console, quick=False))
