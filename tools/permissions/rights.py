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
"""Without any one right of these an import fails, and says so. Without the log's, none can be looked into; without that
of the rules, nobody calls the function, and CloudFormation gives up after an hour."""

OF_THE_LIBRARY = (*NEEDED, LOG, RULES)
"""The others are written by the CDK."""

WHO = (*OF_THE_LIBRARY, LAMBDA, FRAMEWORK, STEP_FUNCTIONS, ACCOUNT)

_READS = "Personalize looks for the files under the location with it, and may list nothing else."
_GETS = "Personalize reads the files with it, and no others."
_KEY = (
    "The developer guide asks for these five where a KMS key encrypts the bucket (*Giving Amazon Personalize "
    "permission to use your AWS KMS key*)."
)
_AS_A_SERVICE = "Personalize reads as a service, too; the bucket must admit it, whatever the role may."
_INVOKES = "Each call and each poll goes to the import function, or to the function that asks it."

_WHY = {
    (TRUST, "sts:AssumeRole"): "It reads the data as this role, on behalf of an import of this account and Region.",
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
    ): "It starts imports. Personalize asks for the right to the dataset and "
    "to the job: datasets are named, and jobs by the beginning of their names, which is the stack's.",
    (
        FUNCTION,
        "personalize:DescribeDatasetImportJob",
    ): "It follows its jobs. The right is to all, since a rollback "
    "takes back a name that was given, and with it what the template says of a job of that name.",
    (FUNCTION, "personalize:ListTagsForResource"): "Tags are changed in place.",
    (FUNCTION, "iam:PassRole"): "An import names the role that reads the data. Roles that were created for the stack's "
    "imports have a path of their own; one of yours is named.",
    (FUNCTION, "personalize:ListDatasetImportJobs"): "An update, a rollback and a deletion look at what else is or was "
    "imported. The Service Authorization Reference has no resource type for this action, so it cannot be narrowed.",
    (
        FUNCTION,
        "cloudformation:DescribeStackResource",
    ): "Nothing is started for a resource that CloudFormation has given up, and a rollback is told from an update.",
    (FUNCTION, "events:PutRule"): "crhelper makes a rule that calls the function again, and deletes it.",
    (LOG, "logs:CreateLogStream"): "It writes what it decides into its own log group, and can create no other.",
    (RULES, "lambda:InvokeFunction"): "Rules of this function, and of no other, call it again while a request waits.",
    (
        FRAMEWORK,
        "AWSLambdaBasicExecutionRole",
    ): "The framework's functions may write logs with it.",
    (LAMBDA, "sts:AssumeRole"): "The functions run with these roles.",
    (STEP_FUNCTIONS, "sts:AssumeRole"): "The state machine runs with this role.",
    (FRAMEWORK, "lambda:InvokeFunction"): _INVOKES,
    (FRAMEWORK, "lambda:GetFunction"): "The framework waits until a function is ready to be called.",
    (FRAMEWORK, "states:StartExecution"): "The state machine is what polls.",
    (
        ACCOUNT,
        "kms:*",
    ): "The CDK's default for a key, not the library's: policies of the account decide about it.",
}


@dataclass(frozen=True)
class Right:
    """Who may do what a statement allows, and why."""

    who: str
    why: str


def right_of(statement: Statement) -> Right:
    """Return whose right a statement is; raise `KeyError` if no reason is known for it."""
    who = _who(statement)
    return Right(who, _WHY[who, statement.actions[0]])


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
