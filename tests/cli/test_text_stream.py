from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_check.text_stream import Utf8Text, whole_lines, with_line_feeds
from cdk_personalize_handler.preflight import decoding


@given(st.lists(st.binary(max_size=3) | st.sampled_from([b"\n", b"\xe2", b"\x82", b"\xe2\x82\xac"])))
def test_bytes_are_decoded_as_if_they_were_one_piece(pieces: list[bytes]) -> None:
    stream = Utf8Text("data.csv")
    decoded = "".join(stream.read(pieces))
    whole = decoding.decode("data.csv", b"X\n" + b"".join(pieces), ["X"], is_whole=True)
    assert f"X\n{decoded}" == whole.text
    assert [each.what for each in stream.findings] == [each.what for each in whole.findings]
    assert [each.line for each in stream.findings] == [each.line and each.line - 1 for each in whole.findings]


@given(st.lists(st.text("a\r\n")))
def test_each_line_ends_in_a_line_feed(texts: list[str]) -> None:
    whole = "".join(texts)
    assert "".join(with_line_feeds(texts)) == whole.replace("\r\n", "\n").replace("\r", "\n")


@given(st.lists(st.text("ab\n")))
def test_pieces_end_with_a_line(texts: list[str]) -> None:
    pieces = list(whole_lines(texts))
    assert "".join(pieces) == "".join(texts)
    assert all(piece.endswith("\n") for piece in pieces[:-1])


def test_of_an_endless_line_the_beginning_is_kept() -> None:
    pieces = list(whole_lines(["a\n", *["x" * 100] * 1_000, "\nb\n"], max_length=1_000))
    assert pieces == ["a\n", f"{'x' * 1_000}\nb\n"]
