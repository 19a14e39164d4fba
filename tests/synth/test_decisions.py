"""docs/decisions.md is numbered, each decision has its three parts, and nothing points at one that does not exist."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "decisions.md").read_text()
PARTS = re.compile(
    r"\n\n\*\*Decision\*\* .+?\n\n\*\*Because\*\* .+?\n\n\*\*Since\*\* (?:\d+\.\d+\.\d+|\d{4}-\d{2})\n+",
    re.DOTALL,
)


def entries(page: str) -> Iterator[tuple[str, str, str]]:
    """Section, heading and body of each decision."""
    for section in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
        name, _, text = section.partition("\n")
        for entry in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
            heading, _, body = entry.partition("\n")
            yield name, heading, f"\n{body}"


def problems(page: str) -> Iterator[str]:
    """What is wrong with a page of decisions."""
    seen: set[int] = set()
    last_of: dict[str, int] = {}
    for section, heading, body in entries(page):
        numbered = re.fullmatch(r"([1-9]\d*)\. \S.*[^.,]", heading)
        if not numbered:
            yield f"no number and title: {heading}"
            continue
        number = int(numbered[1])
        if number in seen:
            yield f"decision {number} exists twice"
        if number <= last_of.get(section, 0):
            yield f"decision {number} is not after decision {last_of[section]}"
        seen.add(number)
        last_of[section] = number
        if not PARTS.fullmatch(body) or body.count("\n\n**") != 3:
            yield f"decision {number} is not Decision, Because and Since"


def numbers(page: str) -> set[int]:
    """The numbers of a page's decisions."""
    return {int(heading.partition(".")[0]) for _, heading, _ in entries(page)}


def references(text: str) -> set[int]:
    """The decisions that a text points at."""
    return {int(number) for number in re.findall(r"\bdecisions?\s+(\d+)\b", text, re.IGNORECASE)}


def test_decisions_have_a_number_and_three_parts() -> None:
    assert list(problems(PAGE)) == []
    assert len(numbers(PAGE)) > 100


ENTRY = "### {}. A title\n\n**Decision** This.\n\n**Because** Of that.\n\n**Since** 0.1.0\n\n"


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        (ENTRY.format(1) + ENTRY.format(1), "decision 1 exists twice"),
        (ENTRY.format(2) + ENTRY.format(1), "decision 1 is not after decision 2"),
        (ENTRY.format(1) + "## Another\n\n" + ENTRY.format(1), "decision 1 exists twice"),
        (ENTRY.format("x"), "no number and title: x. A title"),
        (ENTRY.format(1).replace("**Because** Of that.\n\n", ""), "decision 1 is not Decision, Because and Since"),
        (ENTRY.format(1).replace("0.1.0", "lately"), "decision 1 is not Decision, Because and Since"),
        (ENTRY.format(1).replace("Of that.", "Of that.\n\n**Because** Of more."), "decision 1 is not Decision"),
    ],
)
def test_the_check_above_sees_a_broken_page(page: str, problem: str) -> None:
    assert any(found.startswith(problem) for found in problems(f"# Decisions\n\n## One\n\n{page}"))


def test_a_new_decision_can_end_any_section() -> None:
    page = "## One\n\n" + ENTRY.format(1) + ENTRY.format(3) + "## Two\n\n" + ENTRY.format(2)
    assert list(problems(page)) == []


def test_every_reference_to_a_decision_names_one_that_exists() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [ROOT / name for name in listed.split("\0") if name.endswith((".py", ".md", ".toml", ".yaml", ".js"))]
    unknown = {
        f"{file.relative_to(ROOT)}: decision {number}"
        for file in files
        if file != Path(__file__) and file.exists()
        for number in references(file.read_text()) - numbers(PAGE)
    }
    assert unknown == set()


def test_a_reference_is_found_across_lines_and_in_any_case() -> None:
    assert references("# See decision 12,\n# and Decision\n7; decisions.md has 9") == {12, 7}
