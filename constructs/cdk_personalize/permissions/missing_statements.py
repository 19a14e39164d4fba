"""Statements that are missing in policies outside the app, which it cannot change."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import region_info

from cdk_personalize._intrinsics import is_intrinsic, render
from cdk_personalize._synth_warning import SynthWarning
from cdk_personalize.order.whole_stage import WholeStage
from cdk_personalize.permissions.generated_role_name import arn_before_deployment
from cdk_personalize.permissions.merged_statements import Statement, merged
from constructs import Construct

DATA_CANNOT_BE_READ = "Amazon Personalize cannot read the data"

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")
_UNKNOWN = "${...}"


@dataclass(kw_only=True)
class RequiredStatements:
    """The statements that a policy outside the app needs for an import.

    `policy` describes the policy, `name` is the name of its owner, and `account` is the owner's account if names are
    unique within an account only. The ARNs of `roles` are written as patterns if they are known only at deployment.
    `otherwise` is what happens without the statements.
    """

    warning: SynthWarning
    policy: str
    name: str
    statements: Sequence[iam.PolicyStatement]
    otherwise: str
    roles: Sequence[iam.IRole] = ()
    account: str = ""


@dataclass
class _Policy:
    """A policy, and the statements that all imports need in it."""

    grants: list[tuple[Construct, RequiredStatements]] = field(default_factory=list)

    def statements(self) -> list[Statement]:
        return merged(statement for scope, grant in self.grants for statement in _as_json(scope, grant))

    def warn(self) -> None:
        """Warn once, at the first import whose warning is not acknowledged."""
        first, grant = self.grants[0]
        document = policy_document(self.statements())
        text = (
            f"{grant.policy} {_name(first, grant)} is not managed by this app, and {grant.otherwise} unless it has "
            f"these statements{placeholders(document)}:\n{document}\n"
            "Add them to the existing statements, and keep those."
        )
        for scope, _ in self.grants:
            if grant.warning.add_to(scope, text):
                return


class MissingStatements(WholeStage):
    """The missing statements of all imports of a stage, by policy."""

    ID = "PersonalizeMissingGrants"

    def __init__(self, scope: Construct) -> None:
        super().__init__(scope)
        self._policies: dict[tuple[str, ...], _Policy] = {}

    def add(self, scope: Construct, grant: RequiredStatements) -> None:
        """Add the statements that an import needs."""
        name = _name(scope, grant)
        where = cdk.Stack.of(scope).node.path if "${" in name else str(as_text(scope, grant.account))
        self._policies.setdefault((grant.warning.id, name, where), _Policy()).grants.append((scope, grant))

    def statements_for(self, scope: Construct) -> Mapping[str, list[Statement]]:
        """Return the statements of the policies that this import needs, by the IDs of the warnings."""
        return {
            warning_id: policy.statements()
            for (warning_id, *_), policy in self._policies.items()
            if any(scope is each for each, _ in policy.grants)
        }

    def check(self) -> None:
        """Warn once for each policy."""
        for policy in self._policies.values():
            policy.warn()


def warn_of_missing_statements(scope: Construct, grant: RequiredStatements) -> None:
    """Let synth warn, with the statements to add as a JSON document.

    The statements of several imports for one policy are one document. Values that are known only at deployment are
    written as in `Fn::Sub`, like `${AWS::AccountId}`, or as `${...}`; the partition is `aws` if the Region is unknown.
    """
    MissingStatements.of(scope).add(scope, grant)


def placeholders(text: str) -> str:
    """Return a note with the placeholders to replace in a text, empty without placeholders."""
    unknown = sorted(set(_PLACEHOLDER.findall(text)) - {_UNKNOWN})
    return f" (replace {', '.join(unknown)}, known only at deployment)" if unknown else ""


def policy_document(statements: Sequence[Statement]) -> str:
    """Return a policy as JSON."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2)


def as_text(scope: Construct, value: object) -> object:
    """Return a value with placeholders for what is known only at deployment, as in the warnings."""
    stack = cdk.Stack.of(scope)
    return _as_text(stack.resolve(value), stack.region, {})


def _name(scope: Construct, grant: RequiredStatements) -> str:
    return str(as_text(scope, grant.name))


def _as_json(scope: Construct, grant: RequiredStatements) -> list[Statement]:
    stack = cdk.Stack.of(scope)
    patterns = {}
    for role in grant.roles:
        if pattern := arn_before_deployment(role):
            patterns[json.dumps(stack.resolve(role.role_arn))] = str(as_text(scope, pattern))
    written = [stack.resolve(statement.to_statement_json()) for statement in grant.statements]
    return [{**_as_text(statement, stack.region, patterns)} for statement in written]


def _as_text(value: Any, region: str, instead: Mapping[str, str]) -> Any:
    """Return a value with placeholders for references; `instead` has the texts of some, by their JSON."""
    return render(value, lambda part: _replacement(part, region, instead))


def _replacement(part: Any, region: str, instead: Mapping[str, str]) -> str | None:
    if instead and (text := instead.get(json.dumps(part))):
        return text
    match part:
        case {"Ref": "AWS::Partition"}:
            return region_info.RegionInfo.get(region).partition or "aws"
        case {"Ref": "AWS::URLSuffix"}:
            return region_info.RegionInfo.get(region).domain_suffix or "amazonaws.com"
        case {"Ref": str(name)} | {"Fn::ImportValue": str(name)}:
            return f"${{{name}}}"
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return f"${{{name}.{attribute}}}"
        case {"Fn::Select": [int(index), {"Fn::Split": [str(separator), source]}]}:
            return _part(str(_as_text(source, region, instead)), separator, index)
    return _UNKNOWN if is_intrinsic(part) else None


def _part(text: str, separator: str, index: int) -> str:
    parts = text.split(separator)
    is_known = index < len(parts) and not any(separator in each for each in _PLACEHOLDER.findall(text))
    return parts[index] if is_known else _UNKNOWN
