import pytest

from local_aws.personalize.errors import ImportFailedError, InvalidInputError
from local_aws.personalize.objects import Location, MemoryObjects


def imported(location: str, sizes: dict[str, int]) -> list[str]:
    objects = MemoryObjects({("lake", key): b"x" * size for key, size in sizes.items()})
    return [each.key for each in Location.parse(f"s3://lake/{location}").objects(objects)]


@pytest.mark.parametrize("location", ["in/", "in"])
def test_a_folder_is_what_is_directly_in_it_with_or_without_a_slash(location: str) -> None:
    sizes = {"in/": 0, "in/a": 1, "in/b": 1, "in/old/c": 1, "inner/d": 1, "in.csv": 1}
    assert imported(location, sizes) == ["in/a", "in/b"]


def test_an_object_of_this_very_key_counts_before_a_folder() -> None:
    assert imported("in", {"in": 1, "in/a": 1}) == ["in"]


def test_a_bucket_is_a_folder() -> None:
    assert imported("", {"a": 1, "in/b": 1}) == ["a"]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"in/a": 1, "in/_SUCCESS": 0, "in/.a.crc": 8, "in/_committed": 9}, ["in/a"]),
        ({"in/a": 1, "in/b": 0}, ["in/a"]),
        ({"in/_a": 1, "in/.b": 1}, ["in/.b", "in/_a"]),
        ({"in/_a": 1, "in/.b": 0}, ["in/_a"]),
        ({"in/a": 0, "in/_SUCCESS": 3}, ["in/a"]),
        ({"in/a": 0, "in/b": 0}, ["in/a", "in/b"]),
    ],
)
def test_marker_files_and_empty_objects_beside_others_are_not_data(sizes: dict[str, int], expected: list[str]) -> None:
    assert imported("in/", sizes) == expected


def test_a_marker_file_that_is_named_is_data() -> None:
    assert imported("in/_a", {"in/_a": 0, "in/b": 1}) == ["in/_a"]


@pytest.mark.parametrize("location", ["in", "in/", "elsewhere"])
def test_nothing_at_the_location_is_an_invalid_location(location: str) -> None:
    with pytest.raises(ImportFailedError, match=r"^Invalid Data location\.$"):
        imported(location, {"in/": 0, "in/old/a": 1})


@pytest.mark.parametrize("text", [None, "https://lake/x", "s3://l/x"])
def test_what_is_not_in_s3_is_an_invalid_location(text: str | None) -> None:
    with pytest.raises(InvalidInputError, match="Invalid Data location"):
        Location.parse(text)
