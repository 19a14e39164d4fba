from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_desk.text_stream import whole_lines


@given(st.lists(st.text("ab\n")))
def test_pieces_end_with_a_line(texts: list[str]) -> None:
    pieces = list(whole_lines(texts))
    assert "".join(pieces) == "".join(texts)
    assert all(piece.endswith("\n") for piece in pieces[:-1])


def test_of_an_endless_line_the_beginning_is_kept() -> None:
    pieces = list(whole_lines(["a\n", *["x" * 100] * 1_000, "\nb\n"], longest=1_000))
    assert pieces == ["a\n", f"{'x' * 1_000}\nb\n"]
