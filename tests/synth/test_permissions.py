"""Every right that the library gives anybody: one more, or a wider one, fails here."""

import tempfile
from pathlib import Path

import pytest

from tools.permissions import rights
from tools.permissions.rights import OF_THE_LIBRARY, right_of
from tools.permissions.scenarios import synthesize
from tools.permissions.statements import Statement, statements_of, without

JOBS = "arn:${Partition}:personalize:${Region}:${AccountId}:dataset-import-job/"
KEY = ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey", "kms:ListGrants"]
READS = [
    ("s3:ListBucket", "${Lake5F1B88EA.Arn}"),
    ("s3:GetObject", "${Lake5F1B88EA.Arn}/interactions.csv"),
    ("s3:GetObject", "${Lake5F1B88EA.Arn}/interactions.csv/*"),
]
TAG = ("ListTagsForResource", "TagResource", "UntagResource")
RULES = ("PutRule", "DescribeRule", "PutTargets", "RemoveTargets", "DeleteRule")
LOOK = ("DescribeStackResource", "DescribeStacks")

EXPECTED = {
    rights.TRUST: {("sts:AssumeRole", "")},
    rights.ROLE: {*READS, *((action, "${Key961B73FD.Arn}") for action in KEY)},
    rights.BUCKET_POLICY: {*READS},
    rights.KEY_POLICY: {(action, "*") for action in KEY},
    rights.LOG: {
        (f"logs:{action}", f"${{PersonalizeImport{waiter}.Arn}}")
        for action in ("CreateLogStream", "PutLogEvents")
        for waiter in ("ProviderFrameworkLogGroupFB705F8F", "CrhelperLogGroupAD5F091B")
    },
    rights.RULES: {("lambda:InvokeFunction", "${PersonalizeImportCrhelperHandlerAB8AB2E6.Arn}")},
    rights.FUNCTION: {
        ("personalize:CreateDatasetImportJob", "${Dataset}"),
        ("personalize:DescribeDataset", "${Dataset}"),
        ("personalize:DescribeSchema", "arn:${Partition}:personalize:${Region}:${AccountId}:schema/*"),
        ("sts:AssumeRole", ""),
        ("sts:AssumeRole", "arn:${Partition}:iam::${AccountId}:role/personalize-import/Recommendations/*"),
        ("sts:AssumeRole", "${YourRole6B13081E.Arn}"),
        *(
            (f"personalize:{action}", f"{JOBS}{jobs}")
            for action in ("CreateDatasetImportJob", "DescribeDataset", *TAG)
            for jobs in ("Recommendations-*", "given-${StackName}")
        ),
        ("personalize:DescribeDatasetImportJob", f"{JOBS}*"),
        ("personalize:ListDatasetImportJobs", "*"),
        ("iam:PassRole", "arn:${Partition}:iam::${AccountId}:role/personalize-import/Recommendations/*"),
        ("iam:PassRole", "${YourRole6B13081E.Arn}"),
        *((f"cloudformation:{action}", "${StackId}") for action in LOOK),
        *(
            (f"events:{action}", "arn:${Partition}:events:${Region}:${AccountId}:rule/PersonalizeImporta52f12bb${…}*")
            for action in RULES
        ),
    },
}

WITHOUT_A_RESOURCE_TYPE = {"personalize:ListDatasetImportJobs"}
"""Actions for which the Service Authorization Reference has none, so that nothing narrower than * can be named."""


@pytest.fixture(scope="module")
def statements() -> list[Statement]:
    with tempfile.TemporaryDirectory() as folder:
        templates = synthesize(Path(folder))
    every = [statement for template in templates.values() for statement in statements_of(template)]
    return [statement for statement in every if right_of(statement).who in OF_THE_LIBRARY]


def test_every_permission_is_listed_here_and_no_other(statements: list[Statement]) -> None:
    given: dict[str, set[tuple[str, str]]] = {who: set() for who in OF_THE_LIBRARY}
    for statement in statements:
        assert statement.content["Effect"] == "Allow"
        for action in statement.actions:
            given[right_of(statement).who] |= {(action, resource) for resource in statement.resources or [""]}
    assert given == EXPECTED


def test_no_action_has_a_wildcard(statements: list[Statement]) -> None:
    assert [action for statement in statements for action in statement.actions if "*" in action] == []


def test_everything_is_named_where_it_can_be(statements: list[Statement]) -> None:
    anything = [statement for statement in statements if statement.resources == ["*"]]
    for statement in anything:
        in_policy_of_the_key_itself = statement.kind == "AWS::KMS::Key"
        assert in_policy_of_the_key_itself or set(statement.actions) <= WITHOUT_A_RESOURCE_TYPE
        if not in_policy_of_the_key_itself:
            assert "has no resource type" in right_of(statement).why


def test_only_personalize_may_be_passed_a_role(statements: list[Statement]) -> None:
    passing = [statement for statement in statements if "iam:PassRole" in statement.actions]
    assert passing
    for statement in passing:
        assert statement.content["Condition"] == {"StringEquals": {"iam:PassedToService": "personalize.amazonaws.com"}}


def test_rules_of_the_function_alone_may_call_it(statements: list[Statement]) -> None:
    (calling,) = (statement for statement in statements if right_of(statement).who == rights.RULES)
    rules = "arn:${Partition}:events:${Region}:${AccountId}:rule/PersonalizeImporta52f12bb${…}*"
    assert calling.conditions == [f"aws:SourceArn is like {rules}"]


def test_only_the_frameworks_functions_have_a_managed_policy(statements: list[Statement]) -> None:
    assert [statement for statement in statements if ":" not in statement.actions[0]] == []


def test_a_statement_without_a_reason_is_an_error(statements: list[Statement]) -> None:
    content = {"Effect": "Allow", "Action": "personalize:DeleteDataset", "Resource": "*"}
    (listing,) = {statement.construct for statement in statements if statement.construct.endswith("k/ImportPolicy")}
    with pytest.raises(KeyError):
        right_of(Statement(listing, "AWS::IAM::Policy", (), content))


def test_a_statement_can_be_taken_away_and_nothing_else() -> None:
    with tempfile.TemporaryDirectory() as folder:
        template = next(iter(synthesize(Path(folder)).values()))
    every = list(statements_of(template))
    for statement in every:
        left = list(statements_of(without(template, statement)))
        gone = [each for each in every if each.content not in [other.content for other in left]]
        same = [each for each in every if each.content == statement.content and each is not statement]
        assert gone == ([] if same else [statement])
