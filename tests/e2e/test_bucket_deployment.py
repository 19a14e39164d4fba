"""The CDK's BucketDeployment on the local AWS: the CDK's own function, with the AWS CLI of its layer."""

import sys
from pathlib import Path

from local_aws import LocalAws
from testing import cdk_cli

APP = """
import os
import aws_cdk as cdk
from aws_cdk import aws_s3 as s3, aws_s3_deployment as s3_deployment

app = cdk.App()
stack = cdk.Stack(app, "Upload")
s3_deployment.BucketDeployment(
    stack,
    "Data",
    destination_bucket=s3.Bucket(stack, "Lake", bucket_name="lake", removal_policy=cdk.RemovalPolicy.DESTROY),
    destination_key_prefix="interactions/",
    sources=[s3_deployment.Source.asset(os.environ["DATA"])],
    retain_on_delete=False,
)
app.synth()
"""


def test_files_of_the_app_are_uploaded_replaced_and_deleted(tmp_path: Path) -> None:
    data, app = tmp_path / "data", tmp_path / "app.py"
    data.mkdir()
    app.write_text(APP)
    with LocalAws() as aws:
        aws.bootstrap(cdk_cli.CDK)
        s3 = aws.client("s3")

        def cdk(*command: str) -> None:
            cdk_cli.succeed(aws, *command, folder=tmp_path, variables={"DATA": str(data)})

        def uploaded() -> dict[str, bytes]:
            keys = [item["Key"] for item in s3.list_objects_v2(Bucket="lake").get("Contents", [])]
            return {key: s3.get_object(Bucket="lake", Key=key)["Body"].read() for key in keys}

        for files in {"1.csv": b"ITEM_ID\n1\n", "2.csv": b"ITEM_ID\n"}, {"1.csv": b"ITEM_ID\n2\n"}:
            for old in data.iterdir():
                old.unlink()
            for name, content in files.items():
                (data / name).write_bytes(content)
            cdk("deploy", "--require-approval", "never", "--app", f"{sys.executable} {app}")
            assert uploaded() == {f"interactions/{name}": content for name, content in files.items()}
        cdk("destroy", "--force", "--app", "cdk.out")
        assert "lake" not in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}
