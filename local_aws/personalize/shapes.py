"""Requests and responses validated against botocore's own description of the service.

botocore's client checks required members, types and minimum lengths only; the service also checks maximum lengths,
patterns and enumerations, and says so in the wording of `_Violation`.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, cast

import botocore.session
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

from local_aws.personalize.errors import InvalidInputError, ModelViolationError

# The description gives a job's role the pattern of a Personalize ARN, which no role can match; the service answers
# with the role's ARN anyway.
_ERRATA = {("DatasetImportJob", "roleArn"): "RoleArn"}

_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "boolean": (bool,),
    "timestamp": (int, float),
    "list": (list,),
    "map": (dict,),
    "structure": (dict,),
}

# Java's Unicode classes, which Python's `re` does not know, as members of a bracket expression or on their own.
_JAVA_CLASSES = {
    r"\p{L}": r"\w",
    r"\p{N}": r"\w",
    r"\p{Z}": " \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000",
    r"\p{ASCII}": r"[\x00-\x7f]",
}


class _Violation(NamedTuple):
    path: str
    value: str
    constraint: str

    def __str__(self) -> str:
        return f"Value{self.value} at '{self.path}' failed to satisfy constraint: {self.constraint}"


@cache
def service_model() -> ServiceModel:
    """Return botocore's description of Amazon Personalize."""
    return botocore.session.get_session().get_service_model("personalize")


def summary_members(operation: str) -> tuple[str, frozenset[str]]:
    """Return the member in which a List operation answers its summaries, and the names that a summary has."""
    members = cast(StructureShape, operation_model(operation).output_shape).members
    ((member, shape),) = ((name, shape) for name, shape in members.items() if isinstance(shape, ListShape))
    return member, frozenset(cast(StructureShape, shape.member).members)


def operation_model(operation: str) -> OperationModel:
    """Return botocore's description of one operation."""
    return service_model().operation_model(operation)


def check_request(operation: str, request: dict[str, Any]) -> None:
    """Raise `InvalidInputError` in the service's wording for a request that breaks the description."""
    shape = operation_model(operation).input_shape
    found = list(violations(request, shape)) if shape else []
    if found:
        errors = "error" if len(found) == 1 else "errors"
        raise InvalidInputError(f"{len(found)} validation {errors} detected: {'; '.join(found)}")


def check_answer(operation: str, answer: dict[str, Any]) -> None:
    """Raise `ModelViolationError` for an answer that the service could not have given."""
    shape = operation_model(operation).output_shape
    found = list(violations(answer, shape)) if shape else [f"unexpected {answer}"] * bool(answer)
    if found:
        raise ModelViolationError(f"{operation} would answer {answer}: {'; '.join(found)}")


def violations(value: Any, shape: Shape) -> Iterator[str]:
    """Yield every way in which `value` breaks `shape`, in the service's wording."""
    return map(str, _violations(value, shape, ""))


def _violations(value: Any, shape: Shape, path: str) -> Iterator[_Violation]:
    shown = "" if shape.metadata.get("sensitive") else f" '{value}'"
    if not _has_type(value, shape.type_name):
        yield _Violation(path, shown, f"Member must be of type {shape.type_name}")
        return
    for constraint in _broken_constraints(value, shape):
        yield _Violation(path, shown, constraint)
    if isinstance(shape, StructureShape):
        yield from _structure_violations(value, shape, f"{path}." if path else "")
    elif isinstance(shape, ListShape):
        for index, item in enumerate(value, start=1):
            yield from _violations(item, shape.member, f"{path}.{index}.member")
    elif isinstance(shape, MapShape):
        for key, item in value.items():
            yield from _violations(key, shape.key, f"{path}.key")
            yield from _violations(item, shape.value, f"{path}.{key}.member")


def _has_type(value: Any, type_name: str) -> bool:
    expected = _PYTHON_TYPES[type_name]
    return isinstance(value, expected) and (bool in expected or not isinstance(value, bool))


def _structure_violations(value: dict[str, Any], shape: StructureShape, prefix: str) -> Iterator[_Violation]:
    for name in shape.required_members:
        if value.get(name) is None:
            yield _Violation(prefix + name, " null", "Member must not be null")
    for name, member in value.items():
        if name not in shape.members:
            yield _Violation(prefix + name, f" '{member}'", f"Member must be one of {shape.name}")
        elif member is not None:
            erratum = _ERRATA.get((shape.name, name))
            member_shape = service_model().shape_for(erratum) if erratum else shape.members[name]
            yield from _violations(member, member_shape, prefix + name)


def _broken_constraints(value: Any, shape: Shape) -> Iterator[str]:
    limits = shape.metadata
    minimum, maximum = limits.get("min"), limits.get("max")
    if isinstance(value, str | list | dict):
        if minimum is not None and len(value) < minimum:
            yield f"Member must have length greater than or equal to {minimum}"
        if maximum is not None and len(value) > maximum:
            yield f"Member must have length less than or equal to {maximum}"
    elif isinstance(value, int | float):
        if minimum is not None and value < minimum:
            yield f"Member must have value greater than or equal to {minimum}"
        if maximum is not None and value > maximum:
            yield f"Member must have value less than or equal to {maximum}"
    if (pattern := limits.get("pattern")) and not _compiled(pattern).fullmatch(value):
        yield f"Member must satisfy regular expression pattern: {pattern}"
    if (enum := limits.get("enum")) and value not in enum:
        yield f"Member must satisfy enum value set: [{', '.join(enum)}]"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    for java, python in _JAVA_CLASSES.items():
        pattern = pattern.replace(java, python)
    return re.compile(pattern, re.DOTALL)
