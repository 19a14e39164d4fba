import pytest

from local_aws.resource_types import ResourceHandlerError, resource_handlers
from tests.local_aws.service_fixture import INTERACTIONS, World, avro


def test_stack_of_all_types_is_created_with_tags_and_deleted(world: World) -> None:
    handlers = resource_handlers(world.model)

    def create(kind: str, **properties: object) -> str:
        tags = [{"Key": "team", "Value": "search"}, {"Key": "kind", "Value": kind}]
        arn, attributes = handlers[f"AWS::Personalize::{kind}"]["create"]("Id", {"Tags": tags} | properties, "stack")
        kept = world.call("ListTagsForResource", resourceArn=arn)["tags"]
        assert kept == [{"tagKey": "team", "tagValue": "search"}, {"tagKey": "kind", "tagValue": kind}]
        assert attributes.pop(f"{kind}Arn") == arn
        assert attributes.keys() == ({"TrackingId"} if kind == "EventTracker" else set())
        return str(arn)

    group = create("DatasetGroup", Name="g")
    schema = create("Schema", Name="s", Schema=avro(INTERACTIONS))
    dataset = create("Dataset", Name="d", DatasetType="Interactions", DatasetGroupArn=group, SchemaArn=schema)
    world.landed(dataset)
    solution = create("Solution", Name="t", DatasetGroupArn=group)
    tracker = create("EventTracker", Name="e", DatasetGroupArn=group)
    created = [("Solution", solution), ("EventTracker", tracker), ("Dataset", dataset), ("Schema", schema)]
    for kind, arn in [*created, ("DatasetGroup", group)]:
        handlers[f"AWS::Personalize::{kind}"]["delete"](arn, {})
        handlers[f"AWS::Personalize::{kind}"]["delete"](arn, {})
    assert world.call("ListDatasetGroups")["datasetGroups"] == []


def test_dataset_with_a_running_import_fails_to_delete(world: World) -> None:
    dataset = world.dataset()
    world.start(dataset)
    with pytest.raises(ResourceHandlerError, match=r"in use.*Error Code: ResourceInUseException"):
        resource_handlers(world.model)["AWS::Personalize::Dataset"]["delete"](dataset, {})


def test_property_that_is_not_modelled_is_named(world: World) -> None:
    create = resource_handlers(world.model)["AWS::Personalize::Dataset"]["create"]
    with pytest.raises(ValueError, match="DatasetImportJob"):
        create("Id", {"DatasetImportJob": {}}, "stack")


def test_a_resource_is_complete_when_it_is_active() -> None:
    world = World(resource_seconds=30)
    handlers = resource_handlers(world.model, sleep=world.pass_seconds)

    def create(kind: str, **properties: object) -> str:
        began = world.now
        arn, _ = handlers[f"AWS::Personalize::{kind}"]["create"]("Id", properties, "stack")
        assert world.now - began == pytest.approx(0 if kind == "Schema" else 30, abs=0.2)
        return str(arn)

    group = create("DatasetGroup", Name="g")
    schema = create("Schema", Name="s", Schema=avro(INTERACTIONS))
    create("Dataset", Name="d", DatasetType="Interactions", DatasetGroupArn=group, SchemaArn=schema)
    create("EventTracker", Name="e", DatasetGroupArn=group)
