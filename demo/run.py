"""One run of the demo, from the data to the cleanup."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from botocore.exceptions import BotoCoreError, ClientError

from cdk_personalize_handler.contract.properties import POLL_INTERVAL_VARIABLE
from demo import DemoError, data_folder, scenarios
from demo.environment import Environment
from demo.interrupts import ignore_interrupts, interrupt_once
from demo.sample_data import ERRORS, add_errors
from demo.view import FAILED, View, standard_output
from local_aws import LocalAws, LocalAwsError

_INTERRUPTED = 130
# Each status is long enough to be shown, and the import ends before the function's first poll after 10 s.
_PENDING_SECONDS, _IMPORT_SECONDS = 2.0, 6.0
_MINUTE_SECONDS = 10.0  # With crhelper, the first poll is after one minute.


def run(given_data: Path | None, failure: bool, context: Mapping[str, str] = MappingProxyType({})) -> int:
    """Show the deployment of the given data, or of sample data, or with `failure` of sample data with errors.

    `context` has the settings `waiter` and `preflight` of the app. Returns 0 if the demo ran as expected, 1 if not (the
    logs are kept), and 130 after Ctrl-C.
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
                view.line("interrupted; all processes have been stopped", FAILED)
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
        data_folder.copy(given_data, data)
        view.line(f"using the data in {given_data}")
    elif failure:
        data_folder.generate(data)
        add_errors(data / "interactions.csv")
        view.line(f"generated sample data; interactions.csv has {ERRORS} errors")
    else:
        data_folder.generate(data)
        view.line("generated sample data, the same on every run")
    view.doing("starting local AWS")
    with LocalAws(
        directory=folder / "aws",
        pending_seconds=_PENDING_SECONDS,
        import_seconds=_IMPORT_SECONDS,
        minute_seconds=_MINUTE_SECONDS,
        function_variables={POLL_INTERVAL_VARIABLE: f"{_MINUTE_SECONDS:.0f}"},
    ) as aws:
        view.line(f"local AWS is ready at {aws.endpoint} (account {aws.account}, Region {aws.region})")
        environment = Environment(aws, view, folder, context)
        environment.upload(data)
        environment.bootstrap()
        scenario = scenarios.failure if failure else scenarios.success
        scenario(environment, data)
        view.doing("stopping local AWS")
