from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdk_personalize_handler.contract.constraints import InvalidValue
from cdk_personalize_handler.preflight import Code, Dataset, ListedObject, Listing, Sample, check_import, to_sample
from cdk_personalize_handler.preflight.objects import MAX_SAMPLES, check_imported, data_of, imported
from tests.handler.preflight.case import ITEMS, avro
from tests.handler.preflight.examples import CSV, FOLDER, of_file

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
def test_at_most_twenty_objects_are_looked_into_and_none_that_cannot_be_read(there: list[ListedObject]) -> None:
    sample = to_sample(there)
    readable = [each for each in there if each.size and not each.is_archived]
    assert len(sample) == min(len(readable), MAX_SAMPLES)
    assert sample == [each for each in readable if each in sample]


@pytest.mark.parametrize("number", [21, 100, 10_000])
def test_of_a_big_folder_the_first_the_last_and_some_between_are_looked_into(number: int) -> None:
    there = listed(number)
    sample = to_sample(there)
    assert (sample[0], sample[-1], len(sample)) == (there[0], there[-1], 20)
    places = [there.index(each) for each in sample]
    gaps = [after - before for before, after in pairwise(places)]
    assert max(gaps) - min(gaps) <= 1


def test_odd_names_of_a_big_folder_are_looked_into() -> None:
    odd = [ListedObject("in/manifest.json", 300), ListedObject("in/part.parquet", 300)]
    sample = to_sample([*listed(10_000), *odd])
    assert set(odd) <= set(sample)
    assert len(sample) == 20


def test_a_big_folder_of_odd_names_is_looked_into_all_over() -> None:
    there = [ListedObject(f"in/part-{place:05}", 1_000) for place in range(10_000)]
    assert there[-1] in to_sample(there)


def test_markers_are_not_looked_into_and_are_no_data() -> None:
    markers = [ListedObject(f"in/{name}", 300, name == ".old") for name in ("_SUCCESS", ".DS_Store", ".old")]
    there = listed(2)
    assert to_sample([*markers, *there]) == there
    assert data_of([*markers, *there]) == there
    findings = check_imported([*markers, *there], (), dataset_type="ITEMS", import_mode="FULL")
    assert [finding.code for finding in findings] == [Code.MARKER_FILE] * 3


def test_where_there_are_no_other_names_they_are_not_those_of_markers() -> None:
    there = [ListedObject("in/_1.csv", 300), ListedObject("in/_2.csv", 300)]
    assert to_sample(there) == data_of(there) == there
    assert check_imported(there, (), dataset_type="ITEMS", import_mode="FULL") == []


def test_what_may_be_interactions_may_have_a_raised_quota() -> None:
    def codes(dataset_type: str, size: int) -> list[Code]:
        there = [ListedObject("data.csv", size)]
        findings = check_imported(there, (), dataset_type=dataset_type, import_mode="FULL")
        return [finding.code for finding in findings]

    for type_ in ("INTERACTIONS", ""):
        assert codes(type_, 2**40) == [Code.OVER_DEFAULT_QUOTA]
        assert codes(type_, 2**40 + 1) == [Code.TOO_LARGE]
    assert codes("ITEMS", 2**40) == [Code.TOO_LARGE]


def test_answers_of_s3_are_read() -> None:
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
    listing = Listing.from_s3(pages)
    assert [(each.key, each.size, each.is_archived) for each in listing.objects] == [
        ("in/1.csv", 1, False),
        ("in/2.csv", 2, True),
        ("in/3.csv", 3, False),
        ("in/4.csv", 4, False),
    ]
    assert (listing.folders, listing.is_complete) == (["in/old/"], True)
    assert not Listing.from_s3(pages[:2]).is_complete
    assert Listing.from_s3([]) == Listing(objects=[], folders=[], has_bucket=False)


def test_what_is_imported_is_the_object_or_what_lies_in_the_folder() -> None:
    keys = ["in/", "in/1.csv", "in/1.csv.bak"]
    listing = Listing(objects=[ListedObject(key, 1) for key in keys])
    assert [each.key for each in imported("s3://lake/in/", listing)] == keys[1:]
    assert [each.key for each in imported("s3://lake/in/1.csv", listing)] == ["in/1.csv"]
    assert [each.key for each in imported("s3://lake/", listing)] == keys


def test_a_listing_that_was_given_up_proves_nothing_missing() -> None:
    case = replace(of_file(CSV), location="s3://lake/in/")
    given_up = Listing(objects=[], folders=["in/old/"], is_complete=False)
    assert check_import(case.planned, None, given_up, [])[0].code is Code.DATASET_NOT_FOUND
    assert len(check_import(case.planned, None, given_up, [])) == 1
    complete = replace(given_up, is_complete=True)
    assert check_import(case.planned, None, complete, [])[1].message == (
        "there is no object at s3://lake/in/, only subfolders"
    )


def test_what_could_not_be_read_is_not_judged() -> None:
    dataset = Dataset(status="ACTIVE", avro_schema=avro(ITEMS), has_landed=False)
    assert check_import(FOLDER.planned, dataset, FOLDER.listing, []) == []
    unknown = Dataset(status="ACTIVE", avro_schema=None, has_landed=False)
    assert (
        check_import(FOLDER.planned, unknown, FOLDER.listing, [Sample("in/1.csv", b"x"), Sample("in/2.csv", b"x")])
        == []
    )


def test_an_import_that_cannot_be_is_a_fault_of_the_caller() -> None:
    for wrong in ({"data_location": "lake"}, {"dataset_arn": "arn"}, {"import_mode": "SOME"}):
        with pytest.raises(InvalidValue):
            replace(FOLDER.planned, **wrong)
