"""What a company's cdk-nag finds in an app: nothing that has no reason."""

import collections
from importlib import metadata
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from cdk_nag import AwsSolutionsChecks, NIST80053R5Checks

from cdk_personalize import ImportProvider
from cdk_personalize.nag import acknowledgments
from cdk_personalize.nag.finding_ids import actions_by_resource
from tests.constructs.variants import USERS_STACK, EveryVariant

Findings = dict[str, set[str]]

CONTEXTS = {
    "no flags": {},
    "recommended flags": {
        "@aws-cdk/aws-iam:minimizePolicies": True,
        "@aws-cdk/aws-lambda:useCdkManagedLogGroup": True,
        "@aws-cdk/core:enablePartitionLiterals": True,
        "@aws-cdk/core:validateAgainstDefaultRules": True,
    },
}
ENVIRONMENTS = {
    "anywhere": None,
    "Europe": cdk.Environment(account="123456789012", region="eu-west-1"),
    "China": cdk.Environment(account="123456789012", region="cn-north-1"),
}


def create_app(context: dict[str, bool] | None = None) -> cdk.App:
    return cdk.App(analytics_reporting=False, context=context)


def findings_of(app: cdk.App) -> Findings:
    """The construct paths by rule, without what users make themselves."""
    app.synth()
    found: Findings = collections.defaultdict(set)
    for pack in (AwsSolutionsChecks(app), NIST80053R5Checks(app)):
        for violation in pack.validate_scope(app).violations:
            paths = {str(resource.construct_path) for resource in violation.violating_resources}
            found[violation.rule_name] |= {path for path in paths if not is_users_own(path)}
    return {rule: paths for rule, paths in found.items() if paths}


def is_users_own(path: str) -> bool:
    _, *below = path.split("/")
    return path.startswith(f"{USERS_STACK}/") or below[0] in ("Bucket", "Key")


def acknowledgments_in(app: cdk.App) -> dict[str, dict[str, str]]:
    """The reasons by rule and construct path."""
    app.synth()
    found: dict[str, dict[str, str]] = collections.defaultdict(dict)
    for construct in app.node.find_all():
        for entry in construct.node.metadata:
            if entry.type == cdk.Validations.ACKNOWLEDGED_RULES_METADATA_KEY:
                for rule, reason in entry.data.items():
                    found[rule.removeprefix("Annotation::")][construct.node.path] = reason
    return found


@pytest.fixture(scope="module")
def every_variant() -> cdk.App:
    app = create_app()
    EveryVariant(app)
    return app


@pytest.mark.parametrize("env", list(ENVIRONMENTS))
@pytest.mark.parametrize("flags", list(CONTEXTS))
def test_nothing_is_found_that_is_not_acknowledged_and_nothing_acknowledged_that_is_not_found(
    flags: str, env: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(CONTEXTS[flags])
    EveryVariant(app, ENVIRONMENTS[env])
    assert findings_of(app) == {}
    acknowledged = {rule: set(reasons) for rule, reasons in acknowledgments_in(app).items()}

    monkeypatch.setattr(acknowledgments, "_acknowledge_at_synth", lambda *_: None)
    without = create_app(CONTEXTS[flags])
    EveryVariant(without, ENVIRONMENTS[env])
    assert findings_of(without) == acknowledged


def test_cdk_nag_lets_an_app_pass_and_an_unacknowledged_finding_fails_it() -> None:
    app = create_app()
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app), NIST80053R5Checks(app))
    provider = ImportProvider(cdk.Stack(app, "Imports"), "Provider")
    app.synth()
    statement = iam.PolicyStatement(actions=["s3:DeleteObject"], resources=["*"])
    provider.function_role.add_to_principal_policy(statement)
    with pytest.raises(RuntimeError, match="contains wildcard permissions"):
        app.synth(force=True)


def test_a_wildcard_is_not_acknowledged_beside_an_action_without_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(acknowledgments._WILDCARDS, "personalize:UntagResource")
    app = create_app()
    EveryVariant(app)
    (rule,) = (rule for rule in findings_of(app) if "/Plain-framework-*" in rule)
    assert rule.startswith("AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:personalize:")


def test_what_users_grant_to_their_own_role_is_theirs_to_acknowledge() -> None:
    app = create_app()
    EveryVariant(app)
    role: Any = app.node.find_child("Plain-framework").node.find_child("MyRole")
    role.add_to_principal_policy(iam.PolicyStatement(actions=["s3:GetObject"], resources=["arn:aws:s3:::other/*"]))
    assert list(findings_of(app)) == ["AwsSolutions-IAM5[Resource::arn:aws:s3:::other/*]"]


def test_every_reason_is_given(every_variant: cdk.App) -> None:
    given = "\n".join(reason for by_path in acknowledgments_in(every_variant).values() for reason in by_path.values())
    simple = [value for name, value in vars(acknowledgments).items() if name.isupper() and isinstance(value, str)]
    reasons = [*simple, *acknowledgments._WILDCARDS.values(), *acknowledgments._MANAGED_POLICIES.values()]
    assert len(reasons) > 20
    assert [reason for reason in reasons if reason not in given] == []


def test_every_action_with_a_reason_is_allowed_on_a_wildcard_somewhere(every_variant: cdk.App) -> None:
    resources = [each for stack in every_variant.synth().stacks for each in stack.template["Resources"].values()]
    properties = [resource.get("Properties", {}) for resource in resources]
    policies = [policy for each in properties for policy in (each, *each.get("Policies", []))]
    allowed = actions_by_resource(policy["PolicyDocument"] for policy in policies if "PolicyDocument" in policy)
    used = {action for resource, actions in allowed.items() if "*" in resource for action in actions}
    assert set(acknowledgments._WILDCARDS) <= used


def test_a_release_of_the_cdk_that_refuses_such_ids_is_given_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda _: "2.268.3")
    app = create_app()
    EveryVariant(app)
    assert acknowledgments_in(app) == {}
