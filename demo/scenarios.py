"""The two stories that the demo tells; one that takes another course raises `DemoError`."""

from pathlib import Path

from demo.broken_data import FAULTS, MISSING_COLUMN
from demo.errors import DemoError
from demo.leftovers import import_jobs, leftovers
from demo.outcome import outcome
from demo.outcome_tables import imports_table, order_table
from demo.stage import STACK_NAME, Stage

_OF_PREFLIGHT = f"Preflight found {FAULTS} errors in s3://"
_OF_THE_SERVICE = f"Input csv is missing the following columns: [{MISSING_COLUMN}]"
_TAIL_LINES = 30


def success(stage: Stage, data: Path) -> None:
    """Deploy, and show that the solution came after all data had landed."""
    deploy = stage.deploy(data)
    if not deploy.succeeded:
        raise DemoError(f"cdk deploy failed. The end of what it printed:\n{_tail(deploy.output)}")
    stage.view.line(f"cdk deploy has created the stack {STACK_NAME}")
    result = outcome(stage.aws)
    stage.view.show(imports_table(result))
    stage.view.show(order_table(result))
    if not result.waited:
        raise DemoError("not every import was ACTIVE before the solution was created")
    lead = (result.first_solution_created - result.last_import_ended).total_seconds()
    stage.view.line(f"the stack waited: the solution was created {lead:.1f} s after the last import had ended")


def failure(stage: Stage, data: Path) -> None:
    """Deploy broken data, show the error as the CLI shows it, and that nothing is left in the end."""
    is_refused = stage.context.get("preflight", "on") == "on"
    reason = _OF_PREFLIGHT if is_refused else _OF_THE_SERVICE
    deploy = stage.deploy(data)
    if deploy.succeeded or reason not in deploy.output:
        raise DemoError(f"cdk deploy should have failed with {reason!r}, but printed:\n{_tail(deploy.output)}")
    stage.view.line("cdk deploy failed, as it should. What it printed of the failed resource:")
    stage.view.quote(failed_resources(deploy.output))
    destroy = stage.destroy()
    if not destroy.succeeded:
        raise DemoError(f"cdk destroy failed. The end of what it printed:\n{_tail(destroy.output)}")
    if left := leftovers(stage.aws, STACK_NAME):
        raise DemoError(f"cdk destroy has left: {', '.join(left)}")
    started = import_jobs(stage.aws, f"{STACK_NAME}-Interactions")
    if bool(started) is is_refused:
        raise DemoError(f"these imports of the broken file were started: {', '.join(started) or 'none'}")
    record = (
        "no import of the broken file was started" if is_refused else "Personalize keeps the record of the failed job"
    )
    stage.view.line(
        f"nothing is left: no stack {STACK_NAME}, and no dataset group, dataset, schema or solution ({record})"
    )


def failed_resources(output: str) -> str:
    """Return what `cdk deploy` printed from its list of failed resources to its verdict."""
    _, heading, rest = output.partition("Failed resources:\n")
    reason, verdict, _ = rest.partition("failed to deploy")
    return f"\n{heading}{reason}{verdict}\n"


def _tail(output: str) -> str:
    return "\n".join(output.splitlines()[-_TAIL_LINES:])
