"""What can be told only once a whole app is defined."""

from abc import abstractmethod
from typing import ClassVar, Self, cast

import aws_cdk as cdk
import jsii

from constructs import Construct, IConstruct, IValidation


class WholeStage(Construct):
    """Collects from all constructs of an app, or of a stage of it, and looks at what it has when all is defined."""

    ID: ClassVar[str]

    def __init__(self, scope: Construct) -> None:
        """Define the one of a stage."""
        super().__init__(scope, self.ID)
        self.stage = scope
        self.node.add_validation(cast(IValidation, _StageCheck(self)))

    @classmethod
    def of(cls, scope: IConstruct) -> Self:
        """Return the one of the stage that `scope` is in."""
        stage = cast(Construct, cdk.Stage.of(scope) or scope.node.root)
        existing = stage.node.try_find_child(cls.ID)
        return cast(Self, existing) if existing else cls(stage)

    @abstractmethod
    def check(self) -> None:
        """Warn of what is found: all aspects and dependencies are applied by then."""


@jsii.implements(IValidation)
class _StageCheck:
    """Not the construct itself, since old releases of `constructs` refuse one with such a method."""

    def __init__(self, whole: WholeStage) -> None:
        self._whole = whole

    def validate(self) -> list[str]:
        self._whole.check()
        return []
