from cdk_personalize_handler.preflight.wording import counted


def test_numbers_have_their_noun_in_the_plural() -> None:
    assert [counted(number, "row") for number in (0, 1, 1_000)] == ["0 rows", "1 row", "1,000 rows"]
