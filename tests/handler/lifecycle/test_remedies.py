import pytest

from cdk_personalize_handler.lifecycle.import_job import ImportJob
from cdk_personalize_handler.lifecycle.remedies import remedy_for

JOB = ImportJob(arn="arn", role_arn="arn:aws-us-gov:iam::000000000000:role/" + "r" * 64)


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("Input csv is missing the following columns: [ITEM_ID]", "header row"),
        ("Insufficient privileges for accessing data in S3. Please fix bucket policy on lake", "bucket policy"),
        ("The role cannot be assumed", "must trust personalize.amazonaws.com"),
        ("User: arn:aws:sts::1:assumed-role/x is not authorized to perform: personalize:X", "permissions boundary"),
        ("User: x is not authorized to perform: iam:PassRole on resource: y", "role="),
        ("User: x is not authorized to perform: cloudformation:DescribeStacks on resource: y", "StackArns"),
        ("Invalid Data location.", "ends in '/'"),
        ("Length cannot be more than 1000 characters for GENRE", "unclosed quote"),
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
