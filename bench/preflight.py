"""What preflight costs, in the function and on the desk: `make bench-preflight`."""

from rich.console import Console

from bench.preflight_desk import desk
from bench.preflight_function import function

if __name__ == "__main__":
    console = Console()
    function(console)
    desk(console)
