"""The local AWS lets an import read what role, bucket and key admit together, and nothing else."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from botocore.exceptions import ClientError

from local_aws import LocalAws
from testing.data_access import PERSONALIZE, TRUST, Statement, create_role, document, read_statements
from testing.datasets import create_datasets
from testing.harness import CSV
from tests.e2e.waiting import ended
from tests.local_aws.service_fixture import ROLE

BUCKET = "lake"
BUCKET_ARN = f"arn:aws:s3:::{BUCKET}"
FILE_ARN = f"{BUCKET_ARN}/interactions/1.csv"
SERVICE = PERSONALIZE["Service"]
KEY_ACTIONS = ["kms:Decrypt", "kms:DescribeKey"]
INSUFFICIENT = (
    "Insufficient privileges for accessing data in S3. Please look at "
    "https://docs.aws.amazon.com/personalize/latest/dg/granting-personalize-s3-access.html"
)
OF_ROLE = f"{INSUFFICIENT} and ensure your role is configured correctly."
OF_BUCKET = f"{INSUFFICIENT}#attach-bucket-policy and fix bucket policy on {BUCKET}."
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


class Outcome(NamedTuple):
    """The status of a job, or status and code of the call's error; in what words; and what the log says was lacking."""

    how: str
    words: str | None
    lacking: list[str]


class Account:
    """A dataset, a role, and a bucket with data, which is encrypted with a key.

    `refusal` is how an import ends that lacks something.
    """

    def __init__(self, aws: LocalAws, refusal: str) -> None:
        self.aws = aws
        self.refusal = refusal
        self.imports = 0
        self.personalize = aws.client("personalize")
        self.key = aws.client("kms").create_key()["KeyMetadata"]["Arn"]
        create_role(aws, "import", LISTING, READING)
        s3 = aws.client("s3")
        s3.create_bucket(Bucket=BUCKET)
        self.encrypt(KMSMasterKeyID=self.key)
        s3.put_object(Bucket=BUCKET, Key="interactions/1.csv", Body=CSV)
        (self.dataset,) = create_datasets(self.personalize, "movies")

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

    def run_import(self, role: str = ROLE) -> Outcome:
        """Import the folder, and return what came of it when it has ended."""
        self.imports += 1
        name = f"job-{self.imports}"
        try:
            arn = self.personalize.create_dataset_import_job(
                jobName=name,
                datasetArn=self.dataset,
                dataSource={"dataLocation": f"s3://{BUCKET}/interactions/"},
                roleArn=role,
            )["datasetImportJobArn"]
        except ClientError as error:
            jobs = self.personalize.list_dataset_import_jobs()["datasetImportJobs"]
            assert name not in [job["jobName"] for job in jobs]
            how = f"{error.response['ResponseMetadata']['HTTPStatusCode']} {error.response['Error']['Code']}"
            return Outcome(how, error.response["Error"]["Message"], self._lacking(name))
        job = ended(self.personalize, arn)
        return Outcome(job["status"], job.get("failureReason"), self._lacking(name))

    def _lacking(self, name: str) -> list[str]:
        """Return what the server's log says was lacking for a job."""
        return re.findall(rf":dataset-import-job/{name}: (.* lacks .*)", self.aws.log_path.read_text())


@pytest.fixture(scope="module", params=[False, True], ids=["at once", "late"])
def account(request: pytest.FixtureRequest) -> Iterator[Account]:
    late = request.param
    with LocalAws(import_seconds=0.2, pending_seconds=0.1, resource_seconds=0.3, late_refusals=late) as aws:
        yield Account(aws, refusal="CREATE FAILED" if late else "400 InvalidInputException")


def test_an_import_lands_with_exactly_what_it_needs(account: Account) -> None:
    account.apply()
    assert account.run_import() == ("ACTIVE", None, [])


@pytest.mark.parametrize(
    ("policies", "told", "lacking"),
    [
        ({"trust": [trust("111111111111")]}, NOT_ASSUMED, f"{SERVICE} lacks sts:AssumeRole on {ROLE} "),
        ({"role": [READING]}, OF_ROLE, f"{ROLE} lacks s3:ListBucket on {BUCKET_ARN} "),
        ({"role": [LISTING_ANOTHER, READING]}, OF_ROLE, f"{ROLE} lacks s3:ListBucket on {BUCKET_ARN} "),
        ({"role": [LISTING]}, OF_ROLE, f"{ROLE} lacks s3:GetObject on {FILE_ARN}"),
        ({"bucket": [SERVICE_READING]}, OF_BUCKET, f"{SERVICE} lacks s3:ListBucket on {BUCKET_ARN} "),
        ({"bucket": [SERVICE_LISTING]}, OF_BUCKET, f"{SERVICE} lacks s3:GetObject on {FILE_ARN}"),
        (
            {"bucket": [SERVICE_LISTING, SERVICE_READING, FROM_THE_VPC_ONLY]},
            OF_ROLE,
            f"{ROLE} lacks s3:ListBucket",
        ),
        ({"key": [use_key(PERSONALIZE)]}, OF_ROLE, f"{ROLE} lacks kms:Decrypt on arn:aws:kms:"),
        ({"key": [use_key({"AWS": ROLE})]}, OF_BUCKET, f"{SERVICE} lacks kms:Decrypt on arn:aws:kms:"),
    ],
)
def test_without_one_thing_the_import_fails_in_the_services_words_and_the_log_says_what_it_was(
    account: Account, policies: dict[str, list[Statement]], told: str, lacking: str
) -> None:
    account.apply(**policies)
    how, words, (line,) = account.run_import()
    assert (how, words) == (account.refusal, told)
    assert line.startswith(lacking)


def test_a_role_that_does_not_exist_cannot_be_assumed(account: Account) -> None:
    account.apply()
    outcome = account.run_import(ROLE.replace("role/", "role/elsewhere/"))
    assert outcome.words == NOT_ASSUMED.replace("role/", "role/elsewhere/")


def test_the_key_that_aws_manages_cannot_be_opened(account: Account) -> None:
    account.apply()
    account.encrypt()
    outcome = account.run_import()
    account.encrypt(KMSMasterKeyID=account.key)
    assert outcome == (account.refusal, OF_BUCKET, [f"{SERVICE} lacks kms:Decrypt on alias/aws/s3"])
