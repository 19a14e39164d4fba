"""Compile the exact versions: `python tools/lock.py [--check | --upgrade]`.

requirements.txt is what `cdk deploy` needs, requirements-dev.txt is that plus what the demo, the tests and the linters
need. Versions that still fit are kept, so `--check` fails only where a lock contradicts its sources.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEADER = """\
# Compiled by `make lock` from requirements.in and pyproject.toml: change those.
# The first line installs this checkout itself, editable, so that one pip command is all that `cdk deploy` needs.
"""
COMPILE = ["uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--python-version", "3.11"]


def compile_lock(folder: Path, name: str, *arguments: str) -> str:
    """Resolve requirements.in and what `arguments` add to it, preferring the versions in the current lock."""
    output = folder / name
    if (ROOT / name).exists():
        shutil.copy(ROOT / name, output)
    subprocess.run([*COMPILE, "requirements.in", *arguments, "--output-file", str(output)], cwd=ROOT, check=True)
    return HEADER + output.read_text()


def main(option: str = "") -> int:
    """Write both locks, or with `--check` report those that are not current."""
    upgrade = ["--upgrade"] if option == "--upgrade" else []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        runtime = compile_lock(folder, "requirements.txt", *upgrade)
        constraints = folder / "constraints.txt"
        constraints.write_text(runtime.replace("-e .", "#"))
        locks = {
            "requirements.txt": runtime,
            "requirements-dev.txt": compile_lock(
                folder,
                "requirements-dev.txt",
                *("pyproject.toml", "--extra", "check", "--group", "dev"),
                *("--constraints", str(constraints), *upgrade),
            ),
        }
    stale = [name for name, text in locks.items() if not (ROOT / name).exists() or (ROOT / name).read_text() != text]
    if option == "--check":
        for name in stale:
            print(f"{name} is not what its sources ask for: run `make lock`", file=sys.stderr)
        return len(stale)
    for name in stale:
        (ROOT / name).write_text(locks[name])
        print(f"wrote {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
