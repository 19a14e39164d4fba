"""Checks of a whole app."""

from abc import abstractmethod
from typing import ClassVar, Self, cast

import aws_cdk as cdk
import jsii

from constructs import Construct, IConstruct, IValidation


class WholeStage(Construct):
    """Collects facts from all constructs of an app, or of one of its stages, and checks them after all are defined."""

    ID: ClassVar[str]

    def __init__(self, scope: Construct) -> None:
        """Define it for a stage."""
        super().__init__(scope, self.ID)
        self.stage = scope
        self.node.add_validation(cast(IValidation, _StageCheck(self)))

    @classmethod
    def of(cls, scope: IConstruct) -> Self:
        """Return the one of the stage of `scope`."""
        stage = cast(Construct, cdk.Stage.of(scope) or scope.node.root)
        existing = stage.node.try_find_child(cls.ID)
        return cast(Self, existing) if existing else cls(stage)

    @abstractmethod
    def check(self) -> None:
        """Check, after all aspects and dependencies are applied, and warn."""


@jsii.implements(IValidation)
class _StageCheck:
    """Not the construct itself, since old releases of `constructs` reject a construct with such a method."""

    def __init__(self, whole: WholeStage) -> None:
        self._whole = whole

    def validate(self) -> list[str]:
        self._whole.check()
        return []
