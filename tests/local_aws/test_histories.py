"""Whatever is called in whatever order, some things never happen."""

from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from local_aws.personalize import ServiceError, faults
from tests.local_aws.service_fixture import World, interactions

ORDER = ["CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE"]
RUNNING = set(ORDER[:2])


class History(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.world.objects.content["lake", "interactions.csv"] = interactions()
        self.datasets = [self.world.dataset(group=group) for group in ("a", "b")]
        self.names: set[str] = set()
        self.statuses: dict[str, str] = {}

    def attempt(self, call: Callable[[], object]) -> tuple[str | None, object]:
        try:
            return None, call()
        except ServiceError as error:
            return error.code, None

    @rule(dataset=st.sampled_from([0, 1]), name=st.sampled_from([f"job-{n}" for n in range(9)]), full=st.booleans())
    def start(self, dataset: int, name: str, full: bool) -> None:
        running = sum(status in RUNNING for status in self.statuses.values())
        refusal, arn = self.attempt(
            lambda: self.world.start(self.datasets[dataset], name, importMode="FULL" if full else "INCREMENTAL")
        )
        match refusal:
            case None:
                assert name not in self.names
                assert running < 5
                self.names.add(name)
                self.statuses[str(arn)] = "CREATE PENDING"
            case "ResourceAlreadyExistsException":
                assert name in self.names
            case "LimitExceededException":
                assert running == 5
            case _:
                assert refusal == "InvalidInputException"
                assert not full

    @rule(seconds=st.sampled_from([0, 1, 5, 30, 60, 65]))
    def pass_time(self, seconds: int) -> None:
        self.world.pass_seconds(seconds)

    @rule(dataset=st.sampled_from([0, 1]))
    def delete_while_running(self, dataset: int) -> None:
        arn = self.datasets[dataset]
        jobs = self.world.call("ListDatasetImportJobs", datasetArn=arn)["datasetImportJobs"]
        if any(job["status"] in RUNNING for job in jobs):
            refusal, _ = self.attempt(lambda: self.world.call("DeleteDataset", datasetArn=arn))
            assert refusal == "ResourceInUseException"

    @precondition(lambda self: len(self.names) < 3)
    @rule()
    def disturb(self) -> None:
        self.world.model.add_fault(faults.failing_job("disturbed"))

    @invariant()
    def few_run_no_status_goes_back_and_contents_have_landed(self) -> None:
        jobs = self.world.call("ListDatasetImportJobs")["datasetImportJobs"]
        assert sum(job["status"] in RUNNING for job in jobs) <= 5
        for job in jobs:
            before, now = self.statuses[job["datasetImportJobArn"]], job["status"]
            if before in RUNNING:
                assert now == "CREATE FAILED" or ORDER.index(now) >= ORDER.index(before)
            else:
                assert now == before
            self.statuses[job["datasetImportJobArn"]] = now
        for dataset in self.datasets:
            contents = self.world.model.dataset_contents(dataset)
            assert all(self.statuses[job] == "ACTIVE" for job in contents.import_jobs)
            assert contents.rows == 1_000 * len(contents.import_jobs)


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
