"""Limits of crhelper that synth checks."""

import re

import aws_cdk as cdk
import jsii

from cdk_personalize._intrinsics import is_intrinsic, render
from cdk_personalize._synth_warning import SynthWarning
from cdk_personalize_handler.contract.constraints import InvalidValue
from cdk_personalize_handler.contract.rule_input_size import MAX_PROPERTIES_BYTES, needed, size
from constructs import Construct, IValidation

_MAX_IMPORTS_WITHOUT_WARNING = 20
_MAX_IMPORTS = 40
_UNKNOWN_VALUE = "x" * 150
"""In the place of a value that is known only at deployment, mostly an ARN."""


def check_number_of_imports(scope: Construct, number: int) -> None:
    """Warn of many imports on the same function; raise `ValueError` for too many."""
    if number > _MAX_IMPORTS:
        raise InvalidValue.because(
            "waiter",
            f"crhelper cannot poll {number} imports of one provider; use at most {_MAX_IMPORTS}, or "
            "Waiter.provider_framework(), which has no limit",
        )
    if number == _MAX_IMPORTS_WITHOUT_WARNING + 1:
        SynthWarning.CRHELPER_IMPORTS.add_to(
            scope,
            f"more than {_MAX_IMPORTS_WITHOUT_WARNING} imports wait with crhelper, each with an EventBridge rule; the "
            "quota of an account is 300 rules in a Region, or 100; Waiter.provider_framework() needs no rules",
        )


@jsii.implements(IValidation)
class RuleInputSize:
    """Lets synth fail for properties that are too long for crhelper, with the tags that aspects have added."""

    def __init__(self, resource: cdk.CfnResource) -> None:
        self._resource = resource

    def validate(self) -> list[str]:
        """Return the errors, which the CDK reports."""
        properties = render(
            cdk.Stack.of(self._resource).resolve(self._resource._cfn_properties),
            lambda part: _UNKNOWN_VALUE if is_intrinsic(part) else None,
        )
        given = needed(properties)
        if given <= MAX_PROPERTIES_BYTES:
            return []
        longest = max(properties, key=lambda name: size(properties[name]))
        parameter = re.sub(r"(?<!^)(?=[A-Z])", "_", longest).lower()
        sentence = (
            f"takes {size(properties[longest])} of the properties' {given} bytes, but the EventBridge rule in which "
            f"crhelper keeps them has room for {MAX_PROPERTIES_BYTES}; use a shorter value, or "
            "Waiter.provider_framework(), which has no limit (the properties that identify the data count twice)"
        )
        return [str(InvalidValue.because(parameter, sentence))]
