"""Takes statements away from a stack, one at a time, and sees what happens to its import on a local AWS."""

import json
import re
import time
from dataclasses import dataclass
from typing import Any

from cdk_personalize_handler.contract.properties import RESOURCE_TYPE
from local_aws import LocalAws
from tools.permissions.rights import BUCKET_POLICY, FUNCTION, KEY_POLICY, ROLE, TRUST, right_of
from tools.permissions.scenarios import FILE, STACK_NAME, Template
from tools.permissions.statements import Statement

THE_SERVICES_WORDS = "Input csv is missing the following columns"
"""What Amazon Personalize says of the broken data."""

_LOOK_SECONDS = 1.0
_PATIENCE_SECONDS = 600.0


@dataclass(frozen=True)
class Outcome:
    """What came of a stack: the step that failed, and the reason that CloudFormation shows."""

    failed: str | None
    message: str
    left_out: str
    """What the function logs that preflight could not look at."""

    denial: str = ""
    """What the local AWS logs of data that may not be read: who lacks which action on what. Amazon Personalize says the
    same of every policy."""

    @property
    def is_left_out_by_chance(self) -> bool:
        """Preflight could not look for another reason than a missing right: a call took too long, for example."""
        return bool(self.left_out) and "not authorized to perform" not in self.left_out


class Trial:
    """One stack, deployed in steps as people do: what is to be read, the data, the import, and later an update."""

    def __init__(self, aws: LocalAws, template: Template, number: int, code_bucket: str) -> None:
        self._aws = aws
        self._cloudformation = aws.client("cloudformation")
        self._template = template
        self._name = f"{STACK_NAME}-{number}"
        self._parameters = {"CodeBucket": code_bucket, "CodeKeyPrefix": ""}

    def run(self, data: bytes, *, also_update: bool) -> Outcome:
        """Deploy, and stop at the first failure."""
        self._deploy("create", _without_import(self._template))
        self._aws.client("s3").put_object(Bucket=self._bucket(), Key=FILE, Body=data)
        steps = [("the import", "1")] + ([("another import", "2")] if also_update else [])
        for step, version in steps:
            message = self._deploy("update", self._template, DataVersion=version)
            if message is not None:
                return Outcome(step, message, self._left_out(), self._denial())
        return Outcome(None, "", self._left_out())

    def _deploy(self, operation: str, template: Template, **parameters: str) -> str | None:
        """Create or update the stack; return why its import failed, or None when all went well."""
        known = self._failures() if operation == "update" else []
        getattr(self._cloudformation, f"{operation}_stack")(
            StackName=self._name,
            TemplateBody=json.dumps(template),
            Parameters=[
                {"ParameterKey": name, "ParameterValue": value}
                for name, value in (self._parameters | parameters).items()
            ],
            Capabilities=["CAPABILITY_IAM"],
        )
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            time.sleep(_LOOK_SECONDS)
            if new := self._failures()[len(known) :]:
                return new[0]
            if self._status() == f"{operation.upper()}_COMPLETE":
                return None
        raise TimeoutError(f"{self._name} is {self._status()} after {_PATIENCE_SECONDS:.0f} s")

    def _left_out(self) -> str:
        """What the function's log says that preflight could not look at."""
        logs = self._aws.client("logs")
        groups = logs.describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{self._name}-")["logGroups"]
        pages = [logs.filter_log_events(logGroupName=group["logGroupName"])["events"] for group in groups]
        lines = [event["message"] for events in pages for event in events]
        left_out = re.compile(r"preflight: (.* was not checked: [^\"]*|stopped reading [^\"]*|skipped)")
        found = [left_out.search(line) for line in lines]
        return "; ".join(dict.fromkeys(match[0] for match in found if match))

    def _failures(self) -> list[str]:
        """Why resources of the stack failed, oldest first."""
        events = self._cloudformation.describe_stack_events(StackName=self._name)["StackEvents"]
        return [
            event.get("ResourceStatusReason", "").partition("\n\nLogs: ")[0]
            for event in reversed(events)
            if event["ResourceStatus"].endswith("_FAILED")
        ]

    def _denial(self) -> str:
        jobs = re.compile(rf"dataset-import-job/(given-)?{self._name}(-[^: ]+)?: (.+ lacks .+)")
        refusals = [found[3] for line in self._aws.log_path.read_text().splitlines() if (found := jobs.search(line))]
        return refusals[-1] if refusals else ""

    def _status(self) -> str:
        (stack,) = self._cloudformation.describe_stacks(StackName=self._name)["Stacks"]
        return str(stack["StackStatus"])

    def _bucket(self) -> str:
        resources = self._cloudformation.describe_stack_resources(StackName=self._name)["StackResources"]
        (bucket,) = (each for each in resources if each["ResourceType"] == "AWS::S3::Bucket")
        return str(bucket["PhysicalResourceId"])


def names_the_denial(statement: Statement, outcome: Outcome) -> bool:
    """Return whether it failed for the missing right, and the message names that right, among others where it must.

    Of a right that is for preflight the function's log names it, and the message is the service's own.
    """
    who = right_of(statement).who
    if right_of(statement).is_for_preflight:
        denied = any(f"not authorized to perform: {action}" in outcome.left_out for action in statement.actions)
        return denied and THE_SERVICES_WORDS in outcome.message
    if who == FUNCTION:
        return any(f"not authorized to perform: {action}" in outcome.message for action in statement.actions)
    principal, _, lacking = outcome.denial.partition(" lacks ")
    is_lacking = lacking.partition(" on ")[0] in statement.actions and (":role/" in principal) is (who == ROLE)
    named = {
        ROLE: "needs s3:ListBucket" if statement.actions[0].startswith("s3:") else "the KMS key of encrypted data",
        BUCKET_POLICY: "The bucket policy must allow personalize.amazonaws.com",
        KEY_POLICY: "the key's policy must allow personalize.amazonaws.com",
        TRUST: "must trust personalize.amazonaws.com",
    }[who]
    actions = [action for action in statement.actions if action.startswith("s3:")]
    return is_lacking and all(words in outcome.message for words in [named, *actions])


def _without_import(template: Template) -> Template:
    resources: dict[str, Any] = {
        name: resource for name, resource in template["Resources"].items() if resource["Type"] != RESOURCE_TYPE
    }
    return {**template, "Resources": resources}
