"""What imports add to a stack: resources, template and functions."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import aws_cdk as cdk
from rich.console import Console

from bench import peer_stacks
from bench.models import import_stacks
from bench.models.import_stacks import Build
from bench.report.section import Plot, Section, Table, Target
from bench.stack_contents import Measured, Step, measure_stacks
from cdk_personalize import Waiter
from cdk_personalize.permissions.policy_size import MAX_INLINE_POLICIES_LENGTH

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_KB = 1000
_NUMBERS, _NUMBERS_OF_CRHELPER = (1, 10, 100), (1, 10, 40)
_DEFAULT, _CRHELPER = "default waiter", "crhelper waiter"
_OF_THE_APP, _RELAY = "datasets of the app", "timeout of 7 h"
_TIMEOUT_OF_A_RELAY, _NUMBERS_OF_RELAYS = cdk.Duration.hours(7), (1, 10)
_PEERS = {"(a) Provider framework": peer_stacks.provider_framework, "(b) crhelper": peer_stacks.crhelper}
_OURS = (Waiter.provider_framework, _DEFAULT, _NUMBERS), (Waiter.crhelper, _CRHELPER, _NUMBERS_OF_CRHELPER)
_RESOURCES_OF_A_STACK = 500
"""As many as CloudFormation takes (*CloudFormation quotas*)."""
_ROLE_IS_FULL = (
    f"IAM's {MAX_INLINE_POLICIES_LENGTH:,} characters of a role's policies fill up with rights to datasets whose ARNs "
    f"are known at deployment only, so that every {import_stacks.MAX_DATASETS_OF_A_PROVIDER} of them bring a provider "
    "with a role and functions of its own"
)

_TEXT = f"""\
Stacks with 1, 10 and 100 imports, synthesized by the CDK: how many resources they have, how large the template is, as
the CDK writes and uploads it (a KB has 1,000 bytes), and how many functions they deploy. *Each further one* is the mean
of what lies between two numbers of imports. Nothing here is simulated, and nothing is deployed.

An import into a dataset whose ARN is known at synth adds its role and a custom resource. Of a dataset of the app, here
in another stack, the ARN is known at deployment only, and the function has its right to it in a policy of its own. The
function's role has room for rights to few more than {import_stacks.MAX_DATASETS_OF_A_PROVIDER} such datasets; the next
ones have another provider here, with functions of their own, so that 100 imports need four. crhelper serves up to 40
imports in a stack.

Imports have a timeout of up to an hour, except those with one of 7 hours: they are relays of 8 custom resources. 100
imports in one stack are those with a timeout of up to an hour into datasets whose ARNs are known at synth.

The peers do less: somebody else has made the role of their imports, and their function may use any role for any
dataset.
"""


def measure(console: Console, *, quick: bool) -> Section:
    """Synthesize stacks by this library and by the peers, with few imports and with many."""
    measured: dict[str, Measured] = {}
    for name, (build, numbers) in _kinds(quick=quick).items():
        with console.status(f"what a stack carries: {name}"):
            measured[name] = measure_stacks(build, numbers)
    plot = Plot("stack-size", "Resources of a stack over its number of imports", lambda axes: _draw(axes, measured))
    return Section(
        title="What a stack carries",
        text=_TEXT,
        tables=[_table_of_stacks(measured), _table_of_code(measured)],
        plots=[plot],
        targets=_targets(measured),
    )


def _kinds(*, quick: bool) -> dict[str, tuple[Build, Sequence[int]]]:
    """Return ways to import, each with the numbers of imports to look at."""
    kinds: dict[str, tuple[Build, Sequence[int]]] = {}
    for waiter, name, numbers in _OURS:
        kinds[name] = import_stacks.into_existing(waiter), numbers
        if not quick:
            kinds[f"{name}, with an existing role"] = import_stacks.as_existing_role(waiter), numbers
        if name == _DEFAULT or not quick:
            kinds[f"{name}, {_OF_THE_APP}"] = import_stacks.into_datasets_of_the_app(waiter), numbers
            relays = import_stacks.into_existing(waiter, _TIMEOUT_OF_A_RELAY)
            kinds[f"{name}, {_RELAY}"] = relays, _NUMBERS_OF_RELAYS
    kinds |= {name: (build, _NUMBERS[:-1] if quick else _NUMBERS) for name, build in _PEERS.items()}
    return kinds


def _table_of_stacks(measured: Mapping[str, Measured]) -> Table:
    rows: list[tuple[str, ...]] = []
    for name, each in measured.items():
        for number, contents in each.contents.items():
            size, functions = f"{contents.template / _KB:.1f} KB", str(contents.functions)
            rows.append((name, str(number), str(contents.resources), size, functions))
        rows += [_row_of_step(name, step) for step in each.steps]
    relays = measured[f"{_DEFAULT}, {_RELAY}"]
    room = _RESOURCES_OF_A_STACK - relays.contents[1].resources
    caption = f"With a timeout of 7 h, one stack holds {1 + int(room / relays.steps[0].resources)} imports."
    return Table("What imports add to a stack", ("", "imports", "resources", "template", "functions"), rows, caption)


def _row_of_step(name: str, step: Step) -> tuple[str, ...]:
    imports = f"each further one, {step.first} to {step.last}"
    return name, imports, f"{step.resources:.3g}", f"{step.template / _KB:.2f} KB", f"{step.functions:.2g}"


def _table_of_code(measured: Mapping[str, Measured]) -> Table:
    rows = [
        (name, f"{measured[name].asset.unzipped / _KB:.1f} KB", f"{measured[name].asset.zipped / _KB:.1f} KB")
        for name in (_DEFAULT, _CRHELPER, *_PEERS)
    ]
    caption = "Without the code of the CDK's Provider framework itself. The CDK CLI uploads the archive."
    return Table("The function's code", ("", "files", "archive"), rows, caption)


def _targets(measured: Mapping[str, Measured]) -> list[Target]:
    same = [step for name, each in measured.items() if _is_held(name) for step in each.steps if not step.functions]
    further = measured[f"{_DEFAULT}, {_OF_THE_APP}"].steps[-1]
    several = f"{further.first} to {further.last} {_OF_THE_APP}"
    hundred = measured[_DEFAULT].contents[100].resources
    asset = measured[_DEFAULT].asset.zipped / _KB
    return [
        Target("resources of each further import on the same provider", max(step.resources for step in same), 3),
        Target(
            "template of each further import on the same provider", max(step.template for step in same) / _KB, 4, "KB"
        ),
        Target(f"resources of each further import, {several}", further.resources, 3, "", _ROLE_IS_FULL),
        Target(f"template of each further import, {several}", further.template / _KB, 4, "KB", _ROLE_IS_FULL),
        Target(
            "resources of 100 imports in one stack, timeouts up to an hour, literal ARNs",
            hundred,
            _RESOURCES_OF_A_STACK,
        ),
        Target("the function's asset, default waiter", asset, 100, "KB"),
    ]


def _is_held(name: str) -> bool:
    """Return whether what a further import adds must stay within the targets: not for peers, nor for relays."""
    return name not in _PEERS and not name.endswith(_RELAY)


def _draw(axes: "Axes", measured: Mapping[str, Measured]) -> None:
    for name, each in measured.items():
        counts = [contents.resources for contents in each.contents.values()]
        axes.plot(list(each.contents), counts, marker="o", label=name, linestyle="--" if name in _PEERS else "-")
    axes.set(xlabel="imports", ylabel="resources")
    axes.legend()
