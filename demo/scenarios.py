"""The two scenarios of the demo. An unexpected outcome raises `DemoError`."""

from pathlib import Path

from demo import DemoError
from demo.environment import STACK_NAME, Environment
from demo.sample_data import ERRORS, MISSING_COLUMN
from demo.summary import import_jobs, imports_table, leftovers, order_table, summarize

_OF_PREFLIGHT = f"Preflight found {ERRORS} errors in s3://"
_OF_THE_SERVICE = f"Input csv is missing the following columns: [{MISSING_COLUMN}]"
_TAIL_LINES = 30


def success(environment: Environment, data: Path) -> None:
    """Deploy, and show that the solution was created after all data had landed."""
    deploy = environment.deploy(data)
    if not deploy.succeeded:
        raise DemoError(f"cdk deploy failed. The end of its output:\n{_tail(deploy.output)}")
    environment.view.line(f"cdk deploy created the stack {STACK_NAME}")
    summary = summarize(environment.aws)
    environment.view.show(imports_table(summary))
    environment.view.show(order_table(summary))
    if not summary.waited:
        raise DemoError("not every import was ACTIVE before the solution was created")
    lead = (summary.first_solution_created - summary.last_import_ended).total_seconds()
    environment.view.line(f"the stack waited: the solution was created {lead:.1f} s after the last import ended")


def failure(environment: Environment, data: Path) -> None:
    """Deploy data with errors, show the output of the CLI, and show that nothing remains after the deletion."""
    is_of_preflight = environment.context.get("preflight", "on") == "on"
    reason = _OF_PREFLIGHT if is_of_preflight else _OF_THE_SERVICE
    deploy = environment.deploy(data)
    if deploy.succeeded or reason not in deploy.output:
        raise DemoError(f"cdk deploy did not fail with {reason!r}. The end of its output:\n{_tail(deploy.output)}")
    environment.view.line("cdk deploy failed as expected. Its output for the failed resource:")
    environment.view.quote(failed_resources(deploy.output))
    if not is_of_preflight:
        environment.view.line(f"Amazon Personalize reported one of {ERRORS} errors; preflight reports all of them")
    destroy = environment.destroy()
    if not destroy.succeeded:
        raise DemoError(f"cdk destroy failed. The end of its output:\n{_tail(destroy.output)}")
    if left := leftovers(environment.aws, STACK_NAME):
        raise DemoError(f"cdk destroy did not delete: {', '.join(left)}")
    if started := import_jobs(environment.aws, f"{STACK_NAME}-Interactions"):
        raise DemoError(f"imports of the file with errors started: {', '.join(started)}")
    environment.view.line(
        f"nothing remains: no stack {STACK_NAME}, dataset group, dataset, schema or solution "
        "(no import of the file with errors started)"
    )


def failed_resources(output: str) -> str:
    """Return the output of `cdk deploy` from the list of failed resources to the final message."""
    _, heading, rest = output.partition("Failed resources:\n")
    reason, verdict, _ = rest.partition("failed to deploy")
    return f"\n{heading}{reason}{verdict}\n"


def _tail(output: str) -> str:
    return "\n".join(output.splitlines()[-_TAIL_LINES:])
