"""Links between the pages lead somewhere."""

from pathlib import Path

import pytest

from tests.synth.pages import PAGES, ROOT, anchors, broken_links, links


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_into_the_repository_has_a_target(page: Path) -> None:
    assert broken_links(page) == []


def test_the_pages_do_link_to_one_another() -> None:
    assert sum(len(links(page)) for page in PAGES) > 30


def test_a_missing_file_and_a_missing_heading_are_found(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# Other\n\n## Not `here`, but there\n")
    page = tmp_path / "page.md"
    page.write_text(
        "# Page\n\n[a](other.md#not-here-but-there) [b](#page) [c](https://example.com/no) [d](other.md)\n\n"
        "| e |\n| --- |\n| [f](gone.md) [g](other.md#gone) ![h](gone.svg) |\n\n[i](#other)\n"
    )
    assert broken_links(page) == ["gone.md", "other.md#gone", "gone.svg", "#other"]


def test_equal_headings_have_numbered_anchors(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A b\n\n## A b\n\n## A `b`\n")
    assert anchors(page) == {"a-b", "a-b-1", "a-b-2"}
