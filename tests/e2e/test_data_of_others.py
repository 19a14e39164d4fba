"""What synth prints is applied as it is, before there is a stack; and what the app uploads is there when it is read."""

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_aws import LocalAws
from testing import cdk_cli
from testing.cdk_cli import PROJECT
from testing.data_access import document
from testing.deployment import POLL_SECONDS, STACK
from testing.harness import CSV

APP = [sys.executable, str(Path(__file__).with_name("data_of_others_app.py"))]
NOBODY = {"Effect": "Deny", "Action": "sts:AssumeRole", "Principal": "*"}


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws(import_seconds=1, pending_seconds=0.2, minute_seconds=POLL_SECONDS) as aws:
        aws.bootstrap(cdk_cli.CDK)
        yield aws


def run_cdk(aws: LocalAws, folder: Path, *command: str, **variables: str) -> str:
    app = ("--output", str(folder / "cdk.out"), "--app", " ".join(APP))
    paths = {"PYTHONPATH": os.pathsep.join([str(PROJECT), *sys.path])}
    return cdk_cli.succeed(aws, *command, *app, folder=PROJECT, variables=paths | variables)


def test_the_printed_policies_are_what_the_first_deployment_needs(aws: LocalAws, tmp_path: Path) -> None:
    s3, kms, iam = (aws.client(service) for service in ("s3", "kms", "iam"))
    key = kms.create_key()["KeyMetadata"]["Arn"]
    s3.create_bucket(Bucket="theirs")
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
    s3.put_bucket_encryption(Bucket="theirs", ServerSideEncryptionConfiguration=rules)
    for name in ("One", "Two"):
        s3.put_object(Bucket="theirs", Key=f"{name}.csv", Body=CSV)
    iam.create_role(RoleName="theirs", AssumeRolePolicyDocument=document(NOBODY))

    printed = run_cdk(aws, tmp_path, "synth", "--quiet", THEIR_KEY=key)
    shown = re.findall(r"^(\{.*?^\}).*?Acknowledge with 'Annotation::(\S+)'", printed, re.DOTALL | re.MULTILINE)
    policies = {warning_id: text for text, warning_id in shown}
    assert [*policies] == [f"cdk-personalize:{name}" for name in ("bucketPolicy", "keyPolicy", "preflightTrust")]
    bucket_policy, key_policy, trust = policies.values()
    there = {"arn:aws:iam::000000000000:root", "arn:aws:iam::000000000000:role/theirs"}
    for policy in policies.values():
        named = [statement["Principal"].get("AWS") for statement in json.loads(policy)["Statement"]]
        assert {principal for principal in named if principal} <= there, "AWS refuses a principal that is not there"
    s3.put_bucket_policy(Bucket="theirs", Policy=bucket_policy)
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=key_policy)
    iam.update_assume_role_policy(RoleName="theirs", PolicyDocument=trust)

    run_cdk(aws, tmp_path, "deploy", "--require-approval", "never", THEIR_KEY=key)
    jobs = aws.client("personalize").list_dataset_import_jobs()["datasetImportJobs"]
    assert [job["status"] for job in jobs] == ["ACTIVE"] * 3
    log = function_log(aws)
    assert log.count("preflight: done") == 3
    assert "was not checked" not in log


def function_log(aws: LocalAws) -> str:
    logs = aws.client("logs")
    (group,) = logs.describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{STACK}-PersonalizeImport")["logGroups"]
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"])
    return "\n".join(event["message"] for page in pages for event in page["events"])
