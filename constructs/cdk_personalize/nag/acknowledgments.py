"""What cdk-nag finds in these constructs and may be as it is, each finding with its reason.

What has no reason here is not acknowledged, and what a parameter or an aspect has mended is not either.
"""

from collections.abc import Iterator, Sequence, Set
from importlib import metadata
from typing import Any

import aws_cdk as cdk
import jsii
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as stepfunctions

from cdk_personalize.nag.finding_ids import actions_by_resource, resource_in_id
from constructs import IConstruct, IValidation

_FIRST_RELEASE = (2, 269)
"""Of `aws-cdk-lib`: older ones refuse ids that have an ARN in them (aws-cdk, pull request 38787)."""

_DEAD_LETTERS = (
    "CloudFormation waits for the answer to each event and fails the resource when none comes, and the next poll makes "
    "up for one that was lost. A queue would keep events that nobody waits for, with the address for the answer."
)
_CONCURRENCY = (
    "There is one call at a time for each import that a deployment waits for. Reserving concurrency takes it from the "
    "other functions of the account; ImportProvider(reserved_concurrent_executions=...) does so for the import "
    "function, and the CDK's Provider framework has no such parameter for its own."
)
_NO_VPC = (
    "The function calls AWS over TLS and nothing else, cannot be reached from a network, and never sees the data. "
    "ImportProvider(vpc=...) runs all functions in a VPC."
)
_LOG_KEY = (
    "CloudWatch Logs encrypts the group with a key of AWS. It holds the names and states of imports, and neither data "
    "nor credentials; ImportProvider(encryption_key=...) takes a key of the account."
)
_STATE_MACHINE_LOG = (
    "The import function logs what came of each call, and Step Functions keeps the history of each execution. A log of "
    "its own would take rights on all log deliveries and resource policies of the account: their actions have no "
    "resource type."
)
_TRACING = (
    "The state machine repeats one call until it succeeds, which its history shows in full. The CDK's Provider "
    "framework has no parameter for tracing."
)
_INLINE = (
    "The policy is for one role and is deleted with it. A managed policy could be attached to other principals, and a "
    "role takes ten of them by default, while each dataset and role of the app that is used for imports adds one."
)

_MANAGED_POLICIES = {
    "AWSLambdaBasicExecutionRole": (
        "The CDK's Provider framework attaches it to its own functions. It allows to write logs and nothing else; the "
        "import function does without, and may write to its own log group only."
    ),
    "AWSLambdaVPCAccessExecutionRole": (
        "With the function's role Lambda attaches it to the VPC that ImportProvider(vpc=...) names. The policy allows "
        "that, and to write logs; the network interfaces have no names beforehand that a narrower one could list."
    ),
}

_JOBS = (
    "A job does not exist before it is started, and its name is generated then. It begins with the name of the stack, "
    "which bounds the wildcard; ImportProviderStack does not know the stacks that will use it, so there it is the jobs "
    "of the account and Region. Datasets have a wildcard only where its dataset_arns has one."
)
_LOOK_AT_JOBS = (
    "It allows to look at the jobs of the account and Region, and to change nothing. A rollback looks at the job of a "
    "name that was given and is taken back, which the template does not know any more."
)
_RULES = (
    "A rule exists as long as a request waits, and is named when it is made. All names begin with a prefix that is for "
    "this function in this stack, which bounds the wildcard."
)
_STACKS = (
    "ImportProviderStack does not know the stacks that will use it, and asks what CloudFormation waits for. It can "
    "change nothing; stack_arns narrows it."
)
_WILDCARDS = {
    "personalize:CreateDatasetImportJob": _JOBS,
    "personalize:DescribeDataset": _JOBS,
    "personalize:DescribeSchema": "A dataset has a schema of any name. It tells the columns of data and holds none.",
    "sts:AssumeRole": "Bounded as iam:PassRole is, and by the trust policies of the roles, which name the function's.",
    "personalize:DescribeDatasetImportJob": _LOOK_AT_JOBS,
    "personalize:ListTagsForResource": _JOBS,
    "personalize:TagResource": _JOBS,
    "personalize:UntagResource": _JOBS,
    "personalize:ListDatasetImportJobs": (
        "The action has no resource type in the Service Authorization Reference, so nothing narrower can be named. It "
        "lists the names and states of jobs in the account and Region."
    ),
    "iam:PassRole": (
        "Bounded by a path that is for import roles only, those of the stack where it is known, or by import_role_arns "
        "of ImportProviderStack, and by iam:PassedToService: no service but Amazon Personalize can be given a role."
    ),
    "cloudformation:DescribeStackResource": _STACKS,
    "cloudformation:DescribeStacks": _STACKS,
    "events:PutRule": _RULES,
    "events:DescribeRule": _RULES,
    "events:PutTargets": _RULES,
    "events:RemoveTargets": _RULES,
    "events:DeleteRule": _RULES,
    "lambda:InvokeFunction": (
        "The function is named. The wildcard is for its versions, of which it has none; the grant of the CDK adds it."
    ),
    "s3:GetObject": (
        "The data is a folder, or a location that is known at deployment only. The wildcard is for what is in it, and "
        "nothing else of the bucket can be read."
    ),
}
"""Reasons by action: a resource may have a wildcard where each action that is allowed on it has one."""


def acknowledge_findings(scope: IConstruct) -> None:
    """Acknowledge what is known of all that is below the construct in the end."""
    _acknowledge_at_synth(scope, None)


def acknowledge_grant(role: iam.IRole, statements: Sequence[iam.PolicyStatement]) -> None:
    """Acknowledge what is known of these statements in the policies of a role that is not the library's."""
    _acknowledge_at_synth(role, statements)


def _acknowledge_at_synth(scope: IConstruct, granted: Sequence[iam.PolicyStatement] | None) -> None:
    release = tuple(int(number) for number in metadata.version("aws-cdk-lib").split(".")[:2])
    if release >= _FIRST_RELEASE:
        scope.node.add_validation(_Acknowledgments(scope, granted))


@jsii.implements(IValidation)
class _Acknowledgments:
    """Acknowledges findings in a validation, where all aspects have been applied and all references are in place.

    For cdk-nag 3 asks for each finding by its id, which holds a resource with a wildcard as the template has it.
    """

    def __init__(self, scope: IConstruct, granted: Sequence[iam.PolicyStatement] | None) -> None:
        self._scope = scope
        self._granted = granted

    def validate(self) -> list[str]:
        """Find nothing wrong, as the CDK asks for it."""
        for resource in self._scope.node.find_all():
            findings = _findings(resource) if self._granted is None else _findings_of_grant(resource, self._granted)
            for rule, reason in findings:
                cdk.Validations.of(resource).acknowledge(cdk.Acknowledgment(id=rule, reason=reason))
        return []


def _findings(resource: IConstruct) -> Iterator[tuple[str, str]]:
    match resource:
        case lambda_.CfnFunction():
            if resource.dead_letter_config is None:
                yield "NIST.800.53.R5-LambdaDLQ", _DEAD_LETTERS
            if resource.reserved_concurrent_executions is None:
                yield "NIST.800.53.R5-LambdaConcurrency", _CONCURRENCY
            if resource.vpc_config is None:
                yield "NIST.800.53.R5-LambdaInsideVPC", _NO_VPC
        case logs.CfnLogGroup():
            if resource.kms_key_id is None:
                yield "NIST.800.53.R5-CloudWatchLogGroupEncrypted", _LOG_KEY
        case stepfunctions.CfnStateMachine():
            if resource.logging_configuration is None:
                yield "AwsSolutions-SF1", _STATE_MACHINE_LOG
            if resource.tracing_configuration is None:
                yield "AwsSolutions-SF2", _TRACING
        case iam.CfnRole():
            stack = cdk.Stack.of(resource)
            for arn in map(resource_in_id, stack.resolve(resource.managed_policy_arns) or []):
                if reason := _MANAGED_POLICIES.get(arn.rpartition("/")[2]):
                    yield f"AwsSolutions-IAM4[Policy::{arn}]", reason
            if policies := stack.resolve(resource.policies):
                yield "NIST.800.53.R5-IAMNoInlinePolicy", _INLINE
                yield from _wildcards([each["policyDocument"] for each in policies])
        case iam.CfnPolicy():
            yield "NIST.800.53.R5-IAMNoInlinePolicy", _INLINE
            yield from _wildcards([cdk.Stack.of(resource).resolve(resource.policy_document)])


def _findings_of_grant(resource: IConstruct, granted: Sequence[iam.PolicyStatement]) -> Iterator[tuple[str, str]]:
    if not isinstance(resource, iam.CfnPolicy):
        return
    stack = cdk.Stack.of(resource)
    document = stack.resolve(resource.policy_document)
    own = {resource_in_id(stack.resolve(each)) for statement in granted for each in statement.resources}
    if own & set(actions_by_resource([document])):
        yield "NIST.800.53.R5-IAMNoInlinePolicy", _INLINE
        yield from _wildcards([document], own)


def _wildcards(documents: Sequence[Any], own: Set[str] | None = None) -> Iterator[tuple[str, str]]:
    for resource, actions in actions_by_resource(documents).items():
        if "*" in resource and (own is None or resource in own) and actions <= set(_WILDCARDS):
            reasons = dict.fromkeys(_WILDCARDS[action] for action in sorted(actions))
            yield f"AwsSolutions-IAM5[Resource::{resource}]", " ".join(reasons)
