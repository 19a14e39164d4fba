"""The table of `make permissions`: each statement that was taken away, what failed, and the message."""

import itertools
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from cdk_personalize_handler.contract.properties import POLL_INTERVAL_VARIABLE
from local_aws import LocalAws
from tools.permissions.removal import Outcome, Trial, names_the_denial
from tools.permissions.rights import NEEDED, right_of
from tools.permissions.scenarios import POLL_SECONDS, Template, broken_data, good_data, synthesize
from tools.permissions.statements import Statement, statements_of, without

_CODE_BUCKET = "code"
_AT_ONCE = 12


@dataclass(frozen=True)
class Removal:
    """A scenario without one of its statements, or None for the scenario as it is.

    With `broken_data`, what it imports lacks a column: that shows whether anybody has looked.
    """

    scenario: str
    template: Template
    statement: Statement | None
    broken_data: bool = False

    @property
    def is_waited_for(self) -> bool:
        """The function waits two minutes for what is removed: it can be new, and not have propagated yet."""
        return self.statement is not None and not right_of(self.statement).is_for_preflight

    def __str__(self) -> str:
        if self.statement is None:
            return f"nothing, of {self.scenario}" + (" of broken data" if self.broken_data else "")
        actions = ", ".join(self.statement.actions)
        on = f" on {', '.join(self.statement.resources)}" if self.statement.resources else ""
        return f"{right_of(self.statement).who}: {actions}{on}"


@dataclass(frozen=True)
class Row:
    """What came of a removal."""

    removal: Removal
    outcome: Outcome

    @property
    def is_as_promised(self) -> bool:
        """The stack works with all statements, and fails without any one of them, naming it.

        Broken data is refused by preflight, or by the service if preflight lacks a statement.
        """
        statement, outcome = self.removal.statement, self.outcome
        if statement is None and self.removal.broken_data:
            return "Preflight found 1 error in" in outcome.message
        if statement is None:
            return outcome.failed is None and not outcome.left_out
        return outcome.failed is not None and names_the_denial(statement, outcome)

    @property
    def is_inconclusive(self) -> bool:
        """Preflight has not looked, by chance, so it is not known whether it may and what it would have found."""
        return not self.is_as_promised and self.outcome.is_left_out_by_chance


def removals(templates: dict[str, Template]) -> Iterator[Removal]:
    """Yield every statement that an import needs once, and every scenario with all of them."""
    known = set()
    for scenario, template in templates.items():
        yield Removal(scenario, template, None)
        yield Removal(scenario, template, None, broken_data=True)
        for statement in statements_of(template):
            if right_of(statement).who not in NEEDED:
                continue
            right = right_of(statement)
            identity = (statement.kind, right.who, *statement.actions, *statement.resources)
            if identity not in known:
                known.add(identity)
                yield Removal(scenario, without(template, statement), statement, right.is_for_preflight)


def try_all(report: Callable[[Row], None]) -> list[Row]:
    """Deploy every removal to a local AWS, several at a time, and report each as it is known."""
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalAws(
            import_seconds=1,
            pending_seconds=0.5,
            minute_seconds=POLL_SECONDS,
            function_variables={POLL_INTERVAL_VARIABLE: str(POLL_SECONDS)},
        ) as aws,
        ThreadPoolExecutor(_AT_ONCE) as threads,
    ):
        templates = synthesize(Path(folder))
        s3 = aws.client("s3")
        s3.create_bucket(Bucket=_CODE_BUCKET)
        for archive in Path(folder).glob("*.zip"):
            s3.upload_file(str(archive), _CODE_BUCKET, archive.name)
        first = next(iter(templates))

        def play(number: int, removal: Removal) -> Row:
            trial = Trial(aws, removal.template, number, _CODE_BUCKET)
            data = broken_data() if removal.broken_data else good_data()
            return Row(removal, trial.run(data, also_update=removal.scenario == first))

        def try_one(number: int, removal: Removal) -> Row:
            row = play(number, removal)
            if not row.is_inconclusive:
                report(row)
            return row

        ordered = sorted(removals(templates), key=lambda removal: not removal.is_waited_for)
        rows = list(threads.map(try_one, itertools.count(), ordered))
        for index, row in enumerate(rows):
            if row.is_inconclusive:  # once more, with nothing else that loads the machine
                rows[index] = play(len(rows) + index, row.removal)
                report(rows[index])
        return rows
