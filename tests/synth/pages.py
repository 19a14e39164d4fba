"""The Markdown pages of the repository, and what is in them."""

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
GUIDES = [README, *sorted((ROOT / "docs").glob("*.md"))]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")), ROOT / "local_aws" / "README.md"]


@dataclass(frozen=True)
class Fence:
    """A block of code, and the place of its first line."""

    page: Path
    line: int
    code: str

    def __str__(self) -> str:
        """Name the fence in the output of a test."""
        return f"{self.page.name}:{self.line}"


def fences(page: Path, language: str) -> list[Fence]:
    tokens = MarkdownIt().parse(page.read_text())
    found = [token for token in tokens if token.type == "fence" and token.info == language and token.map]
    return [Fence(page, token.map[0] + 2, token.content) for token in found if token.map]


def links(page: Path) -> list[str]:
    """Return the targets of links and images that are in the repository."""
    tokens = MarkdownIt().enable("table").parse(page.read_text())
    children = [child for token in tokens for child in token.children or []]
    targets = [str(child.attrGet("href") or child.attrGet("src") or "") for child in children]
    return [target for target in targets if target and not re.match(r"\w+:", target)]


def anchors(page: Path) -> set[str]:
    """Return the anchors of the headings, as GitHub makes them."""
    tokens = MarkdownIt().parse(page.read_text())
    found: set[str] = set()
    for heading, title in pairwise(tokens):
        if heading.type != "heading_open":
            continue
        text = "".join(child.content for child in title.children or [])
        slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
        number = next(number for number in range(len(tokens)) if (f"{slug}-{number}" if number else slug) not in found)
        found.add(f"{slug}-{number}" if number else slug)
    return found


def broken_links(page: Path) -> list[str]:
    """Return the links to a file or a heading that does not exist."""
    broken = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    return broken


def table(page: Path, heading: str) -> list[list[str]]:
    """Return the cells of the first table below a heading, without its head."""
    lines = page.read_text().partition(f"\n## {heading}\n")[2].splitlines()
    rows = [line for line in lines[: _end(lines)] if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def _end(lines: list[str]) -> int:
    """Return where the first table ends."""
    begin = next(number for number, line in enumerate(lines) if line.startswith("|"))
    rest = (number for number, line in enumerate(lines) if number > begin and not line.startswith("|"))
    return next(rest, len(lines))


def words(text: str) -> int:
    return sum(1 for word in text.split() if re.search(r"\w", word))
