"""What imports add to a stack: resources, template and functions."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from bench import import_stacks, peer_stacks
from bench.import_stacks import Build
from bench.section import Plot, Section, Table, Target
from bench.stack_contents import Measured, measure_stacks
from cdk_personalize import Waiter

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_KB = 1000
_NUMBERS, _NUMBERS_OF_CRHELPER = (1, 10, 100), (1, 10, 40)
_DEFAULT, _CRHELPER = "default waiter", "crhelper waiter"
_PEERS = {"peer: CDK Provider framework": peer_stacks.provider_framework, "peer: crhelper": peer_stacks.crhelper}
_OURS = (Waiter.provider_framework, _DEFAULT, _NUMBERS), (Waiter.crhelper, _CRHELPER, _NUMBERS_OF_CRHELPER)
_RESOURCES_OF_A_STACK = 500
"""As many as CloudFormation takes (*CloudFormation quotas*)."""

_TEXT = f"""\
Stacks with 1, 10 and 100 imports, synthesised by the CDK: how many resources they have, how large the template is, as
the CDK writes and uploads it (a KB has 1,000 bytes), and how many functions they deploy. *Each further one* is a ninth
of what lies between 1 and 10. Nothing here is simulated, and nothing is deployed.

An import into a dataset whose ARN is known at synth adds its role and a custom resource. Of a dataset of the app, here
in another stack, the ARN is known at deployment only, and the function has its right to it in a policy of its own. The
function's role has room for rights to few more than {import_stacks.MOST_DATASETS_OF_A_PROVIDER} such datasets; the next
ones have another provider here, with functions of their own, so that 100 imports need four. crhelper serves up to 40
imports in a stack.

The peers do less: somebody else has made the role of their imports, and their function may use any role for any
dataset.
"""


def measure(console: Console, *, quick: bool) -> Section:
    """Synthesise stacks by this library and by the peers, with few imports and with many."""
    measured: dict[str, Measured] = {}
    for name, (build, numbers) in _kinds(quick=quick).items():
        with console.status(f"what a stack carries: {name}"):
            measured[name] = measure_stacks(build, numbers)
    plot = Plot("stack-size", "Resources of a stack over its number of imports", lambda axes: _draw(axes, measured))
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
        of_app = numbers[:-1] if quick else numbers
        kinds[f"{name}, datasets of the app"] = import_stacks.into_datasets_of_the_app(waiter), of_app
    kinds |= {name: (build, _NUMBERS) for name, build in _PEERS.items()}
    return kinds


def _table_of_stacks(measured: Mapping[str, Measured]) -> Table:
    rows = []
    for name, each in measured.items():
        for number, contents in each.contents.items():
            size, functions = f"{contents.template / _KB:.1f} KB", str(contents.functions)
            rows.append((name, str(number), str(contents.resources), size, functions))
        further = f"{each.further_template / _KB:.1f} KB"
        rows.append((name, "each further one", f"{each.further_resources:.0f}", further, "0"))
    return Table("What imports add to a stack", ("", "imports", "resources", "template", "functions"), rows)


def _table_of_code(measured: Mapping[str, Measured]) -> Table:
    rows = [
        (name, f"{measured[name].asset.unzipped / _KB:.1f} KB", f"{measured[name].asset.zipped / _KB:.1f} KB")
        for name in (_DEFAULT, _CRHELPER, *_PEERS)
    ]
    caption = "Without the code of the CDK's Provider framework itself. The CDK CLI uploads the archive."
    return Table("The function's code", ("", "files", "archive"), rows, caption)


def _targets(measured: Mapping[str, Measured]) -> list[Target]:
    ours = {name: each for name, each in measured.items() if name not in _PEERS}
    resources = max(each.further_resources for each in ours.values())
    template = max(each.further_template for each in ours.values()) / _KB
    hundred = measured[_DEFAULT].contents[100].resources
    asset = measured[_DEFAULT].asset.zipped / _KB
    return [
        Target("resources of each further import, at most", resources, 3),
        Target("template of each further import, at most", template, 4, "KB"),
        Target("resources of 100 imports in one stack", hundred, _RESOURCES_OF_A_STACK),
        Target("the function's asset, default waiter", asset, 100, "KB"),
    ]


def _draw(axes: "Axes", measured: Mapping[str, Measured]) -> None:
    for name, each in measured.items():
        counts = [contents.resources for contents in each.contents.values()]
        axes.plot(list(each.contents), counts, marker="o", label=name, linestyle="--" if name in _PEERS else "-")
    axes.set(xlabel="imports", ylabel="resources")
    axes.legend()
