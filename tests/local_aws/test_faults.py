import pytest

from local_aws.personalize import ServiceError, faults
from local_aws.personalize.faults import Fault
from tests.local_aws.service_fixture import World


def code_of(world: World, operation: str = "ListSchemas") -> str | None:
    try:
        world.call(operation)
    except ServiceError as error:
        return error.code
    return None


def test_throttling_lasts_for_so_many_calls_of_the_operation(world: World) -> None:
    world.model.add_fault(faults.throttle("ListSchemas", times=2))
    assert code_of(world, "ListDatasetGroups") is None
    assert [code_of(world) for _ in range(3)] == ["ThrottlingException", "ThrottlingException", None]


def test_faults_act_in_the_order_in_which_they_were_added(world: World) -> None:
    world.model.add_fault(faults.throttle())
    world.model.add_fault(faults.server_error())
    world.model.add_fault(faults.error("ListSchemas", "ResourceInUseException", "busy"))
    assert [code_of(world) for _ in range(4)] == [
        "ThrottlingException",
        "InternalServerErrorException",
        "ResourceInUseException",
        None,
    ]


@pytest.mark.parametrize(
    ("fault", "status"),
    [(faults.throttle(), 400), (faults.server_error(), 500), (faults.server_error(http_status=503), 503)],
)
def test_faults_have_the_status_of_their_kind(world: World, fault: Fault, status: int) -> None:
    world.model.add_fault(fault)
    with pytest.raises(ServiceError) as caught:
        world.call("ListSchemas")
    assert caught.value.http_status == status


def test_refused_call_changes_nothing(world: World) -> None:
    world.model.add_fault(faults.throttle("CreateDatasetGroup"))
    assert code_of(world, "ListDatasetGroups") is None
    with pytest.raises(ServiceError):
        world.call("CreateDatasetGroup", name="g")
    assert world.call("ListDatasetGroups")["datasetGroups"] == []


def test_slow_job_takes_its_own_time(world: World) -> None:
    dataset = world.dataset()
    world.model.add_fault(faults.slow_job(1_000, "slow-*"))
    usual, slow = world.start(dataset, "usual"), world.start(dataset, "slow-1")
    world.pass_seconds(65)
    assert (world.job(usual)["status"], world.job(slow)["status"]) == ("ACTIVE", "CREATE IN_PROGRESS")
    world.pass_seconds(940)
    assert world.job(slow)["status"] == "ACTIVE"
    again = world.landed(dataset, "slow-2")
    assert again["status"] == "ACTIVE"


def test_failing_job_fails_with_the_given_reason_in_its_time(world: World) -> None:
    world.model.add_fault(faults.failing_job("the disk is full"))
    job = world.start(world.dataset())
    world.pass_seconds(64)
    assert world.job(job)["status"] == "CREATE IN_PROGRESS"
    world.pass_seconds(1)
    assert (world.job(job)["status"], world.job(job)["failureReason"]) == ("CREATE FAILED", "the disk is full")


def test_cleared_faults_do_not_act(world: World) -> None:
    world.model.add_fault(faults.throttle())
    world.model.clear_faults()
    assert code_of(world) is None


@pytest.mark.parametrize("fault", [faults.throttle("ListSchemas", 3), faults.slow_job(9), faults.failing_job("no")])
def test_faults_survive_the_way_to_a_server(fault: Fault) -> None:
    assert faults.from_json(faults.to_json(fault)) == fault
