"""How a company wants the functions: in its network, within its limits."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk.assertions import Match, Template

from cdk_personalize import ImportProviderStack
from tests.constructs.provider_stacks import SUBNETS, both_waiters, create, find, functions_of, network
from tests.constructs.rendered import readable
from tests.constructs.variants import WAITERS

FOREIGN_KEY = "arn:aws:kms:us-east-1:000000000000:key/mine"


@both_waiters
def test_all_functions_in_a_vpc_have_one_security_group_without_inbound_rules(stack: cdk.Stack, waiter: str) -> None:
    create(stack, waiter, vpc=network(stack))
    ((group_id, group),) = find(stack, "AWS::EC2::SecurityGroup").items()
    assert "SecurityGroupIngress" not in group["Properties"]
    groups = [{"Fn::GetAtt": [group_id, "GroupId"]}]
    functions = functions_of(stack)
    assert len(functions) == (4 if waiter == "framework" else 1)
    assert [each["VpcConfig"] for each in functions] == [{"SecurityGroupIds": groups, "SubnetIds": SUBNETS}] * len(
        functions
    )
    (role,) = (each for name, each in find(stack, "AWS::IAM::Role").items() if name.startswith("ProviderHandler"))
    (policy,) = role["Properties"]["ManagedPolicyArns"]
    assert readable(policy) == "arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"


@both_waiters
def test_subnets_and_security_groups_of_the_user_are_used(stack: cdk.Stack, waiter: str) -> None:
    subnet = ec2.Subnet.from_subnet_id(stack, "Subnet", SUBNETS[1])
    group = ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-12345678")
    create(
        stack,
        waiter,
        vpc=network(stack),
        vpc_subnets=ec2.SubnetSelection(subnets=[subnet]),
        security_groups=[group],
    )
    for function in functions_of(stack):
        assert function["VpcConfig"] == {"SecurityGroupIds": ["sg-12345678"], "SubnetIds": [SUBNETS[1]]}


def test_only_the_parameter_reserves_concurrency_for_the_import_function(stack: cdk.Stack) -> None:
    create(stack)
    assert not [each for each in functions_of(stack) if "ReservedConcurrentExecutions" in each]
    other = cdk.Stack(cdk.App(), "Other")
    create(other, reserved_concurrent_executions=8)
    assert [each.get("ReservedConcurrentExecutions") for each in functions_of(other)] == [8, None, None, None]


def test_the_import_function_runs_on_arm_by_default(stack: cdk.Stack) -> None:
    create(stack)
    assert functions_of(stack)[0]["Architectures"] == ["arm64"]
    other = cdk.Stack(cdk.App(), "Other")
    create(other, architecture=lambda_.Architecture.X86_64)
    assert functions_of(other)[0]["Architectures"] == ["x86_64"]


def test_the_concurrency_can_be_a_token(stack: cdk.Stack) -> None:
    executions = cdk.CfnParameter(stack, "Executions", type="Number").value_as_number
    create(stack, reserved_concurrent_executions=executions)
    assert functions_of(stack)[0]["ReservedConcurrentExecutions"] == {"Ref": "Executions"}


@both_waiters
def test_the_provider_stack_passes_all_settings_on(waiter: str) -> None:
    app = cdk.App()
    shared = cdk.Stack(app, "Shared")
    stack = ImportProviderStack(
        app,
        "Imports",
        dataset_arns=["arn:aws:personalize:us-east-1:000000000000:dataset/movies/*"],
        waiter=WAITERS[waiter](),
        vpc=network(shared),
        vpc_subnets=ec2.SubnetSelection(subnets=[ec2.Subnet.from_subnet_id(shared, "Subnet", SUBNETS[1])]),
        security_groups=[ec2.SecurityGroup.from_security_group_id(shared, "Group", "sg-12345678")],
        encryption_key=kms.Key.from_key_arn(shared, "Key", FOREIGN_KEY),
        log_retention=logs.RetentionDays.ONE_DAY,
        reserved_concurrent_executions=3,
        architecture=lambda_.Architecture.X86_64,
    )
    Template.from_stack(stack).has_resource_properties(
        "AWS::Lambda::Function",
        {
            "Handler": Match.string_like_regexp("cdk_personalize_handler"),
            "VpcConfig": {"SecurityGroupIds": ["sg-12345678"], "SubnetIds": [SUBNETS[1]]},
            "KmsKeyArn": FOREIGN_KEY,
            "ReservedConcurrentExecutions": 3,
            "Architectures": ["x86_64"],
        },
    )
    for group in find(stack, "AWS::Logs::LogGroup").values():
        assert (group["Properties"]["KmsKeyId"], group["Properties"]["RetentionInDays"]) == (FOREIGN_KEY, 1)
