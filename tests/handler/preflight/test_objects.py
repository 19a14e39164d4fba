from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_handler.preflight import Code, ListedObject, Listing, to_sample
from cdk_personalize_handler.preflight.objects import MAX_SAMPLES, check_imported, data_of, list_location

objects = st.lists(
    st.builds(
        ListedObject,
        key=st.integers(0, 10**6).map("in/{:07}.csv".format) | st.integers(0, 9).map("in/part-{}".format),
        size=st.sampled_from([0, 1, 10**6]),
        is_archived=st.booleans(),
    ),
    max_size=200,
    unique_by=lambda each: each.key,
)


def listed(number: int) -> list[ListedObject]:
    return [ListedObject(f"in/{place:05}.csv", 1_000) for place in range(number)]


@given(there=objects)
def test_at_most_20_readable_objects_are_sampled(there: list[ListedObject]) -> None:
    sample = to_sample(there)
    readable = [each for each in there if each.size and not each.is_archived]
    assert len(sample) == min(len(readable), MAX_SAMPLES)
    assert sample == [each for each in readable if each in sample]


@pytest.mark.parametrize("number", [21, 100, 10_000])
def test_samples_of_a_big_folder_are_evenly_spread(number: int) -> None:
    there = listed(number)
    sample = to_sample(there)
    assert (sample[0], sample[-1], len(sample)) == (there[0], there[-1], 20)
    places = [there.index(each) for each in sample]
    gaps = [after - before for before, after in pairwise(places)]
    assert max(gaps) - min(gaps) <= 1


def test_odd_names_of_a_big_folder_are_sampled() -> None:
    odd = [ListedObject("in/manifest.json", 300), ListedObject("in/part.parquet", 300)]
    sample = to_sample([*listed(10_000), *odd])
    assert set(odd) <= set(sample)
    assert len(sample) == 20


def test_big_folder_of_odd_names_is_sampled_evenly() -> None:
    there = [ListedObject(f"in/part-{place:05}", 1_000) for place in range(10_000)]
    assert there[-1] in to_sample(there)


def test_markers_are_not_sampled_and_not_data() -> None:
    markers = [ListedObject(f"in/{name}", 300, name == ".old") for name in ("_SUCCESS", ".DS_Store", ".old")]
    there = listed(2)
    assert to_sample([*markers, *there]) == there
    assert data_of([*markers, *there]) == there
    findings = check_imported([*markers, *there], (), dataset_type="ITEMS", import_mode="FULL")
    assert [finding.code for finding in findings] == [Code.MARKER_FILE] * 3


def test_objects_with_marker_names_only_are_data() -> None:
    there = [ListedObject("in/_1.csv", 300), ListedObject("in/_2.csv", 300)]
    assert to_sample(there) == data_of(there) == there
    assert check_imported(there, (), dataset_type="ITEMS", import_mode="FULL") == []


def test_interactions_and_unknown_types_can_have_an_increased_quota() -> None:
    def codes(dataset_type: str, size: int) -> list[Code]:
        there = [ListedObject("data.csv", size)]
        findings = check_imported(there, (), dataset_type=dataset_type, import_mode="FULL")
        return [finding.code for finding in findings]

    for type_ in ("INTERACTIONS", ""):
        assert codes(type_, 2**40) == [Code.OVER_DEFAULT_QUOTA]
        assert codes(type_, 2**40 + 1) == [Code.TOO_LARGE]
    assert codes("ITEMS", 2**40) == [Code.TOO_LARGE]


def test_responses_of_s3_are_read() -> None:
    restored = {"IsRestoreInProgress": False, "RestoreExpiryDate": datetime(2026, 1, 1, tzinfo=UTC)}
    pages = [
        {"Contents": [{"Key": "in/1.csv", "Size": 1, "StorageClass": "STANDARD"}], "IsTruncated": True},
        {"CommonPrefixes": [{"Prefix": "in/old/"}], "IsTruncated": True},
        {
            "Contents": [
                {"Key": "in/2.csv", "Size": 2, "StorageClass": "GLACIER"},
                {"Key": "in/3.csv", "Size": 3, "StorageClass": "DEEP_ARCHIVE", "RestoreStatus": restored},
                {"Key": "in/4.csv", "Size": 4, "StorageClass": "GLACIER_IR"},
            ],
            "IsTruncated": False,
        },
    ]
    listing = Listing.from_s3("s3://lake/in/", pages)
    assert [(each.key, each.size, each.is_archived) for each in listing.objects] == [
        ("in/1.csv", 1, False),
        ("in/2.csv", 2, True),
        ("in/3.csv", 3, False),
        ("in/4.csv", 4, False),
    ]
    assert (listing.folders, listing.is_complete) == (["in/old/"], True)
    assert not Listing.from_s3("s3://lake/in/", pages[:2]).is_complete
    assert Listing.from_s3("s3://lake/in/", []) == Listing(
        location="s3://lake/in/", objects=[], folders=[], has_bucket=False
    )


@pytest.mark.parametrize(
    ("key", "location", "expected"),
    [
        ("in.csv", "s3://lake/in", ["s3://lake/in", "s3://lake/in/"]),
        ("in", "s3://lake/in", ["s3://lake/in"]),
        ("in.csv", "s3://lake/i", ["s3://lake/i"]),
        ("in/1.csv", "s3://lake/in/", ["s3://lake/in/"]),
    ],
)
def test_a_location_is_listed_as_a_folder_if_it_has_no_object_and_such_a_folder(
    key: str, location: str, expected: list[str]
) -> None:
    requested: list[str] = []

    def list_objects(location: str) -> Listing:
        requested.append(location)
        return Listing(location=location, objects=[ListedObject(key, 1)], folders=["in/", "in-2/"])

    listing = list_location(location, list_objects)
    assert (requested, listing.location, listing.lacks_slash) == (expected, expected[-1], len(expected) == 2)


def test_imported_objects_are_the_object_or_those_of_the_folder() -> None:
    keys = ["in/", "in/1.csv", "in/1.csv.bak"]
    for location, imported in (("s3://lake/in/", keys[1:]), ("s3://lake/in/1.csv", ["in/1.csv"]), ("s3://lake/", keys)):
        listing = Listing(location=location, objects=[ListedObject(key, 1) for key in keys])
        assert [each.key for each in listing.imported] == imported
