"""What preflight costs, in the function and on the desk: `make bench-preflight`."""

from rich.console import Console

from bench import preflight_desk, preflight_function
from bench.printing import print_section

if __name__ == "__main__":
    console = Console()
    for measure in (preflight_function.measure, preflight_desk.measure):
        print_section(console, measure(console, quick=False))
