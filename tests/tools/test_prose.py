"""The word list of `make lint`."""

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


def test_finds_words_in_the_messages_of_what_users_run() -> None:
    found = [(hit.line, hit.word) for hit in hits("constructs/module.py", SOURCE)]
    assert sorted(found) == [(1, "told"), (4, "door"), (5, "behaviour"), (5, "way out")]


def test_a_hit_says_where_it_is_and_what_to_write() -> None:
    (hit,) = hits("docs/page.md", "They mend it.")
    assert str(hit) == "docs/page.md:1: 'mend'; write: fix"


@pytest.mark.parametrize("word", ["cancelled", "restored", "an error", "authorized", "a doorway"])
def test_standard_words_are_no_hits(word: str) -> None:
    assert not list(hits("page.md", word))


EXAMPLES = [
    "what it tells the user",
    "a door",
    "at the desk",
    "a way out",
    "it is none",
    "it is no int",
    "it is given up",
    "it puts back the data",
    "it stands for the job",
    "it is held against the schema",
    "it is seen",
    "it is ours",
    "the occupants",
    "an invented id",
    "to mend it",
    "it is reckoned",
    "imports all the same",
    "to synthesise",
]


@pytest.mark.parametrize(("text", "instead"), list(zip(EXAMPLES, INSTEAD.values(), strict=True)))
def test_every_pattern_has_an_example(text: str, instead: str) -> None:
    assert [hit.instead for hit in hits("page.md", text)] == [instead]
