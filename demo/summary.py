"""A summary of what a deployment created, and of what remains after its deletion."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError
from rich import box
from rich.table import Table

from local_aws import LocalAws

_ACTIVE = "ACTIVE"


@dataclass(frozen=True)
class ImportOutcome:
    """An import job and its dataset; `rows` is the number of rows of the dataset."""

    dataset_type: str
    rows: int
    job_arn: str
    status: str
    created: datetime
    ended: datetime


@dataclass(frozen=True)
class SolutionOutcome:
    """A solution and its creation time."""

    arn: str
    created: datetime


@dataclass(frozen=True)
class Summary:
    """All imports, oldest first, and all solutions."""

    imports: list[ImportOutcome]
    solutions: list[SolutionOutcome]

    @property
    def last_import_ended(self) -> datetime:
        """The time when the last import ended. Requires an import."""
        return max(each.ended for each in self.imports)

    @property
    def first_solution_created(self) -> datetime:
        """The time when the first solution was created. Requires a solution."""
        return min(each.created for each in self.solutions)

    @property
    def waited(self) -> bool:
        """Whether there are imports, all of them `ACTIVE`, and a solution that was created after them."""
        return (
            bool(self.imports and self.solutions)
            and all(each.status == _ACTIVE for each in self.imports)
            and self.first_solution_created > self.last_import_ended
        )


def summarize(aws: LocalAws) -> Summary:
    """Return what Amazon Personalize has; the number of rows comes from the local model."""
    personalize = aws.client("personalize")
    jobs = personalize.list_dataset_import_jobs()["datasetImportJobs"]
    solutions = personalize.list_solutions()["solutions"]
    return Summary(
        [_import_outcome(aws, personalize, job["datasetImportJobArn"]) for job in jobs],
        [SolutionOutcome(solution["solutionArn"], solution["creationDateTime"]) for solution in solutions],
    )


def _import_outcome(aws: LocalAws, personalize: Any, job_arn: str) -> ImportOutcome:
    job = personalize.describe_dataset_import_job(datasetImportJobArn=job_arn)["datasetImportJob"]
    dataset = personalize.describe_dataset(datasetArn=job["datasetArn"])["dataset"]
    return ImportOutcome(
        dataset_type=dataset["datasetType"],
        rows=aws.admin.dataset_contents(job["datasetArn"]).rows,
        job_arn=job_arn,
        status=job["status"],
        created=job["creationDateTime"],
        ended=job["lastUpdatedDateTime"],
    )


def imports_table(summary: Summary) -> Table:
    """Return a table of the datasets, their rows and their import jobs."""
    table = Table("dataset", "rows", "status", "seconds", "import job", box=box.SIMPLE_HEAD, pad_edge=False)
    table.columns[1].justify = table.columns[3].justify = "right"
    table.columns[-1].overflow = "fold"
    for each in summary.imports:
        seconds = (each.ended - each.created).total_seconds()
        table.add_row(each.dataset_type, f"{each.rows:,}", each.status, f"{seconds:.1f}", each.job_arn)
    return table


def order_table(summary: Summary) -> Table:
    """Return a table of the times when imports ended and solutions were created, by the clock of the service."""
    table = Table("time", "event", box=box.SIMPLE_HEAD, pad_edge=False)
    table.columns[-1].overflow = "fold"
    ended = [(each.ended, f"import of {each.dataset_type} ended") for each in summary.imports]
    created = [(each.created, f"{each.arn} created") for each in summary.solutions]
    for time, event in sorted([*ended, *created]):
        table.add_row(_clock(time), event)
    return table


def _clock(time: datetime) -> str:
    return f"{time.astimezone():%H:%M:%S.%f}"[:-3]


def leftovers(aws: LocalAws, stack_name: str) -> list[str]:
    """Return the ARNs of the stack, if it exists, and of all deletable resources in Amazon Personalize."""
    personalize = aws.client("personalize")
    return [
        *_stacks(aws, stack_name),
        *(group["datasetGroupArn"] for group in personalize.list_dataset_groups()["datasetGroups"]),
        *(dataset["datasetArn"] for dataset in personalize.list_datasets()["datasets"]),
        *(schema["schemaArn"] for schema in personalize.list_schemas()["schemas"]),
        *(solution["solutionArn"] for solution in personalize.list_solutions()["solutions"]),
    ]


def import_jobs(aws: LocalAws, prefix: str) -> list[str]:
    """Return the names of the import jobs with this prefix. Jobs cannot be deleted."""
    jobs = aws.client("personalize").list_dataset_import_jobs()["datasetImportJobs"]
    return [job["jobName"] for job in jobs if job["jobName"].startswith(prefix)]


def _stacks(aws: LocalAws, stack_name: str) -> list[str]:
    try:
        stacks = aws.client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationError":
            raise
        return []  # The response for a stack that does not exist.
    return [stack["StackId"] for stack in stacks]
