"""What crhelper cannot do, refused at synth."""

import re
from typing import Any

import aws_cdk as cdk
import jsii

from cdk_personalize._synth_warning import SynthWarning
from cdk_personalize_handler.contract.constraints import InvalidValue
from cdk_personalize_handler.crhelper_support import rule_event
from constructs import Construct, IValidation

_MANY_IMPORTS = 20
_MOST_IMPORTS = 40
_UNKNOWN_VALUE = "x" * 150
"""Stands for a reference to what is known only at deployment: an ARN, mostly."""


def check_number_of_imports(scope: Construct, number: int) -> None:
    """Warn of many imports on the same function; raise `ValueError` for too many."""
    if number > _MOST_IMPORTS:
        raise InvalidValue.because(
            "waiter",
            f"crhelper cannot poll {number} imports of one provider; use at most {_MOST_IMPORTS}, or "
            "Waiter.provider_framework(), which has no limit",
        )
    if number == _MANY_IMPORTS + 1:
        SynthWarning.CRHELPER_IMPORTS.add_to(
            scope,
            f"more than {_MANY_IMPORTS} imports wait with crhelper, each with an EventBridge rule, of which an account "
            "has 300 in a Region, or 100; Waiter.provider_framework() has no such limit",
        )


@jsii.implements(IValidation)
class FitsIntoRule:
    """Refuses properties that are too long for crhelper, once all aspects have added their tags."""

    def __init__(self, resource: cdk.CfnResource) -> None:
        self._resource = resource

    def validate(self) -> list[str]:
        """Return what is wrong, as the CDK asks for it."""
        properties = _with_unknown_values(cdk.Stack.of(self._resource).resolve(self._resource._cfn_properties))
        given = rule_event.needed(properties)
        if given <= rule_event.MAX_PROPERTIES_BYTES:
            return []
        longest = max(properties, key=lambda name: rule_event.size(properties[name]))
        parameter = re.sub(r"(?<!^)(?=[A-Z])", "_", longest).lower()
        sentence = (
            f"{rule_event.size(properties[longest])} of the properties' {given} bytes, and the EventBridge rule in "
            f"which crhelper keeps them has room for {rule_event.MAX_PROPERTIES_BYTES}; use a shorter value, or "
            "Waiter.provider_framework(), which has no limit (the properties that identify the data count twice)"
        )
        return [str(InvalidValue.because(parameter, sentence))]


def _with_unknown_values(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_unknown_values(item) for item in value]
    if not isinstance(value, dict):
        return value
    match list(value.items()):
        case [("Fn::Join", [str(delimiter), [*parts]])]:
            return delimiter.join(str(_with_unknown_values(part)) for part in parts)
        case [(name, _)] if re.match(r"Ref$|Fn::", name):
            return _UNKNOWN_VALUE
    return {name: _with_unknown_values(item) for name, item in value.items()}
