"""What crhelper must not leave behind in an account."""

import json

from local_aws import LocalAws


def assert_nothing_waits(aws: LocalAws) -> None:
    """No rule, hence no target, and of permissions only the one that is part of the stack."""
    assert aws.client("events").list_rules()["Rules"] == []
    functions = aws.client("lambda")
    for function in functions.list_functions()["Functions"]:
        if "PersonalizeImportCrhelper" in function["FunctionName"]:
            policy = json.loads(functions.get_policy(FunctionName=function["FunctionName"])["Policy"])
            assert len(policy["Statement"]) == 1
