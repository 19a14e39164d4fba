"""Whose each statement is, and why it is there. A statement that nobody has given a reason for is an error."""

import re
from dataclasses import dataclass

from tools.permissions.statements import Statement

FUNCTION = "the import function"
LOG = "the import function, for its log"
ROLE = "Amazon Personalize, as the import's role"
BUCKET_POLICY = "Amazon Personalize, by the bucket's policy"
KEY_POLICY = "Amazon Personalize, by the KMS key's policy"
TRUST = "Amazon Personalize"
RULES = "Amazon EventBridge, by the function's policy"
LAMBDA, STEP_FUNCTIONS = "AWS Lambda", "AWS Step Functions"
FRAMEWORK = "the CDK's Provider framework"
ACCOUNT = "the account"

NEEDED = (TRUST, ROLE, BUCKET_POLICY, KEY_POLICY, FUNCTION)
"""Without one of these an import fails, or preflight is skipped, and a message says so. Without the log's, nobody can
read why; without that of the rules, nobody calls the function, and CloudFormation stops waiting after an hour."""

OF_THE_LIBRARY = (*NEEDED, LOG, RULES)
"""The others are written by the CDK."""

WHO = (*OF_THE_LIBRARY, LAMBDA, FRAMEWORK, STEP_FUNCTIONS, ACCOUNT)

_READS = "Personalize lists the files under the location. It can list nothing else."
_GETS = "Personalize reads the file, or the files if the location is a folder. It can read no others."
_KEY = (
    "The developer guide requires these five where a KMS key encrypts the bucket (*Giving Amazon Personalize "
    "permission to use your AWS KMS key*)."
)
_AS_A_SERVICE = (
    "Personalize also reads as a service principal, which the bucket policy must allow in addition to the role."
)
_INVOKES = "Each call and each poll invokes the import function, or the framework function that invokes it."

_WHY = {
    (
        TRUST,
        "sts:AssumeRole",
    ): "Personalize assumes this role to read the data, for imports of this account and Region only.",
    (ROLE, "s3:ListBucket"): _READS,
    (ROLE, "s3:GetObject"): _GETS,
    (ROLE, "kms:Decrypt"): _KEY,
    (
        BUCKET_POLICY,
        "s3:ListBucket",
    ): _AS_A_SERVICE,
    (BUCKET_POLICY, "s3:GetObject"): _AS_A_SERVICE,
    (KEY_POLICY, "kms:Decrypt"): f"{_KEY} In a key's policy, `*` is the key.",
    (
        FUNCTION,
        "personalize:CreateDatasetImportJob",
    ): "The function starts imports. Personalize authorizes the action on the "
    "dataset and on the job: datasets are named, and jobs by the prefix of their names, which is the stack's name.",
    (
        FUNCTION,
        "personalize:DescribeDatasetImportJob",
    ): "The function polls its jobs. It can describe all jobs, because a "
    "rollback also restores an earlier explicit name, which the present template no longer has.",
    (FUNCTION, "personalize:ListTagsForResource"): "Tags are changed in place.",
    (
        FUNCTION,
        "iam:PassRole",
    ): "An import names the role that reads the data. Roles that the construct creates have a path of "
    "their own; yours are named.",
    (FUNCTION, "personalize:ListDatasetImportJobs"): "An update, a rollback and a deletion list the dataset's earlier "
    "imports. The Service Authorization Reference has no resource type for this action, so it cannot be narrowed.",
    (
        FUNCTION,
        "cloudformation:DescribeStackResource",
    ): "No import is started for a cancelled resource, and a rollback is distinguished from an update.",
    (
        FUNCTION,
        "sts:AssumeRole",
    ): "Preflight reads the data as the import's role, so the function needs no permissions for "
    "data or keys. Its own policy and the role's trust policy must allow that; without either, preflight is skipped.",
    (FUNCTION, "personalize:DescribeSchema"): "Preflight validates the data against the dataset's schema. Only the "
    "dataset says which schema that is.",
    (FUNCTION, "events:PutRule"): "crhelper creates a rule that invokes the function in each poll, and deletes it.",
    (LOG, "logs:CreateLogStream"): "The function writes to its own log group, and can create no other.",
    (RULES, "lambda:InvokeFunction"): "Only this function's rules invoke it while a request waits.",
    (
        FRAMEWORK,
        "AWSLambdaBasicExecutionRole",
    ): "The framework's functions write logs.",
    (LAMBDA, "sts:AssumeRole"): "The functions run with these roles.",
    (STEP_FUNCTIONS, "sts:AssumeRole"): "The state machine runs with this role.",
    (FRAMEWORK, "lambda:InvokeFunction"): _INVOKES,
    (FRAMEWORK, "lambda:GetFunction"): "The framework waits until a function is ready to be called.",
    (FRAMEWORK, "states:StartExecution"): "The state machine polls.",
    (
        ACCOUNT,
        "kms:*",
    ): "The CDK's default for a key, not the library's: the account's IAM policies decide.",
}


_FOR_PREFLIGHT = {(FUNCTION, "sts:AssumeRole"), (FUNCTION, "personalize:DescribeSchema")}
"""Without these an import succeeds, but its data is not checked before."""


@dataclass(frozen=True)
class Right:
    """Who may do what a statement allows, and why."""

    who: str
    why: str
    is_for_preflight: bool


def right_of(statement: Statement) -> Right:
    """Return whose right a statement is; raise `KeyError` if no reason is known for it."""
    who = _who(statement)
    right = who, statement.actions[0]
    return Right(who, _WHY[right], right in _FOR_PREFLIGHT)


def _who(statement: Statement) -> str:
    match statement.kind, statement.principals:
        case "AWS::KMS::Key", [principal]:
            return ACCOUNT if principal.endswith(":root") else KEY_POLICY
        case "AWS::S3::BucketPolicy", _:
            return BUCKET_POLICY
        case "AWS::Lambda::Permission", _:
            return RULES
        case _, ["personalize.amazonaws.com"]:
            return TRUST
        case _, [principal] if "HandlerServiceRole" in principal:
            return FUNCTION
        case _, ["lambda.amazonaws.com"]:
            return LAMBDA
        case _, ["states.amazonaws.com"]:
            return STEP_FUNCTIONS
    if statement.construct.endswith("/Log/WritePolicy"):
        return LOG
    if "/Framework/" in statement.construct:
        return FRAMEWORK
    is_function = re.search(r"/HandlerServiceRole/|/ImportPolicy$|^PersonalizeImportOf", statement.construct)
    return FUNCTION if is_function else ROLE
