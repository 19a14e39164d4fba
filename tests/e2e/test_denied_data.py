"""Data that may not be read: the stack fails and names the policy that denies it, or waits for a right that comes late.

Amazon Personalize refuses such data in the call that would start the job, or later in the job. Either way, everything
here happens side by side, on both waiters, so that the two minutes for which the function waits pass once.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cdk_personalize_handler.contract.properties import POLL_INTERVAL_VARIABLE, RESOURCE_TYPE
from cdk_personalize_handler.lifecycle.rules import PERMISSIONS_PROPAGATE_WITHIN
from local_aws import LocalAws
from testing.data_access import admit_service, create_role, document, read_statements
from testing.datasets import create_datasets
from tests.e2e.account import Account
from tests.e2e.crhelper_leftovers import assert_nothing_waits
from tests.e2e.waiting import until
from tools import template

POLL_SECONDS = template.WAITERS["provider_framework"].poll_interval_seconds
LATE_SECONDS = 30
ENDS_WITHIN_SECONDS = PERMISSIONS_PROPAGATE_WITHIN + 90
ELSEWHERE = "elsewhere"
"""A bucket without data, which a role without rights may read."""

_FIRST = "Insufficient privileges for accessing data in S3."
_INSUFFICIENT = (
    f"{_FIRST} Please look at https://docs.aws.amazon.com/personalize/latest/dg/granting-personalize-s3-access.html"
)


def sentence(kind: str, name: str) -> str:
    """What the service says."""
    of_bucket = f"{_INSUFFICIENT}#attach-bucket-policy and fix bucket policy on {name}."
    return of_bucket if kind == "bucket" else f"{_INSUFFICIENT} and ensure your role is configured correctly."


def remedy(kind: str, name: str) -> str:
    """What the function advises."""
    who = "The bucket policy must allow personalize.amazonaws.com" if kind == "bucket" else f"Role {name} needs"
    return f"{who} s3:ListBucket and s3:GetObject."


class Case(NamedTuple):
    """An import that lacks a right: what refuses it, whose right is lacking, and whether that comes late or never."""

    refused_by: str
    waiter: str
    kind: str
    comes_late: bool

    @property
    def name(self) -> str:
        """The name of the stack, of the role and of the bucket."""
        return f"{self.kind}-{self.waiter.partition('_')[0]}-{'late' if self.comes_late else 'never'}"


REFUSED_BY = ("call", "job")
CASES = [Case(*case) for case in product(REFUSED_BY, template.WAITERS, ("role", "bucket"), (False, True))]


@dataclass(frozen=True)
class Outcome:
    """What came of the stack of a case."""

    status: str
    reason: str
    """Why the import failed, or nothing."""

    seconds: float
    """How long the import took."""

    reference: str
    """The physical ID of the import."""

    jobs: list[dict[str, Any]]
    """The dataset's jobs, oldest first."""

    attempts: list[str]
    """The names of the jobs that were asked for, one for each call."""

    log: str
    """What the function has logged of the failure."""


class Denial:
    """The stack of a case, with data, a role and a bucket policy of its own, one of which is lacking."""

    def __init__(self, account: Account, case: Case) -> None:
        self._account, self._aws, self._case = account, account.aws, case
        self._dataset = f"{dataset_arns(self._aws)}{case.name}/INTERACTIONS"

    def play(self) -> Outcome:
        """Create the stack, grant what is lacking if it comes late, and wait for the end."""
        name, kind = self._case.name, self._case.kind
        self._account.create_bucket(name)
        role = create_role(self._aws, name, *read_statements(ELSEWHERE if kind == "role" else name))
        if kind == "role":
            admit_service(self._aws, name)
        self._account.start("create", name, self._template(role))
        if self._case.comes_late:
            until(lambda: bool(self._attempts()), seconds=60)
            time.sleep(LATE_SECONDS)
            self._grant()
        until(lambda: not self._status().endswith("_IN_PROGRESS"), seconds=ENDS_WITHIN_SECONDS)
        return self._outcome()

    def _template(self, role: str) -> str:
        properties = {
            "ServiceToken": {"Fn::ImportValue": export(self._case.waiter)},
            "DatasetArn": self._dataset,
            "DataSource": {"DataLocation": f"s3://{self._case.name}/interactions.csv"},
            "RoleArn": role,
        }
        return json.dumps({"Resources": {"Import": {"Type": RESOURCE_TYPE, "Properties": properties}}})

    def _grant(self) -> None:
        name = self._case.name
        if self._case.kind == "bucket":
            admit_service(self._aws, name)
        else:
            policy = document(*read_statements(name))
            self._aws.client("iam").put_role_policy(RoleName=name, PolicyName="ReadData", PolicyDocument=policy)

    def _status(self) -> str:
        (stack,) = self._aws.client("cloudformation").describe_stacks(StackName=self._case.name)["Stacks"]
        return str(stack["StackStatus"])

    def _attempts(self) -> list[str]:
        calls = [call.request for call in self._aws.admin.calls() if call.operation == "CreateDatasetImportJob"]
        return [request["jobName"] for request in calls if request["datasetArn"] == self._dataset]

    def _outcome(self) -> Outcome:
        events = self._aws.client("cloudformation").describe_stack_events(StackName=self._case.name)["StackEvents"]
        began, ended, *_ = [event for event in reversed(events) if event["ResourceType"] == RESOURCE_TYPE]
        jobs = self._aws.client("personalize").list_dataset_import_jobs(datasetArn=self._dataset)["datasetImportJobs"]
        lines = self._account.log(provider(self._case.waiter))
        return Outcome(
            status=self._status(),
            reason=ended.get("ResourceStatusReason", ""),
            seconds=(ended["Timestamp"] - began["Timestamp"]).total_seconds(),
            reference=ended["PhysicalResourceId"],
            jobs=sorted(jobs, key=lambda job: job["creationDateTime"]),
            attempts=self._attempts(),
            log="\n".join(line for line in lines if f"from s3://{self._case.name}/" in line and "failed: " in line),
        )


def provider(waiter: str) -> str:
    """The stack of the provider on a waiter."""
    return f"provider-{waiter.partition('_')[0]}"


def export(waiter: str) -> str:
    """The name by which a template imports the ServiceToken of the provider on a waiter."""
    return f"ServiceToken-{waiter.replace('_', '-')}"


def dataset_arns(aws: LocalAws) -> str:
    """How the ARNs of all datasets begin."""
    return f"arn:aws:personalize:{aws.region}:{aws.account}:dataset/"


def prepare(account: Account, dist: Path) -> None:
    """Deploy a provider for each waiter, and create a dataset for each case."""
    for waiter in template.WAITERS:
        account.deploy_provider(
            dist / f"{waiter}.template.json",
            stack=provider(waiter),
            ExportName=export(waiter),
            DatasetArns=f"{dataset_arns(account.aws)}*",
            ImportRoleArns=f"arn:aws:iam::{account.aws.account}:role/*",
        )
    create_datasets(account.aws.client("personalize"), *{case.name for case in CASES})


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[Case, Outcome]:
    dist = tmp_path_factory.mktemp("dist")
    template.write(dist)
    with ExitStack() as running:
        accounts = {
            refused_by: Account(
                running.enter_context(
                    LocalAws(
                        import_seconds=1,
                        pending_seconds=0.5,
                        late_refusals=refused_by == "job",
                        minute_seconds=POLL_SECONDS,
                        function_variables={POLL_INTERVAL_VARIABLE: str(POLL_SECONDS)},
                    )
                )
            )
            for refused_by in REFUSED_BY
        }
        for account in accounts.values():
            prepare(account, dist)
        with ThreadPoolExecutor(len(CASES)) as pool:
            played = pool.map(lambda case: Denial(accounts[case.refused_by], case).play(), CASES)
            outcomes = dict(zip(CASES, played, strict=True))
        for account in accounts.values():
            assert_nothing_waits(account.aws)
        return outcomes


def cases(**wanted: Any) -> pytest.MarkDecorator:
    """Those of the cases that have these fields."""
    found = [case for case in CASES if wanted.items() <= case._asdict().items()]
    return pytest.mark.parametrize("case", found, ids=[f"{case.name}-by-the-{case.refused_by}" for case in found])


@cases(comes_late=False)
def test_without_the_right_the_stack_fails_in_the_services_words_and_names_one_policy(
    outcomes: dict[Case, Outcome], case: Case
) -> None:
    outcome = outcomes[case]
    other = "role" if case.kind == "bucket" else "bucket"
    assert outcome.status == "ROLLBACK_COMPLETE"
    words = sentence(case.kind, case.name)
    assert words in outcome.log
    if case.waiter == "crhelper":  # its reasons are short
        beginning, dots, _ = outcome.reason.partition("...")
        assert dots
        assert _FIRST in beginning
        assert words.startswith(beginning)
    else:
        assert words in outcome.reason
    assert remedy(case.kind, case.name) in outcome.reason
    assert remedy(other, case.name) not in outcome.reason
    assert outcome.seconds >= PERMISSIONS_PROPAGATE_WITHIN


@cases(refused_by="call", comes_late=False)
def test_a_call_that_refuses_leaves_no_job(outcomes: dict[Case, Outcome], case: Case) -> None:
    outcome = outcomes[case]
    assert outcome.jobs == []
    assert len(outcome.attempts) > PERMISSIONS_PROPAGATE_WITHIN / POLL_SECONDS / 2
    assert len(set(outcome.attempts)) == 1


@cases(refused_by="job", comes_late=False)
def test_a_job_that_is_refused_is_followed_by_one_more(outcomes: dict[Case, Outcome], case: Case) -> None:
    assert [job["status"] for job in outcomes[case].jobs] == ["CREATE FAILED", "CREATE FAILED"]


@cases(comes_late=True)
def test_a_right_that_comes_late_is_waited_for_and_one_job_lands(outcomes: dict[Case, Outcome], case: Case) -> None:
    outcome = outcomes[case]
    assert outcome.status == "CREATE_COMPLETE", outcome.reason
    assert outcome.seconds >= LATE_SECONDS
    *refused, landed = outcome.jobs
    assert landed["status"] == "ACTIVE"
    assert outcome.reference == landed["datasetImportJobArn"]
    assert [job["status"] for job in refused] == (["CREATE FAILED"] if case.refused_by == "job" else [])
    assert set(outcome.attempts) == {job["jobName"] for job in outcome.jobs}


@cases(refused_by="call", comes_late=True)
def test_a_call_that_refuses_is_repeated_until_the_right_is_there(outcomes: dict[Case, Outcome], case: Case) -> None:
    outcome = outcomes[case]
    assert len(outcome.attempts) > 2
    assert outcome.seconds < PERMISSIONS_PROPAGATE_WITHIN
