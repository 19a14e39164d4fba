from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Match, Template

from cdk_personalize import ImportProviderStack, Waiter
from cdk_personalize._intrinsics import render

DATASETS = ["arn:aws:personalize:eu-west-1:123456789012:dataset/movies/*"]
ROLES = ["arn:aws:iam::123456789012:role/import"]
STACKS = ["arn:aws:cloudformation:eu-west-1:123456789012:stack/recommendations/*"]


def create(**parameters: Any) -> Template:
    env = cdk.Environment(account="123456789012", region="eu-west-1")
    return Template.from_stack(
        ImportProviderStack(cdk.App(), "Imports", **{"dataset_arns": DATASETS, "env": env, **parameters})
    )


def rights(template: Template) -> Any:
    policies = template.find_resources(
        "AWS::IAM::Policy", {"Properties": {"PolicyName": Match.string_like_regexp("^ImportPolicy")}}
    )
    (policy,) = policies.values()
    statements = policy["Properties"]["PolicyDocument"]["Statement"]
    return render(statements, lambda part: "aws" if part == {"Ref": "AWS::Partition"} else None)


def allow(action: str | list[str], resource: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


@pytest.mark.parametrize(
    ("given", "role", "stack"),
    [
        (
            {},
            "arn:aws:iam::123456789012:role/personalize-import/*",
            "arn:aws:cloudformation:eu-west-1:123456789012:stack/*",
        ),
        ({"import_role_arns": ROLES, "stack_arns": STACKS}, ROLES[0], STACKS[0]),
    ],
    ids=["by default", "as given"],
)
def test_the_function_has_only_the_permissions_of_the_parameters(given: dict[str, Any], role: str, stack: str) -> None:
    jobs = "arn:aws:personalize:eu-west-1:123456789012:dataset-import-job/*"
    assert rights(create(**given)) == [
        allow(["personalize:CreateDatasetImportJob", "personalize:DescribeDataset"], DATASETS[0]),
        allow(["personalize:CreateDatasetImportJob", "personalize:DescribeDataset"], jobs),
        allow("iam:PassRole", role, Condition={"StringEquals": {"iam:PassedToService": "personalize.amazonaws.com"}}),
        allow("sts:AssumeRole", role),
        allow("personalize:DescribeSchema", "arn:aws:personalize:eu-west-1:123456789012:schema/*"),
        allow("personalize:DescribeDatasetImportJob", jobs),
        allow(
            [
                "personalize:ListTagsForResource",
                "personalize:TagResource",
                "personalize:UntagResource",
            ],
            jobs,
        ),
        allow("personalize:ListDatasetImportJobs", "*"),
        allow(["cloudformation:DescribeStackResource", "cloudformation:DescribeStacks"], stack),
    ]


def test_the_service_token_is_exported_under_the_name_that_templates_import() -> None:
    template = create()
    (output,) = template.find_outputs("ServiceToken").values()
    assert output["Export"] == {"Name": "PersonalizeImportServiceToken"}
    function, attribute = output["Value"]["Fn::GetAtt"]
    assert function in template.find_resources("AWS::Lambda::Function")
    assert attribute == "Arn"


def test_the_role_that_import_roles_trust_is_exported() -> None:
    template = create()
    (output,) = template.find_outputs("FunctionRoleArn").values()
    assert output["Export"] == {"Name": "PersonalizeImportServiceTokenRoleArn"}
    role, attribute = output["Value"]["Fn::GetAtt"]
    (policy,) = template.find_resources(
        "AWS::IAM::Policy", {"Properties": {"PolicyName": Match.string_like_regexp("^ImportPolicy")}}
    ).values()
    assert policy["Properties"]["Roles"] == [{"Ref": role}]
    assert attribute == "Arn"


def test_a_second_stack_can_have_another_export_name_and_interval() -> None:
    waiter = Waiter.provider_framework(poll_interval=cdk.Duration.seconds(30))
    template = create(export_name="SlowImports", waiter=waiter)
    exports = [output["Export"]["Name"] for output in template.find_outputs("*").values()]
    assert exports == ["SlowImports", "SlowImportsRoleArn"]
    template.has_resource_properties(
        "AWS::Lambda::Function", {"Environment": {"Variables": {"POLL_INTERVAL_SECONDS": "30"}}}
    )


@pytest.mark.parametrize(
    ("waiter", "function"),
    [
        (Waiter.provider_framework(), "PersonalizeImportProviderFrameworkframeworkonEvent4342AEDC"),
        (Waiter.crhelper(), "PersonalizeImportCrhelperHandlerAB8AB2E6"),
    ],
)
def test_the_logical_ids_of_a_release_never_change(waiter: Waiter, function: str) -> None:
    """The ServiceToken of other stacks' resources cannot change in an update."""
    (output,) = create(waiter=waiter).find_outputs("ServiceToken").values()
    assert output["Value"] == {"Fn::GetAtt": [function, "Arn"]}
