"""A role can be assumed for the jobs that its trust policy names, and for no others."""

import json
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from cdk_personalize import Dataset, DatasetImportJob, DataSource
from cdk_personalize._intrinsics import render
from local_aws.ministack.iam_evaluator import may_assume
from local_aws.personalize.authorization import PERSONALIZE

ACCOUNT, OTHER_ACCOUNT = "000000000000", "111111111111"
JOB = f"arn:aws:personalize:us-east-1:{ACCOUNT}:dataset-import-job/job"
TRUST = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": PERSONALIZE}}
FOR_THE_ACCOUNT = {
    "StringEquals": {"AWS:SourceAccount": ACCOUNT},
    "ArnLike": {"aws:sourceArn": f"arn:aws:personalize:us-east-1:{ACCOUNT}:*"},
}


@pytest.mark.parametrize(
    ("statements", "may"),
    [
        ([TRUST | {"Condition": FOR_THE_ACCOUNT}], True),
        ([TRUST, TRUST | {"Effect": "Deny", "Condition": FOR_THE_ACCOUNT}], False),
        ([TRUST | {"Action": "sts:TagSession"}], False),
        ([TRUST | {"Principal": {"Service": ["lambda.amazonaws.com", PERSONALIZE]}}], True),
        ([TRUST | {"Principal": {"Service": "lambda.amazonaws.com"}}], False),
        ([TRUST | {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}], False),
        ([TRUST | {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/import"}}], False),
        ([], False),
    ],
)
def test_a_trust_policy_must_name_the_service(statements: list[dict[str, Any]], may: bool) -> None:
    policy = {"Statement": statements}
    assert may_assume(policy, source_account=ACCOUNT, source_arn=JOB) is may


@pytest.mark.parametrize(
    ("source_account", "source_arn"),
    [
        (OTHER_ACCOUNT, JOB.replace(ACCOUNT, OTHER_ACCOUNT)),
        (OTHER_ACCOUNT, JOB),
        (ACCOUNT, JOB.replace("east", "west")),
    ],
)
def test_a_role_cannot_be_assumed_for_a_job_of_another_account_or_region(source_account: str, source_arn: str) -> None:
    policy = json.dumps({"Statement": TRUST | {"Condition": FOR_THE_ACCOUNT}})
    assert not may_assume(policy, source_account=source_account, source_arn=source_arn)


@pytest.fixture(scope="module")
def created() -> dict[str, Any]:
    """The trust policy of the role that the construct creates."""
    stack = cdk.Stack(cdk.App(), "Recommendations", env=cdk.Environment(account=ACCOUNT, region="us-east-1"))
    arn = f"arn:aws:personalize:us-east-1:{ACCOUNT}:dataset/movies/INTERACTIONS"
    DatasetImportJob(
        stack,
        "Import",
        dataset=Dataset.from_dataset_arn(stack, "Dataset", arn),
        data_source=DataSource.s3_uri("s3://lake/interactions.csv"),
    )
    (policy,) = (
        resource["Properties"]["AssumeRolePolicyDocument"]
        for resource in Template.from_stack(stack).find_resources("AWS::IAM::Role").values()
        if "Path" in resource["Properties"]
    )
    # The principal of preflight's function stays a reference, which names nobody.
    return render(policy, lambda part: "aws" if part == {"Ref": "AWS::Partition"} else None)  # type: ignore[no-any-return]


def test_the_created_role_is_assumed_for_its_own_accounts_jobs_only(created: dict[str, Any]) -> None:
    foreign = JOB.replace(ACCOUNT, OTHER_ACCOUNT)
    assert may_assume(created, source_account=ACCOUNT, source_arn=JOB)
    assert not may_assume(created, source_account=OTHER_ACCOUNT, source_arn=foreign)
    assert not may_assume(created, source_account=OTHER_ACCOUNT, source_arn=JOB)
    assert not may_assume(created, source_account=ACCOUNT, source_arn=foreign)
