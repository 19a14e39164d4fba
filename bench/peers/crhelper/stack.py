"""A stack that waits for an import with crhelper."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import aws_cdk as cdk
import crhelper
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from bench.peers.rights import may_import
from constructs import Construct

FUNCTION = Path(__file__).parent / "function"


class CrhelperPeer(cdk.Stack):
    """The function's defaults, but for its time limit, since crhelper polls for what takes longer than a call."""

    def __init__(self, scope: Construct, id: str, *, properties: Mapping[str, str]) -> None:
        super().__init__(scope, id)
        with tempfile.TemporaryDirectory() as folder:
            function = lambda_.Function(
                self,
                "Function",
                runtime=lambda_.Runtime.PYTHON_3_14,
                handler="index.handler",
                code=lambda_.Code.from_asset(str(_with_crhelper(Path(folder)))),
                timeout=cdk.Duration.minutes(1),
            )
        may_import(function)
        # The policy of the README, which crhelper needs to poll.
        function.add_to_role_policy(
            iam.PolicyStatement(
                actions=[
                    "lambda:AddPermission",
                    "lambda:RemovePermission",
                    "events:PutRule",
                    "events:DeleteRule",
                    "events:PutTargets",
                    "events:RemoveTargets",
                ],
                resources=["*"],
            )
        )
        cdk.CustomResource(self, "Import", service_token=function.function_arn, properties=dict(properties))


def _with_crhelper(folder: Path) -> Path:
    """Do what `pip install crhelper -t .` does for a function's folder."""
    code = folder / "code"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(FUNCTION, code, ignore=ignored)
    shutil.copytree(Path(crhelper.__file__).parent, code / "crhelper", ignore=ignored)
    return code
