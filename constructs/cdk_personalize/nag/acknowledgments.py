"""Acknowledged findings of cdk-nag in these constructs, each with its reason.

A finding without a reason here is not acknowledged, and a finding that a parameter or an aspect fixes is not either.
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
"""Of `aws-cdk-lib`: older releases reject IDs that contain an ARN (aws-cdk, pull request 38787)."""

_DEAD_LETTERS = (
    "CloudFormation waits for the response to each event and fails the resource without one, and the next poll "
    "replaces a lost poll. A queue would keep events that nobody waits for, with the URL for the response."
)
_CONCURRENCY = (
    "The function has one call at a time for each import that a deployment waits for. Reserved concurrency is not "
    "available to the other functions of the account; ImportProvider(reserved_concurrent_executions=...) sets it for "
    "the import function, and the CDK's Provider framework has no such parameter for its functions."
)
_NO_VPC = (
    "The function only calls AWS, over TLS, and cannot be called from a network. ImportProvider(vpc=...) runs all "
    "functions in a VPC."
)
_LOG_KEY = (
    "CloudWatch Logs encrypts the log group with a key of AWS. The log has the names and states of imports, and "
    "neither data nor credentials. ImportProvider(encryption_key=...) uses a customer managed key."
)
_STATE_MACHINE_LOG = (
    "The import function logs the outcome of each call, and Step Functions keeps the history of each execution. "
    "Logging of the state machine requires permissions on all log deliveries and resource policies of the account: "
    "their actions have no resource type."
)
_TRACING = (
    "The state machine repeats one call until it succeeds, which its history shows in full. The CDK's Provider "
    "framework has no parameter for tracing."
)
_INLINE = (
    "The policy is for one role and is deleted with it. A managed policy can be attached to other principals, and a "
    "role has a quota of 10 managed policies by default, while each dataset and role of the app adds a policy."
)

_MANAGED_POLICIES = {
    "AWSLambdaBasicExecutionRole": (
        "The CDK's Provider framework attaches it to its own functions. It allows writing logs only; the import "
        "function does not have it, and can write to its own log group only."
    ),
    "AWSLambdaVPCAccessExecutionRole": (
        "Lambda uses the function's role to attach the function to the VPC of ImportProvider(vpc=...). The policy "
        "allows that and writing logs; the network interfaces do not exist before, so a policy cannot name them."
    ),
}

_JOBS = (
    "The name of a job is generated when it is started, and begins with the name of the stack, which bounds the "
    "wildcard. ImportProviderStack does not know the stacks that will use it, so its wildcard is for the jobs of the "
    "account and Region. Datasets have a wildcard only if dataset_arns has one."
)
_DESCRIBE_JOBS = (
    "It allows describing the jobs of the account and Region, and changing nothing. A rollback describes a job with "
    "the explicit name of the failed update, which is no longer in the template."
)
_RULES = (
    "A rule exists while a request waits, and its name is generated. All names begin with a prefix for this function "
    "in this stack, which bounds the wildcard."
)
_STACKS = (
    "ImportProviderStack does not know the stacks that will use it, and its function describes them to see what "
    "CloudFormation waits for. It can change nothing; stack_arns narrows the wildcard."
)
_WILDCARDS = {
    "personalize:CreateDatasetImportJob": _JOBS,
    "personalize:DescribeDataset": _JOBS,
    "personalize:DescribeSchema": "A dataset can have a schema of any name. A schema has no data.",
    "sts:AssumeRole": "Bounded like iam:PassRole, and by the trust policies of the roles.",
    "personalize:DescribeDatasetImportJob": _DESCRIBE_JOBS,
    "personalize:ListTagsForResource": _JOBS,
    "personalize:TagResource": _JOBS,
    "personalize:UntagResource": _JOBS,
    "personalize:ListDatasetImportJobs": (
        "The action has no resource type in the Service Authorization Reference, so its resource must be *. It lists "
        "the names and states of jobs in the account and Region."
    ),
    "iam:PassRole": (
        "Bounded by a path for import roles only, that of the stack's roles if the stack is known, or by "
        "import_role_arns of ImportProviderStack, and by iam:PassedToService: roles can be passed to Amazon "
        "Personalize only."
    ),
    "cloudformation:DescribeStackResource": _STACKS,
    "cloudformation:DescribeStacks": _STACKS,
    "events:PutRule": _RULES,
    "events:DescribeRule": _RULES,
    "events:PutTargets": _RULES,
    "events:RemoveTargets": _RULES,
    "events:DeleteRule": _RULES,
    "lambda:InvokeFunction": (
        "The policy names the function. The wildcard, which the CDK's grant adds, is for its versions: it has none."
    ),
    "s3:GetObject": (
        "The data is a folder, or a location that can be one: its key has no final slash, or is known only at "
        "deployment. The wildcard is for the objects in it, and nothing else in the bucket can be read."
    ),
}
"""Reasons by action: a wildcard is acknowledged if each action on the resource has a reason."""


def acknowledge_findings(scope: IConstruct) -> None:
    """Acknowledge the known findings of all constructs below the construct at synth."""
    _acknowledge_at_synth(scope, None)


def acknowledge_grant(role: iam.IRole, statements: Sequence[iam.PolicyStatement]) -> None:
    """Acknowledge the known findings about these statements in the policies of a role of the user."""
    _acknowledge_at_synth(role, statements)


def _acknowledge_at_synth(scope: IConstruct, granted: Sequence[iam.PolicyStatement] | None) -> None:
    release = tuple(int(number) for number in metadata.version("aws-cdk-lib").split(".")[:2])
    if release >= _FIRST_RELEASE:
        scope.node.add_validation(_Acknowledgments(scope, granted))


@jsii.implements(IValidation)
class _Acknowledgments:
    """Acknowledges findings in a validation, after all aspects are applied and all references are resolved.

    cdk-nag 3 requires the ID of each finding, which has the resource with its wildcard as in the template.
    """

    def __init__(self, scope: IConstruct, granted: Sequence[iam.PolicyStatement] | None) -> None:
        self._scope = scope
        self._granted = granted

    def validate(self) -> list[str]:
        """Acknowledge, and return no errors."""
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
