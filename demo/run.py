"""One run of the demo, from the data to the clean-up."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from botocore.exceptions import BotoCoreError, ClientError

from cdk_personalize_handler.contract.properties import POLL_INTERVAL_VARIABLE
from demo import data_folder, scenarios
from demo.broken_data import FAULTS, break_interactions
from demo.errors import DemoError
from demo.interrupts import ignore_interrupts, interrupt_once
from demo.stage import Stage
from demo.view import FAILED, View, standard_output
from local_aws import LocalAws, LocalAwsError

_INTERRUPTED = 130
# Long enough for each status to be seen, and over before the construct's first look after ten seconds.
_PENDING_SECONDS, _IMPORT_SECONDS = 2.0, 6.0
_MINUTE_SECONDS = 10.0  # With crhelper, that first look is after a minute.


def run(given_data: Path | None, failure: bool, context: Mapping[str, str] = MappingProxyType({})) -> int:
    """Show the deployment of somebody's data or of made-up data, or with `failure` of broken data.

    `context` are settings of the app, `waiter` and `preflight`.

    Returns 0 when everything went as told, 1 when it did not, in which case the logs are kept, and 130 after Ctrl-C.
    """
    interrupt_once()
    folder = Path(tempfile.mkdtemp(prefix="cdk-personalize-demo-"))
    keep = False
    try:
        with View(standard_output()) as view:
            try:
                _perform(view, folder, given_data, failure, context)
            except (DemoError, LocalAwsError, BotoCoreError, ClientError) as error:
                view.line(str(error), FAILED)
                if keep := any(folder.rglob("*.log")):
                    view.line(f"the logs are in {folder}", FAILED)
                return 1
            except KeyboardInterrupt:
                view.line("interrupted; what had been started has ended", FAILED)
                return _INTERRUPTED
            return 0
    finally:
        ignore_interrupts()
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def _perform(view: View, folder: Path, given_data: Path | None, failure: bool, context: Mapping[str, str]) -> None:
    data = folder / "data"
    data.mkdir()
    if given_data:
        data_folder.take(given_data, data)
        view.line(f"the data comes from {given_data}")
    elif failure:
        data_folder.generate(data)
        break_interactions(data / "interactions.csv")
        view.line(f"the data is made up, and interactions.csv has {FAULTS} faults")
    else:
        data_folder.generate(data)
        view.line("the data is made up, the same on every run")
    view.doing("starting the local AWS")
    with LocalAws(
        directory=folder / "aws",
        pending_seconds=_PENDING_SECONDS,
        import_seconds=_IMPORT_SECONDS,
        minute_seconds=_MINUTE_SECONDS,
        function_variables={POLL_INTERVAL_VARIABLE: f"{_MINUTE_SECONDS:.0f}"},
    ) as aws:
        view.line(f"the local AWS answers at {aws.endpoint}: account {aws.account}, Region {aws.region}")
        stage = Stage(aws, view, folder, context)
        stage.upload(data)
        stage.bootstrap()
        scenario = scenarios.failure if failure else scenarios.success
        scenario(stage, data)
        view.doing("ending the local AWS")
