from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_check.text_stream import utf_8_text, whole_lines, with_line_feeds
from cdk_personalize_handler.preflight import decoding


@given(st.lists(st.binary(max_size=3) | st.sampled_from([b"\n", b"\xe2", b"\x82", b"\xe2\x82\xac"])))
def test_chunks_are_decoded_like_the_whole(chunks: list[bytes]) -> None:
    whole = decoding.decode("data.csv", b"X\n" + b"".join(chunks), ["X"])
    assert f"X\n{''.join(utf_8_text(chunks))}" == whole.text


@given(st.lists(st.text("a\r\n")))
def test_each_line_ends_in_a_line_feed(texts: list[str]) -> None:
    whole = "".join(texts)
    assert "".join(with_line_feeds(texts)) == whole.replace("\r\n", "\n").replace("\r", "\n")


@given(st.lists(st.text("ab\n")))
def test_chunks_end_with_a_line(texts: list[str]) -> None:
    chunks = list(whole_lines(texts))
    assert "".join(chunks) == "".join(texts)
    assert all(chunk.endswith("\n") for chunk in chunks[:-1])


def test_endless_line_is_cut() -> None:
    chunks = list(whole_lines(["a\n", *["x" * 100] * 1_000, "\nb\n"], max_length=1_000))
    assert chunks == ["a\n", f"{'x' * 1_000}\nb\n"]
