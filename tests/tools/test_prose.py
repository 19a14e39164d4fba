"""The word list of `make lint`."""

import re

import pytest

from tools.prose import INSTEAD, hits

SOURCE = '''"""The user is told."""

def told() -> str:
    # A door
    return "no way out"  # the behaviour
'''


def test_finds_words_in_docstrings_and_comments_of_python_files() -> None:
    found = [(hit.line, hit.word) for hit in hits("module.py", SOURCE)]
    assert sorted(found) == [(1, "told"), (4, "door"), (5, "behaviour")]


def test_finds_words_in_pages_but_not_in_their_code() -> None:
    page = "Told\n\n`told`\n\n```python\ntold\n```\n\nIt is\na way out\n"
    assert [(hit.line, hit.word) for hit in hits("page.md", page)] == [(1, "Told"), (10, "way out")]


def test_a_hit_says_where_it_is_and_what_to_write() -> None:
    (hit,) = hits("docs/page.md", "They mend it.")
    assert str(hit) == "docs/page.md:1: 'mend'; write: fix"


@pytest.mark.parametrize("word", ["cancelled", "restored", "an error", "authorized", "a doorway"])
def test_standard_words_are_no_hits(word: str) -> None:
    assert not list(hits("page.md", word))


def test_every_pattern_can_match() -> None:
    assert all(re.compile(pattern) for pattern in INSTEAD)
    assert {hit.instead for hit in hits("page.md", "told a door at a desk")} == {
        "report, return, show, log",
        "policy",
        "command line",
    }
