from datetime import UTC, datetime

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from local_aws import wire
from local_aws.client import personalize_client
from local_aws.personalize import faults
from tests.local_aws.service_fixture import World


def test_responses_pass_through_the_real_parser(world: World) -> None:
    arn = world.client.create_dataset_group(name="g")["datasetGroupArn"]
    group = world.client.describe_dataset_group(datasetGroupArn=arn)["datasetGroup"]
    assert group["creationDateTime"] == datetime.fromtimestamp(world.now, UTC)


def test_errors_are_the_clients_own_exceptions(world: World) -> None:
    world.client.create_dataset_group(name="g")
    with pytest.raises(world.client.exceptions.ResourceAlreadyExistsException) as caught:
        world.client.create_dataset_group(name="g")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    arn = world.model.arns.dataset_group("g")
    assert caught.value.response["Error"]["Message"] == f"Another resource with Arn {arn} already exists."


def test_what_botocore_lets_through_is_refused_by_the_service(world: World) -> None:
    with pytest.raises(world.client.exceptions.InvalidInputException, match="regular expression pattern"):
        world.client.create_dataset_group(name="!!")


def test_server_errors_have_their_status(world: World) -> None:
    world.model.add_fault(faults.server_error(http_status=503))
    with pytest.raises(ClientError) as caught:
        world.client.list_schemas()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503


def test_client_retries_only_when_configured_to(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    world.model.add_fault(faults.throttle(times=2))
    with pytest.raises(ClientError, match="ThrottlingException"):
        world.client.list_schemas()
    retrying = personalize_client(world.model, config=Config(retries={"total_max_attempts": 2, "mode": "standard"}))
    assert retrying.list_schemas()["schemas"] == []


def test_body_that_is_no_json_is_refused(world: World) -> None:
    status, body = wire.answer(world.model, "AmazonPersonalize.ListSchemas", b"{")
    assert (status, b"SerializationException" in body) == (400, True)
