"""The local AWS lets an import read what role, bucket and key admit together, and nothing else."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from local_aws import LocalAws
from testing.data_access import PERSONALIZE, TRUST, Statement, create_role, document, read_statements
from testing.harness import CSV, SCHEMA
from tests.e2e.waiting import ended
from tests.local_aws.service_fixture import ROLE

BUCKET = "lake"
BUCKET_ARN = f"arn:aws:s3:::{BUCKET}"
FILE_ARN = f"{BUCKET_ARN}/interactions/1.csv"
SERVICE = PERSONALIZE["Service"]
KEY_ACTIONS = ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:CreateGrant", "kms:ListGrants"]
INSUFFICIENT = (
    "Insufficient privileges for accessing data in S3. Please look at "
    "https://docs.aws.amazon.com/personalize/latest/dg/granting-personalize-s3-access.html "
    f"and fix bucket policy on {BUCKET}."
)
NOT_ASSUMED = f"Amazon Personalize could not assume the role {ROLE}."


def trust(account: str) -> Statement:
    arns = f"arn:aws:personalize:us-east-1:{account}:*"
    return TRUST | {"Condition": {"StringEquals": {"aws:SourceAccount": account}, "ArnLike": {"aws:SourceArn": arns}}}


def use_key(principal: dict[str, str]) -> Statement:
    return {"Effect": "Allow", "Action": KEY_ACTIONS, "Resource": "*", "Principal": principal}


LISTING, READING = read_statements(BUCKET)
SERVICE_LISTING, SERVICE_READING = read_statements(BUCKET, Principal=PERSONALIZE)
LISTING_FOLDER = LISTING | {"Condition": {"StringLike": {"s3:prefix": "interactions/*"}}}
LISTING_ANOTHER = LISTING | {"Condition": {"StringLike": {"s3:prefix": "items/*"}}}
FROM_THE_VPC_ONLY: Statement = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": [BUCKET_ARN, f"{BUCKET_ARN}/*"],
    "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}},
}

EVERYTHING = {
    "trust": [trust("000000000000")],
    "role": [LISTING_FOLDER, READING],
    "bucket": [SERVICE_LISTING, SERVICE_READING],
    "key": [use_key({"AWS": ROLE}), use_key(PERSONALIZE)],
}


class Account:
    """A dataset, a role, and a bucket with data, which is encrypted with a key."""

    def __init__(self, aws: LocalAws) -> None:
        self.aws = aws
        self.personalize = aws.client("personalize")
        self.key = aws.client("kms").create_key()["KeyMetadata"]["Arn"]
        create_role(aws, "import", LISTING, READING)
        s3 = aws.client("s3")
        s3.create_bucket(Bucket=BUCKET)
        self.encrypt(KMSMasterKeyID=self.key)
        s3.put_object(Bucket=BUCKET, Key="interactions/1.csv", Body=CSV)
        schema = self.personalize.create_schema(name="movies", schema=json.dumps(SCHEMA))["schemaArn"]
        group = self.personalize.create_dataset_group(name="movies")["datasetGroupArn"]
        self.dataset = self.personalize.create_dataset(
            name="movies", datasetType="Interactions", datasetGroupArn=group, schemaArn=schema
        )["datasetArn"]

    def encrypt(self, **key: str) -> None:
        rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", **key}}
        encryption = {"Rules": [rule]}
        self.aws.client("s3").put_bucket_encryption(Bucket=BUCKET, ServerSideEncryptionConfiguration=encryption)

    def apply(self, **policies: list[Statement]) -> None:
        """Put these policies into effect, and for the others what an import needs."""
        documents = {name: document(*statements) for name, statements in (EVERYTHING | policies).items()}
        iam = self.aws.client("iam")
        iam.update_assume_role_policy(RoleName="import", PolicyDocument=documents["trust"])
        iam.put_role_policy(RoleName="import", PolicyName="ReadData", PolicyDocument=documents["role"])
        self.aws.client("s3").put_bucket_policy(Bucket=BUCKET, Policy=documents["bucket"])
        self.aws.client("kms").put_key_policy(KeyId=self.key, PolicyName="default", Policy=documents["key"])

    def run_import(self, role: str = ROLE) -> dict[str, Any]:
        """Import the folder, and return the job when it has ended."""
        number = len(self.personalize.list_dataset_import_jobs()["datasetImportJobs"])
        arn = self.personalize.create_dataset_import_job(
            jobName=f"job-{number}",
            datasetArn=self.dataset,
            dataSource={"dataLocation": f"s3://{BUCKET}/interactions/"},
            roleArn=role,
        )["datasetImportJobArn"]
        return ended(self.personalize, arn)

    def lacking(self, job: dict[str, Any]) -> list[str]:
        """Return what the server's log says was lacking for a job."""
        return re.findall(rf"{job['datasetImportJobArn']}: (.* lacks .*)", self.aws.log_path.read_text())


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    with LocalAws(import_seconds=0.2, pending_seconds=0.1) as aws:
        yield Account(aws)


def test_an_import_lands_with_exactly_what_it_needs(account: Account) -> None:
    account.apply()
    job = account.run_import()
    assert (job["status"], account.lacking(job)) == ("ACTIVE", [])


@pytest.mark.parametrize(
    ("policies", "told", "lacking"),
    [
        ({"trust": [trust("111111111111")]}, NOT_ASSUMED, f"{SERVICE} lacks sts:AssumeRole on {ROLE} "),
        ({"role": [READING]}, INSUFFICIENT, f"{ROLE} lacks s3:ListBucket on {BUCKET_ARN} "),
        ({"role": [LISTING_ANOTHER, READING]}, INSUFFICIENT, f"{ROLE} lacks s3:ListBucket on {BUCKET_ARN} "),
        ({"role": [LISTING]}, INSUFFICIENT, f"{ROLE} lacks s3:GetObject on {FILE_ARN}"),
        ({"bucket": [SERVICE_READING]}, INSUFFICIENT, f"{SERVICE} lacks s3:ListBucket on {BUCKET_ARN} "),
        ({"bucket": [SERVICE_LISTING]}, INSUFFICIENT, f"{SERVICE} lacks s3:GetObject on {FILE_ARN}"),
        (
            {"bucket": [SERVICE_LISTING, SERVICE_READING, FROM_THE_VPC_ONLY]},
            INSUFFICIENT,
            f"{ROLE} lacks s3:ListBucket",
        ),
        ({"key": [use_key(PERSONALIZE)]}, INSUFFICIENT, f"{ROLE} lacks kms:Decrypt on arn:aws:kms:"),
        ({"key": [use_key({"AWS": ROLE})]}, INSUFFICIENT, f"{SERVICE} lacks kms:Decrypt on arn:aws:kms:"),
    ],
)
def test_without_one_thing_the_import_fails_in_the_services_words_and_the_log_says_what_it_was(
    account: Account, policies: dict[str, list[Statement]], told: str, lacking: str
) -> None:
    account.apply(**policies)
    job = account.run_import()
    assert (job["status"], job["failureReason"]) == ("CREATE FAILED", told)
    (line,) = account.lacking(job)
    assert line.startswith(lacking)


def test_a_role_that_does_not_exist_cannot_be_assumed(account: Account) -> None:
    account.apply()
    job = account.run_import(ROLE.replace("role/", "role/elsewhere/"))
    assert job["failureReason"] == NOT_ASSUMED.replace("role/", "role/elsewhere/")


def test_the_key_that_aws_manages_cannot_be_opened(account: Account) -> None:
    account.apply()
    account.encrypt()
    job = account.run_import()
    account.encrypt(KMSMasterKeyID=account.key)
    assert job["failureReason"] == INSUFFICIENT
    assert account.lacking(job) == [f"{SERVICE} lacks kms:Decrypt on alias/aws/s3"]
