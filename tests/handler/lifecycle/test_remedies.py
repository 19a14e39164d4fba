import pytest

from cdk_personalize_handler.lifecycle.import_job import ImportJob
from cdk_personalize_handler.lifecycle.remedies import remedy_for
from tests.handler.lifecycle import refusals

JOB = ImportJob(arn="arn", role_arn="arn:aws-us-gov:iam::000000000000:role/" + "r" * 64)


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("Input csv is missing the following columns: [ITEM_ID]", "header row"),
        (refusals.OF_THE_ROLE, f"Role {'r' * 64} needs s3:ListBucket"),
        (refusals.OF_THE_BUCKET, "The bucket policy must allow"),
        ("Insufficient privileges for accessing data in S3. Look elsewhere.", "are needed twice"),
        ("Cross-account pass role is not allowed. (AccessDeniedException)", "Use a role of the stack's account"),
        (f"{refusals.TEN_RESOURCES} (LimitExceededException)", "other than the queue"),
        ("The role cannot be assumed", "must trust personalize.amazonaws.com"),
        ("User: arn:aws:sts::1:assumed-role/x is not authorized to perform: personalize:X", "permissions boundary"),
        ("User: x is not authorized to perform: iam:PassRole on resource: y", "role="),
        ("User: x is not authorized to perform: cloudformation:DescribeStacks on resource: y", "StackArns"),
        ("Invalid Data location.", "ends in '/'"),
        (refusals.TOO_LONG, "unclosed quote"),
        (refusals.NAME_TAKEN, "use another name"),
        (refusals.NO_GROUP, "must exist in the Region and account"),
        (refusals.NOT_ACTIVE, "Wait until it is ACTIVE"),
        ("Something that nobody has seen", ""),
    ],
)
def test_a_known_cause_comes_with_its_remedy(words: str, remedy: str) -> None:
    assert remedy in remedy_for(words, JOB)
    assert bool(remedy_for(words, JOB)) is bool(remedy)


@pytest.mark.parametrize(
    ("action", "parameter", "construct"),
    [
        ("iam:PassRole", "ImportRoleArns", "role= to DatasetImportJob"),
        ("personalize:CreateDatasetImportJob", "DatasetArns", "DatasetImportJob grants it"),
        ("cloudformation:DescribeStackResource", "StackArns", "DatasetImportJob grants it"),
    ],
)
def test_a_missing_permission_is_granted_by_a_parameter_or_the_construct_and_a_boundary_is_last(
    action: str, parameter: str, construct: str
) -> None:
    remedy = remedy_for(f"User: x is not authorized to perform: {action} on resource: y", JOB)
    assert remedy.index(parameter) < remedy.index(construct) < remedy.index("permissions boundary")
