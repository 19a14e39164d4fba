"""The page that the measurements are written to."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.report import markdown_page
from bench.report.formatting import told
from bench.report.section import Plot, Section, Table, Target

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COUNT = Target("a count", 3, 4)
RATIO = Target("a ratio", 1.3, 1.25, "times", "most of it is one module")
UNEXPLAINED = Target("a size", 5, 4, "KB")
FIGURE = Target("a figure", 7, None, "s")


def draw(axes: "Axes") -> None:
    axes.plot([1, 2, 3], [1, 4, 9], label="squares")
    axes.legend()


def write(folder: Path) -> str:
    table = Table("Figures", ("", "value"), [("a|b", "1")], "A caption.")
    plot = Plot("squares", "The squares of numbers", draw)
    section = Section("Squares", "How it was measured.", [table], [plot], [COUNT, RATIO, UNEXPLAINED, FIGURE])
    return markdown_page.write(
        folder, [section], date="2026-11-22", machine={"cores": "2"}, versions={"Python": "3.11"}
    ).read_text()


def test_the_page_has_every_target_and_whether_it_was_reached(tmp_path: Path) -> None:
    text = write(tmp_path)
    assert "| a count | 3 | 4 | reached |" in text
    assert "| a ratio | 1.3 times | 1.25 times | not reached |" in text
    assert "- **Not reached: a ratio.** most of it is one module" in text
    assert "Not reached: a count" not in text
    assert "- **Not reached: a size.** Its figures are in “Figures”, under “Squares”." in text


def test_a_figure_without_a_target_is_neither_reached_nor_missed(tmp_path: Path) -> None:
    text = write(tmp_path)
    assert "| a figure | 7 s |  | no target |" in text
    assert "Not reached: a figure" not in text


def test_its_tables_have_as_many_columns_in_every_row(tmp_path: Path) -> None:
    blocks = re.findall(r"(?:^\|.*\n)+", write(tmp_path), re.MULTILINE)
    assert len(blocks) == 3
    for block in blocks:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


def test_the_page_has_plots_that_are_the_same_whenever_they_are_drawn(tmp_path: Path) -> None:
    for folder in ("first", "second"):
        assert "![The squares of numbers](benchmarks/squares.svg)" in write(tmp_path / folder)
    first, second = ((tmp_path / folder / "benchmarks" / "squares.svg").read_bytes() for folder in ("first", "second"))
    assert first == second
    assert b"dc:date" not in first


def test_plots_that_are_no_longer_drawn_are_removed(tmp_path: Path) -> None:
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "old.svg").touch()
    write(tmp_path)
    assert [file.name for file in (tmp_path / "benchmarks").iterdir()] == ["squares.svg"]


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (3, "", "3"),
        (1.0706, "times", "1.07 times"),
        (61.197, "KB", "61.2 KB"),
        (218, "", "218"),
        (1234.5, "s", "1,234 s"),
    ],
)
def test_figures_have_three_digits_that_count(value: float, unit: str, expected: str) -> None:
    assert told(value, unit) == expected


@pytest.mark.parametrize("limit", [1.2999, 1.3])
def test_a_target_is_reached_at_its_limit(limit: float) -> None:
    assert Target("a ratio", 1.3, limit).is_reached == (limit == 1.3)
