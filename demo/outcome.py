"""What a deployment has left in Personalize, asked of its API."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local_aws import LocalAws

_ACTIVE = "ACTIVE"


@dataclass(frozen=True)
class ImportOutcome:
    """An import job and the dataset that it filled; `rows` is what the dataset holds."""

    dataset_type: str
    rows: int
    job_arn: str
    status: str
    created: datetime
    ended: datetime


@dataclass(frozen=True)
class SolutionOutcome:
    """A solution, and when it was created."""

    arn: str
    created: datetime


@dataclass(frozen=True)
class Outcome:
    """All imports, oldest first, and all solutions."""

    imports: list[ImportOutcome]
    solutions: list[SolutionOutcome]

    @property
    def last_import_ended(self) -> datetime:
        """When the last import ended; there must be one."""
        return max(each.ended for each in self.imports)

    @property
    def first_solution_created(self) -> datetime:
        """When the first solution was created; there must be one."""
        return min(each.created for each in self.solutions)

    @property
    def waited(self) -> bool:
        """Whether there are imports, all of them `ACTIVE`, and a solution that was created after they had ended."""
        return (
            bool(self.imports and self.solutions)
            and all(each.status == _ACTIVE for each in self.imports)
            and self.first_solution_created > self.last_import_ended
        )


def outcome(aws: LocalAws) -> Outcome:
    """Ask Personalize, and for the number of rows the model behind it."""
    personalize = aws.client("personalize")
    jobs = personalize.list_dataset_import_jobs()["datasetImportJobs"]
    solutions = personalize.list_solutions()["solutions"]
    return Outcome(
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
