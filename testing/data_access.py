"""What Amazon Personalize needs in an account in order to read data, given with boto3 alone."""

import json
from typing import Any

from local_aws import LocalAws

Statement = dict[str, Any]

PERSONALIZE = {"Service": "personalize.amazonaws.com"}
TRUST: Statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": PERSONALIZE}


def document(*statements: Statement) -> str:
    """Return a policy."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def read_statements(bucket: str, **more: Any) -> list[Statement]:
    """Return what allows to read a whole bucket."""
    arn = f"arn:aws:s3:::{bucket}"
    return [
        {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": arn, **more},
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{arn}/*", **more},
    ]


def admit_service(aws: LocalAws, bucket: str) -> None:
    """Let the service read a bucket that has no policy yet."""
    policy = document(*read_statements(bucket, Principal=PERSONALIZE))
    aws.client("s3").put_bucket_policy(Bucket=bucket, Policy=policy)


def create_role(aws: LocalAws, name: str, *statements: Statement) -> str:
    """Create a role for the service that may do what the statements say, and return its ARN."""
    iam = aws.client("iam")
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(TRUST))["Role"]
    iam.put_role_policy(RoleName=name, PolicyName="ReadData", PolicyDocument=document(*statements))
    return str(role["Arn"])
