from typing import Any

import pytest

from local_aws.personalize import ServiceError
from local_aws.personalize.errors import ModelViolationError
from tests.local_aws.service_fixture import INTERACTIONS, ITEMS, ROLE, World, avro


def refused(code: str, text: str = "") -> Any:
    return pytest.raises(ServiceError, match=rf"(?s)^{code}: .*{text}")


def test_arns_are_the_documented_ones(world: World) -> None:
    dataset = world.dataset("Interactions", group="movies")
    prefix = "arn:aws:personalize:us-east-1:000000000000"
    assert dataset == f"{prefix}:dataset/movies/INTERACTIONS"
    described = world.call("DescribeDataset", datasetArn=dataset)["dataset"]
    assert described["datasetGroupArn"] == f"{prefix}:dataset-group/movies"
    assert described["schemaArn"] == f"{prefix}:schema/movies-Interactions"
    assert (described["datasetType"], described["status"]) == ("INTERACTIONS", "ACTIVE")


def test_second_dataset_of_a_type_is_refused(world: World) -> None:
    dataset = world.dataset()
    schema = world.call("CreateSchema", name="again", schema=avro(INTERACTIONS))["schemaArn"]
    with refused("ResourceAlreadyExistsException", f"Another resource with Arn {dataset} already exists."):
        world.call(
            "CreateDataset",
            name="another-name",
            schemaArn=schema,
            datasetGroupArn=world.model.arns.dataset_group("group"),
            datasetType="interactions",
        )


def test_dataset_with_a_running_import_cannot_be_deleted_and_neither_can_what_it_uses(world: World) -> None:
    dataset = world.dataset()
    group, schema = world.model.arns.dataset_group("group"), world.model.arns.schema("group-INTERACTIONS")
    world.start(dataset)
    for seconds in (0, 5):
        world.pass_seconds(seconds)
        with refused("ResourceInUseException"):
            world.call("DeleteDataset", datasetArn=dataset)
        with refused("ResourceInUseException"):
            world.call("DeleteDatasetGroup", datasetGroupArn=group)
        with refused("ResourceInUseException"):
            world.call("DeleteSchema", schemaArn=schema)
    world.pass_seconds(60)
    world.call("DeleteDataset", datasetArn=dataset)
    world.call("DeleteDatasetGroup", datasetGroupArn=group)
    world.call("DeleteSchema", schemaArn=schema)
    with refused("ResourceNotFoundException"):
        world.call("DescribeDataset", datasetArn=dataset)


def test_import_of_another_dataset_does_not_hold_this_one(world: World) -> None:
    one, other = world.dataset(), world.dataset("ITEMS", ITEMS)
    world.start(other)
    world.call("DeleteDataset", datasetArn=one)


def test_solution_needs_interactions_that_have_landed(world: World) -> None:
    items, dataset = world.dataset("ITEMS", ITEMS), world.dataset()
    group = world.model.arns.dataset_group("group")
    world.landed(items, "items")
    world.start(dataset)
    needs = (
        "Dataset group must contain an INTERACTIONS dataset with successfully completed dataset import job "
        "or EVENT_INTERACTIONS$"
    )
    with refused("InvalidInputException", needs):
        world.call("CreateSolution", name="top", datasetGroupArn=group)
    world.pass_seconds(65)
    solution = world.call("CreateSolution", name="top", datasetGroupArn=group)["solutionArn"]
    assert world.call("ListSolutions", datasetGroupArn=group)["solutions"][0]["solutionArn"] == solution
    world.call("DeleteDataset", datasetArn=dataset)
    world.call("DeleteDataset", datasetArn=items)
    with refused("ResourceInUseException", "top"):
        world.call("DeleteDatasetGroup", datasetGroupArn=group)
    world.call("DeleteSolution", solutionArn=solution)
    world.call("DeleteDatasetGroup", datasetGroupArn=group)


def test_a_group_has_one_event_tracker_which_needs_its_interactions_dataset(world: World) -> None:
    world.dataset("ITEMS", ITEMS)
    group = world.model.arns.dataset_group("group")
    with refused("ResourceNotFoundException", "dataset/group/INTERACTIONS"):
        world.call("CreateEventTracker", name="clicks", datasetGroupArn=group)
    world.dataset()
    tracker = world.call("CreateEventTracker", name="clicks", datasetGroupArn=group)
    described = world.call("DescribeEventTracker", eventTrackerArn=tracker["eventTrackerArn"])["eventTracker"]
    assert (described["trackingId"], described["status"]) == (tracker["trackingId"], "ACTIVE")
    with refused("ResourceAlreadyExistsException", tracker["eventTrackerArn"]):
        world.call("CreateEventTracker", name="more-clicks", datasetGroupArn=group)
    for dataset_type in ("ITEMS", "INTERACTIONS"):
        world.call("DeleteDataset", datasetArn=world.model.arns.dataset(group, dataset_type))
    with refused("ResourceInUseException", "clicks"):
        world.call("DeleteDatasetGroup", datasetGroupArn=group)
    world.call("DeleteEventTracker", eventTrackerArn=tracker["eventTrackerArn"])
    world.call("DeleteDatasetGroup", datasetGroupArn=group)
    assert world.call("ListEventTrackers")["eventTrackers"] == []


@pytest.mark.parametrize(
    "schema",
    [
        "{",
        "[]",
        '"string"',
        "{}",
        avro([("A", "bytes")]),
        avro([("A", ["string", "int"])]),
        avro([("A", "string"), ("A", "int")]),
        avro([("A B", "string")]),
        "[" * 19_000,
    ],
)
def test_schema_that_no_import_could_be_held_against_is_refused(world: World, schema: str) -> None:
    with refused("InvalidInputException", "schema is invalid"):
        world.call("CreateSchema", name="bad", schema=schema)


@pytest.mark.parametrize(
    ("kind", "shown"),
    [({"type": "string"}, r'\[{"type": "string"}\]'), (["null", {"type": "int"}], r'\["null", {"type": "int"}\]')],
)
def test_a_type_that_is_an_object_is_named(world: World, kind: object, shown: str) -> None:
    with refused("InvalidInputException", f"field PRICE has the type {shown}, which is not supported"):
        world.call("CreateSchema", name="bad", schema=avro([("ITEM_ID", "string"), ("PRICE", kind)]))


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ("[]", "an Avro record with a name and fields"),
        ('{"type": "record", "name": {"a": 1}, "fields": []}', "an Avro record with a name and fields"),
        ('{"type": ["record"], "name": "R", "fields": []}', "an Avro record with a name and fields"),
        ('{"type": "record", "name": "R", "fields": ["A"]}', 'a field must have a name and a type, not "A"'),
    ],
)
def test_a_schema_of_another_shape_is_refused_with_what_it_must_be(world: World, schema: str, why: str) -> None:
    with refused("InvalidInputException", f"Input schema is invalid: .*{why}"):
        world.call("CreateSchema", name="bad", schema=schema)


def test_schemas_in_lower_case_have_the_required_fields(world: World) -> None:
    dataset = world.dataset(fields=[(name.lower(), kind) for name, kind in INTERACTIONS])
    assert world.landed(dataset)["status"] == "ACTIVE"


@pytest.mark.parametrize(
    ("domain", "dataset_type", "missing"),
    [
        (None, "USERS", "USER_ID"),
        (None, "ITEMS", "ITEM_ID"),
        ("ECOMMERCE", "ITEMS", "CATEGORY_L1, ITEM_ID, PRICE"),
        ("VIDEO_ON_DEMAND", "INTERACTIONS", "EVENT_TYPE, ITEM_ID, TIMESTAMP, USER_ID"),
    ],
)
def test_schema_must_have_the_fields_of_the_dataset_type(
    world: World, domain: str | None, dataset_type: str, missing: str
) -> None:
    group = world.call("CreateDatasetGroup", name="g", domain=domain)["datasetGroupArn"]
    schema = world.call("CreateSchema", name="s", schema=avro([("OTHER", "string")]), domain=domain)["schemaArn"]
    with refused("InvalidInputException", rf"required fields: \[{missing}\]"):
        world.call("CreateDataset", name="d", datasetGroupArn=group, schemaArn=schema, datasetType=dataset_type)


def test_domains_of_schema_and_group_must_match(world: World) -> None:
    group = world.call("CreateDatasetGroup", name="g", domain="ECOMMERCE")
    schema = world.call("CreateSchema", name="s", schema=avro(INTERACTIONS))["schemaArn"]
    assert group["domain"] == "ECOMMERCE"
    request = {"datasetGroupArn": group["datasetGroupArn"], "schemaArn": schema, "datasetType": "INTERACTIONS"}
    with refused("InvalidInputException", "domain"):
        world.call("CreateDataset", name="d", **request)


def test_dataset_type_that_does_not_exist_is_refused(world: World) -> None:
    with refused("InvalidInputException", "FRIENDS"):
        world.dataset("FRIENDS")


def test_encrypted_group_needs_a_role(world: World) -> None:
    key = "arn:aws:kms:us-east-1:000000000000:key/k"
    with refused("InvalidInputException", "roleArn"):
        world.call("CreateDatasetGroup", name="g", kmsKeyArn=key)
    arn = world.call("CreateDatasetGroup", name="g", kmsKeyArn=key, roleArn=ROLE)["datasetGroupArn"]
    assert world.call("DescribeDatasetGroup", datasetGroupArn=arn)["datasetGroup"]["kmsKeyArn"] == key


def test_arn_of_another_type_is_not_found(world: World) -> None:
    dataset = world.dataset()
    with refused("ResourceNotFoundException"):
        world.call("DescribeSchema", schemaArn=dataset)
    with refused("ResourceNotFoundException"):
        world.call("DeleteDatasetGroup", datasetGroupArn=dataset)


def test_tags_are_set_changed_and_removed(world: World) -> None:
    first, changed = ({"tagKey": "team", "tagValue": value} for value in ("search", "x"))
    arn = world.call("CreateDatasetGroup", name="g", tags=[first])["datasetGroupArn"]
    world.call("TagResource", resourceArn=arn, tags=[changed, {"tagKey": "b", "tagValue": ""}])
    world.call("UntagResource", resourceArn=arn, tagKeys=["b", "never"])
    assert world.call("ListTagsForResource", resourceArn=arn)["tags"] == [changed]
    assert "tags" not in world.call("DescribeDatasetGroup", datasetGroupArn=arn)["datasetGroup"]


def test_fifty_tags_are_the_most(world: World) -> None:
    tags = [{"tagKey": f"k{number}", "tagValue": "v"} for number in range(51)]
    with refused("TooManyTagsException"):
        world.call("CreateDatasetGroup", name="g", tags=tags)
    arn = world.call("CreateDatasetGroup", name="g", tags=tags[:50])["datasetGroupArn"]
    with refused("TooManyTagsException"):
        world.call("TagResource", resourceArn=arn, tags=tags[50:])


def test_operation_that_is_not_modelled_is_named(world: World) -> None:
    with refused("UnknownOperationException", "CreateCampaign"):
        world.call("CreateCampaign", name="c")


def test_responses_are_copies(world: World) -> None:
    dataset = world.dataset()
    world.call("DescribeDataset", datasetArn=dataset)["dataset"]["status"] = "SPOILED"
    assert world.call("DescribeDataset", datasetArn=dataset)["dataset"]["status"] == "ACTIVE"


def test_a_response_that_the_service_could_not_give_is_a_bug(world: World) -> None:
    world.now = True  # no number in JSON
    arn = world.call("CreateDatasetGroup", name="g")["datasetGroupArn"]
    with pytest.raises(ModelViolationError, match=r"creationDateTime.*timestamp"):
        world.call("DescribeDatasetGroup", datasetGroupArn=arn)


def test_log_has_every_call_refused_ones_too(world: World) -> None:
    world.dataset()
    with refused("InvalidInputException"):
        world.call("CreateDatasetGroup", name="!")
    assert [call.operation for call in world.model.calls] == [
        "ListDatasetGroups",
        "CreateDatasetGroup",
        "CreateSchema",
        "CreateDataset",
        "CreateDatasetGroup",
    ]
    assert world.model.calls[-1] == (world.now, "CreateDatasetGroup", {"name": "!"})


def test_resources_are_pending_for_a_while_and_what_needs_them_is_refused_meanwhile() -> None:
    world = World(resource_seconds=30)
    group = world.call("CreateDatasetGroup", name="g")["datasetGroupArn"]
    schema = world.call("CreateSchema", name="s", schema=avro(INTERACTIONS))["schemaArn"]
    dataset = {"name": "d", "datasetGroupArn": group, "schemaArn": schema, "datasetType": "Interactions"}
    tracker, solution = ({"name": name, "datasetGroupArn": group} for name in ("e", "t"))

    def status(kind: str, arn: str) -> str:
        (described,) = world.call(f"Describe{kind}", **{f"{kind[0].lower()}{kind[1:]}Arn": arn}).values()
        return str(described["status"])

    for operation, request in ("CreateDataset", dataset), ("CreateEventTracker", tracker), ("CreateSolution", solution):
        with refused("ResourceInUseException", f"The given dataset group must be in the ACTIVE state: {group}"):
            world.call(operation, **request)
    world.pass_seconds(29)
    assert status("DatasetGroup", group) == "CREATE PENDING"
    world.pass_seconds(1)
    assert status("DatasetGroup", group) == "ACTIVE"
    arn = world.call("CreateDataset", **dataset)["datasetArn"]
    for start in (lambda: world.start(arn), lambda: world.call("CreateEventTracker", **tracker)):
        with refused("ResourceInUseException", f"The given dataset must be in the ACTIVE state: {arn}"):
            start()
    assert world.model.is_active(schema)
    assert not world.model.is_active(arn)
    world.pass_seconds(30)
    assert world.model.is_active(arn)
    described = world.call("DescribeDataset", datasetArn=arn)["dataset"]
    assert described["lastUpdatedDateTime"] - described["creationDateTime"] == 30
    made = world.call("CreateEventTracker", **tracker)["eventTrackerArn"]
    assert status("EventTracker", made) == "CREATE PENDING"
    assert world.landed(arn)["status"] == "ACTIVE"


def test_a_group_that_does_not_exist_is_refused_in_the_recorded_words(world: World) -> None:
    group = world.model.arns.dataset_group("none")
    schema = world.call("CreateSchema", name="s", schema=avro(INTERACTIONS))["schemaArn"]
    with refused("ResourceNotFoundException", f"The given dataset group does not exist: {group}$"):
        world.call("CreateDataset", name="d", datasetGroupArn=group, schemaArn=schema, datasetType="Interactions")
