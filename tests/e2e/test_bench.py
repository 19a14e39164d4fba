"""`make bench-quick`: every measurement works. What it measures is not looked at."""

import re
import subprocess
import sys
from pathlib import Path

from bench.measures import MEASURES
from bench.report.run_time import WHOLE
from testing.cdk_cli import PROJECT

PAGE = PROJECT / "docs" / "benchmarks.md"


def targets(page: str) -> list[str]:
    """The names in the summary of a page."""
    summary = page.split("\n## ")[1]
    return re.findall(r"^\| ([^|]+) \| [^|]+ \| [^|]+ \| (?:not )?reached \|$", summary, re.MULTILINE)


def test_every_measurement_has_rows_and_the_page_names_every_target(tmp_path: Path) -> None:
    before = PAGE.read_bytes()
    command = [sys.executable, "-m", "bench", "--quick", "--docs", str(tmp_path)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    written = (tmp_path / "benchmarks.md").read_text()
    _, _, _, *sections = re.split(r"^## ", written, flags=re.MULTILINE)
    assert len(sections) == len(MEASURES) + 1  # and how long they take
    for section in sections:
        rows = re.findall(r"^\|(?! *---).+\|$", section, re.MULTILINE)
        assert len(rows) > 1, section
        for plot in re.findall(r"\]\((benchmarks/\S+\.svg)\)", section):
            assert (tmp_path / plot).stat().st_size
    assert targets(written)
    assert targets(written) == [name for name in targets(before.decode()) if name != WHOLE]
    assert PAGE.read_bytes() == before
