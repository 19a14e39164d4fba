"""Break the lifecycle on purpose, one rule at a time, and see that the tests notice: `python tools/mutants.py`.

Prints which mutant was killed by which check. Exits with 1 if one survives, if a promise of the histories kills none,
or if the source that a mutant changes is no longer there.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "lambda" / "cdk_personalize_handler"
HISTORIES = """
from tests.histories.happenings import Tally
from tests.histories.play import play
play(1500, Tally(), shrink=False)
"""
UNIT_TESTS = ["-m", "pytest", "tests/handler", "tests/conformance", "-x", "-q", "-p", "no:cacheprovider", "--tb=line"]


@dataclass(frozen=True)
class Mutant:
    """One change of the source: `what` it does wrong, in which module, and how."""

    what: str
    module: str
    source: str
    replacement: str


MUTANTS = [
    Mutant("name the job after the poll", "request.py", "_hash(self.request_id)}", "_hash(os.urandom(8).hex())}"),
    Mutant("leave the request out of the name", "request.py", "{_hash(self.request_id)}", "same"),
    Mutant(
        "leave the owner out of the name", "request.py", 'return f"-{self.owner}-{_content', 'return f"-all-{_content'
    ),
    Mutant(
        "leave the data version out of the content",
        "request.py",
        '"DatasetArn", "DataVersion", "JobName"',
        '"DatasetArn", "JobName"',
    ),
    Mutant(
        "count a tag as data", "request.py", '("DatasetArn", "DataVersion",', '("Tags", "DatasetArn", "DataVersion",'
    ),
    Mutant(
        "take anything that has not failed for a success",
        "rules.py",
        "    if job.is_active:\n        return Succeed",
        "    if not job.has_failed:\n        return Succeed",
    ),
    Mutant(
        "wait for a job that has failed", "import_job.py", "return self.status.endswith(_FAILED_SUFFIX)", "return False"
    ),
    Mutant("adopt whatever landed last", "rules.py", "landed and request.stands_for(landed.arn)", "landed"),
    Mutant(
        "never adopt",
        "rules.py",
        "return Adopt(landed.arn) if landed and request.stands_for(landed.arn) else start",
        "return start",
    ),
    Mutant("let a rollback overtake a running import", "rules.py", "    if running:\n", "    if False:\n"),
    Mutant("take the first job that landed for the last", "rules.py", "return max((job", "return min((job"),
    Mutant("adopt any job of an explicit name", "rules.py", "    return is_recent and (", "    return True or ("),
    Mutant("answer a Delete while the import runs", "rules.py", "    if unfinished:\n", "    if False:\n"),
    Mutant(
        "answer a Delete of an invented id at once",
        "rules.py",
        "    if waited < poll_interval and all(",
        "    if False and all(",
    ),
    Mutant(
        "wait for ever in a Delete",
        "rules.py",
        "    return Succeed(request.physical_id, {})",
        '    return Wait("for ever")',
    ),
    Mutant(
        "start for what CloudFormation has given up",
        "lifecycle.py",
        "if not self._stacks.is_waiting_for(request, started_at):",
        "if False:",
    ),
    Mutant(
        "start when there is no time left", "lifecycle.py", "if is_last_look and not request.hands_over:", "if False:"
    ),
    Mutant("know no deadline", "lifecycle.py", "if isinstance(outcome, Wait) and is_last_look:", "if False:"),
    Mutant(
        "fail when throttled",
        "lifecycle.py",
        "except (TryAgainLater, AlreadyExists) as error:\n            return Wait(str(error))",
        "except (TryAgainLater, AlreadyExists) as error:\n            return Fail(str(error))",
    ),
    Mutant(
        "fail at the quota",
        "lifecycle.py",
        "return Wait(str(quota), occupants=self._occupants())",
        "return Fail(str(quota))",
    ),
    Mutant(
        "import for an update that changes no data",
        "lifecycle.py",
        "        if not request.changes_data:\n            return self._keep",
        "        if False:\n            return self._keep",
    ),
    Mutant("leave the tags", "lifecycle.py", "if wanted != previous and", "if False and"),
    Mutant(
        "let a rollback fail for a spent name",
        "lifecycle.py",
        "if not (request.is_update and self._stacks.is_rolling_back(request.stack_id)):",
        "if True:",
    ),
    Mutant("give a new right no time", "rules.py", "GRANTS_ARE_SEEN_AFTER = 120.0", "GRANTS_ARE_SEEN_AFTER = 0.0"),
    Mutant("give a missing right for ever", "rules.py", "GRANTS_ARE_SEEN_AFTER = 120.0", "GRANTS_ARE_SEEN_AFTER = 1e9"),
    Mutant("answer at any length", "answers.py", "MAX_LENGTH = 800", "MAX_LENGTH = 80_000"),
    Mutant(
        "take a server error for a refusal", "aws_errors.py", "_FIRST_SERVER_ERROR = 500", "_FIRST_SERVER_ERROR = 600"
    ),
    Mutant(
        "do not see that the resource was touched",
        "cloudformation.py",
        "<= asked_at + _CLOCKS_DIFFER_BY",
        "<= datetime.max.replace(tzinfo=UTC)",
    ),
    Mutant(
        "take a resource that is gone for one that is waited for",
        "cloudformation.py",
        "        except Refused:\n            return False",
        "        except Refused:\n            return True",
    ),
    Mutant(
        "log the event",
        "provider_framework.py",
        "        request = requests.parse(event)\n",
        '        entry._log.info("event: %s", event)\n        request = requests.parse(event)\n',
    ),
    Mutant("answer late polls", "crhelper_waiter.py", "is_poll and not self._rules.exists(event[_RULE])", "False"),
    Mutant(
        "make a rule for everything",
        "crhelper_waiter.py",
        "            self._answering(given",
        "            self._polling(given",
    ),
    Mutant(
        "leave a rule without a target",
        "crhelper_waiter.py",
        "            self._rules.delete(given[_RULE])",
        "            pass",
    ),
    Mutant(
        "poll for what CloudFormation has given up",
        "crhelper_waiter.py",
        "and self._lifecycle.is_given_up(request, started_at)",
        "and False",
    ),
    Mutant("fail under a random id", "crhelper_waiter.py", "            helper.PhysicalResourceId = physical_id\n", ""),
    Mutant(
        "succeed under a random id",
        "crhelper_waiter.py",
        "outcome.attributes)\n        return physical_id",
        "outcome.attributes)\n        return True",
    ),
    Mutant(
        "answer what was kept for polls", "crhelper_waiter.py", "        helper.Data = dict(outcome.attributes)\n", ""
    ),
    Mutant("forget when the wait began", "crhelper_waiter.py", "{_STARTED_AT: self._look.started_at}", "{}"),
    Mutant("look for what a refused creation left", "crhelper_waiter.py", "physical_id.startswith(_REFUSED)", "False"),
    Mutant(
        "start what does not fit into a rule",
        "crhelper_waiter.py",
        "                _check_size(event)\n",
        "                pass\n",
    ),
    Mutant("keep a Delete's tags", "crhelper_waiter.py", 'if name != "Tags"}', "}"),
    Mutant("answer a failure at any length", "crhelper_waiter.py", "Fail(shorten(outcome.reason, request))", "outcome"),
    Mutant("log the address for the answer", "crhelper_waiter.py", 'log_level="INFO"', 'log_level="DEBUG"'),
    Mutant(
        "change the function's policy", "crhelper_session.py", '"before-call.lambda.AddPermission": _nothing_to_do,', ""
    ),
]


def kill(mutant: Mutant) -> str | None:
    """Return what noticed the mutant, None if nothing did."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(PACKAGE, Path(folder) / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__")))
        module = copy / mutant.module
        source = module.read_text()
        if mutant.source not in source:
            raise LookupError(f"{mutant.what}: {mutant.module} no longer has {mutant.source!r}")
        imports = "import os\n" if "os." in mutant.replacement and "import os" not in source else ""
        docstring, quotes, rest = source.partition('"""\n\n')
        module.write_text(docstring + quotes + imports + rest.replace(mutant.source, mutant.replacement, 1))
        path = os.pathsep.join([folder, str(ROOT)])
        environment = os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
        broken = None
        if not mutant.module.startswith("crhelper"):  # the histories are played on the other waiter
            broken = _broken_promise(_run(["-c", HISTORIES], environment))
        return broken or _failed_test(_run(UNIT_TESTS, environment))


def _run(arguments: list[str], environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def _broken_promise(done: "subprocess.CompletedProcess[str]") -> str | None:
    if done.returncode == 0:
        return None
    promise = re.search(r"PromiseBroken: ([^:\n]+):", done.stderr)
    return f"histories: {promise[1]}" if promise else f"histories: {done.stderr.strip().splitlines()[-1]}"


def _failed_test(done: "subprocess.CompletedProcess[str]") -> str | None:
    failed = re.search(r"^FAILED \S+::(\S+)", done.stdout, re.MULTILINE)
    return failed and failed[1]


def main() -> int:
    """Try every mutant, and print the table."""
    from tests.histories.promises import NAMES

    console = Console(width=160)
    table = Table("mutant", "module", "killed by")
    killers = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for mutant, killer in zip(MUTANTS, pool.map(kill, MUTANTS), strict=True):
            console.print(f"{mutant.what}: {killer or 'SURVIVED'}")
            table.add_row(mutant.what, mutant.module, killer or "[red]survived")
            killers.append(killer)
    console.print(table)
    idle = [name for name in NAMES if f"histories: {name}" not in killers]
    console.print(f"{len(MUTANTS)} mutants, {killers.count(None)} survived")
    console.print(f"promises that killed none: {', '.join(idle) or 'none'}")
    return 1 if idle or None in killers else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
