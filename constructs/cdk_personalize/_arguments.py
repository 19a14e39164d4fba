"""Checks of the arguments of the public constructs: one rule for each parameter's name.

The CDK accepts many wrong arguments at first, and fails later with an error about its internals. Every argument is
therefore checked before anything is created.
"""

import functools
import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk.region_info import RegionInfo

from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.contract.constraints import InvalidValue

_P = ParamSpec("_P")
_R = TypeVar("_R")

_SHORTEST_BUCKET_NAME = "aaa"

Rule = Callable[[Any, str], object]
"""Takes a value and its parameter's name; raises `InvalidValue`."""


def check_arguments(**others: Rule) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Check the arguments of a function by the rules below; `others` has rules for further parameters.

    A parameter without a rule raises `KeyError` when the function is defined.
    """

    def checked(function: Callable[_P, _R]) -> Callable[_P, _R]:
        signature = inspect.signature(function)
        rules = _RULES | others
        checks = {name: rules[name] for name in signature.parameters if name not in ("self", "cls")}

        @functools.wraps(function)
        def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            try:
                arguments = signature.bind(*args, **kwargs).arguments
            except TypeError:
                return function(*args, **kwargs)  # raises the error with the function's own name
            for name, value in arguments.items():
                is_default = value is None and signature.parameters[name].default is None
                if name in checks and not is_default:
                    checks[name](value, name)
            return function(*args, **kwargs)

        return call

    return checked


def _rule(is_valid: Callable[[Any], bool], allowed: str) -> Rule:
    def check(value: Any, parameter: str) -> None:
        if not is_valid(value):
            raise InvalidValue(parameter, value, allowed)

    return check


def instance_of(kind: type, allowed: str) -> Rule:
    """Return the rule for a parameter that takes one of the library's own classes."""
    return _rule(_of(kind), allowed)


def _with(*members: str) -> Callable[[Any], bool]:
    """Accept objects with these members: the CDK's imported resources have no common public class."""
    return lambda value: not isinstance(value, type) and all(hasattr(value, member) for member in members)


def _of(kind: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kind)


def _struct(kind: type) -> Callable[[Any], bool]:
    """Accept what the CDK accepts as one of its structs: an instance, or a dict of its fields."""

    def is_valid(value: Any) -> bool:
        if not isinstance(value, dict):
            return isinstance(value, kind)
        try:
            kind(**value)
        except TypeError:
            return False
        return True

    return is_valid


def _listed(is_valid: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, Sequence) and not isinstance(value, str) and all(map(is_valid, value))


def is_text_token(value: object) -> bool:
    """Return whether a value is a string with a token: it is known, or known in full, only at deployment."""
    return isinstance(value, str) and cdk.Token.is_unresolved(value)


def _if_known(check: Rule) -> Rule:
    def check_known(value: Any, parameter: str) -> None:
        if not is_text_token(value):
            check(value, parameter)

    return check_known


def arns(pattern: str, form: str) -> Rule:
    """Return the rule for a list of ARNs; `*` and tokens are allowed."""
    allowed = f"a list of ARNs that end in {form}, with or without *"
    one = _if_known(_rule(lambda arn: isinstance(arn, str) and bool(re.fullmatch(pattern, arn)), allowed))

    def check(value: Any, parameter: str) -> None:
        if not value or not _listed(_of(object))(value):
            raise InvalidValue(parameter, value, allowed)
        is_known_later = _listed(_of(str))(value) and cdk.Token.is_unresolved(list(value))
        for arn in [] if is_known_later else value:
            one(arn, parameter)

    return check


def _is_in_stack(value: Any) -> bool:
    if not _with("node")(value):
        return False
    try:
        cdk.Stack.of(value)
    except RuntimeError:
        return False
    return True


def _is_number_of_calls(value: Any) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return cdk.Token.is_unresolved(value) or (value >= 1 and value % 1 == 0)


def _dataset_arn(value: Any, parameter: str) -> None:
    arn = constraints.dataset_arn(value, parameter)
    partition = RegionInfo.get(arn["region"]).partition
    if partition and partition != arn["partition"]:
        raise InvalidValue(parameter, value, f"the partition of {arn['region']}, arn:{partition}:...")


def _object_key(value: Any, parameter: str) -> None:
    if not isinstance(value, str):
        raise InvalidValue(parameter, value, "the key of a file, or of a folder with '/' at the end")
    if value.startswith("s3://"):
        raise InvalidValue(parameter, value, "the key only, without s3://<bucket>/, or DataSource.s3_uri")
    if value.startswith("/"):
        allowed = f"{value.lstrip('/')!r}, or DataSource.s3_uri if the keys begin with '/'"
        raise InvalidValue(parameter, value, allowed)
    _check_one_place(value, parameter)


def _uri(value: Any, parameter: str) -> None:
    if not (is_text_token(value) and value.startswith(("$", "s3://"))):
        constraints.data_location(value, parameter)
    _check_one_place(value, parameter)


def check_location(bucket: s3.IBucket, object_key: str) -> None:
    """Raise `InvalidValue` for a bucket and a key that do not form a location, as far as synth knows them."""
    name = _SHORTEST_BUCKET_NAME if is_text_token(bucket.bucket_name) else bucket.bucket_name
    begin = f"s3://{name}/"
    if not constraints.S3_LOCATION.fullmatch(begin):
        raise InvalidValue("bucket", name, "a bucket whose name has only lowercase letters, digits, '.' and '-'")
    longest = constraints.MAX_LOCATION_LENGTH - len(begin)
    if not is_text_token(object_key) and len(object_key) > longest:
        limit = f"since s3://<bucket>/<key> has at most {constraints.MAX_LOCATION_LENGTH}"
        raise InvalidValue("object_key", object_key, f"at most {longest} characters, {limit}")


def _check_one_place(value: str, parameter: str) -> None:
    """Raise `InvalidValue` for a pattern: a location is a file or a folder (Amazon Personalize API, *DataSource*).

    In the policies of an import, `*` would allow access to every object that matches.
    """
    if "*" in value:
        allowed = "one file, or a folder with '/' at the end to import all of its files"
        raise InvalidValue(parameter, value, allowed)


def _encryption_key(value: Any, parameter: str) -> None:
    if not _with("key_arn", "add_to_resource_policy")(value):
        raise InvalidValue(parameter, value, "a key, such as kms.Key(...) or kms.Key.from_key_arn(...)")
    if hasattr(value, "alias_name"):
        raise InvalidValue.because(parameter, "an alias does not work for CloudWatch Logs; use the key itself")


_TIME = _rule(_of(cdk.Duration), "an aws_cdk.Duration, such as Duration.minutes(5)")
_TEXT = _rule(lambda value: isinstance(value, str) and value != "", "a non-empty string")
_TRUE_OR_FALSE = _rule(_of(bool), "True or False")

ANY_CONSTRUCT = _rule(_with("node"), "a construct, such as self")

_MAX_EXPORT_NAME_LENGTH = 255 - len("RoleArn")
_EXPORT_NAME = re.compile(rf"[a-zA-Z0-9:-]{{1,{_MAX_EXPORT_NAME_LENGTH}}}")

_RULES: dict[str, Rule] = {
    "architecture": _rule(_of(lambda_.Architecture), "a value of aws_cdk.aws_lambda.Architecture"),
    "bucket": _rule(
        _with("bucket_arn", "add_to_resource_policy"),
        "a bucket, such as s3.Bucket(...) or s3.Bucket.from_bucket_name(...)",
    ),
    "data_version": _if_known(constraints.data_version),
    "dataset": _rule(_with("dataset_ref"), "a CfnDataset, or Dataset.from_dataset_arn(...)"),
    "dataset_arn": _if_known(_dataset_arn),
    "encryption_key": _encryption_key,
    "env": _rule(_struct(cdk.Environment), "Environment(account=..., region=...)"),
    "export_name": _if_known(
        _rule(
            lambda value: isinstance(value, str) and bool(_EXPORT_NAME.fullmatch(value)),
            f"1 to {_MAX_EXPORT_NAME_LENGTH} letters, digits, ':' and '-'",
        )
    ),
    "function_role_arn": _if_known(constraints.role_arn),
    "id": _TEXT,
    "import_mode": constraints.import_mode,
    "job_name": _if_known(constraints.job_name),
    "log_retention": _rule(_of(logs.RetentionDays), "a value of aws_cdk.aws_logs.RetentionDays"),
    "object_key": _object_key,
    "poll_interval": _TIME,
    "preflight": constraints.preflight,
    "publish_attribution_metrics_to_s3": _TRUE_OR_FALSE,
    "reserved_concurrent_executions": _rule(
        _is_number_of_calls, "a whole number of at least 1 (with 0, the function is never invoked)"
    ),
    "role": _rule(
        _with("role_arn", "add_to_principal_policy"), "a role, such as iam.Role(...) or iam.Role.from_role_arn(...)"
    ),
    "scope": _rule(_is_in_stack, "a construct in a stack, such as self"),
    "security_groups": _rule(
        lambda value: _listed(_with("security_group_id", "connections"))(value) and len(value) > 0,
        "a list of at least one security group, such as [ec2.SecurityGroup(...)], or None for a new one",
    ),
    "stack_name": _TEXT,
    "synthesizer": _rule(_with("bind", "synthesize"), "a synthesizer, such as DefaultStackSynthesizer(...)"),
    "tags": _rule(_of(Mapping), "a dict of strings, such as {'team': 'search'}"),
    "termination_protection": _TRUE_OR_FALSE,
    "timeout": _TIME,
    "uri": _uri,
    "vpc": _rule(_with("vpc_id", "select_subnets"), "a VPC, such as ec2.Vpc(...) or ec2.Vpc.from_lookup(...)"),
    "vpc_subnets": _rule(_struct(ec2.SubnetSelection), "ec2.SubnetSelection(...), such as one with subnets=[...]"),
}
