"""The environment of the demo: a local AWS, a bucket with the data, and the CDK CLI."""

import time
from collections.abc import Mapping
from pathlib import Path

from rich.filesize import decimal

from demo import DemoError
from demo.cdk_command import PROJECT, CdkCommand
from demo.progress import Progress
from demo.view import View
from local_aws import LocalAws

STACK_NAME = "Recommendations"
WAITERS = ("provider-framework", "crhelper")
PREFLIGHTS = ("on", "warn", "off")
_BUCKET = "example-recommendation-data"
_UPDATE_SECONDS = 0.3


class Environment:
    """Deploys the example to a local AWS and shows the progress; the CLI writes its files to `folder`.

    `context` has `waiter` and `preflight` of the app, if they differ from the defaults.
    """

    def __init__(self, aws: LocalAws, view: View, folder: Path, context: Mapping[str, str]):
        self.aws = aws
        self.view = view
        self._folder = folder
        self.context = context
        self._assembly = folder / "cdk.out"
        self._temporary = folder / "tmp"
        self._temporary.mkdir()
        self._progress = Progress(aws, STACK_NAME, view)

    def upload(self, data: Path) -> None:
        """Upload the data to a bucket, as a pipeline does before a deployment."""
        s3 = self.aws.client("s3")
        s3.create_bucket(Bucket=_BUCKET)
        files = sorted(data.glob("*.csv"))
        for file in files:
            s3.upload_file(str(file), _BUCKET, file.name)
        contents = ", ".join(f"{file.name} ({decimal(file.stat().st_size)})" for file in files)
        self.view.line(f"uploaded the data to the bucket {_BUCKET}: {contents}")

    def bootstrap(self) -> None:
        """Bootstrap the account for the CDK as its administrator."""
        self.view.doing("cdk bootstrap")
        account = f"aws://{self.aws.account}/{self.aws.region}"
        # Outside the project, where the CLI does not synthesize the app.
        bootstrap = self._run("bootstrap", account, environment=self.aws.admin_environment(), directory=self._folder)
        if not bootstrap.succeeded:
            raise DemoError(f"cdk bootstrap failed:\n{bootstrap.output}")
        self.view.line(f"bootstrapped {account} for the CDK")

    def deploy(self, schemas: Path) -> CdkCommand:
        """Deploy the example as the deploying user; return the finished command."""
        self.view.doing(f"cdk deploy {STACK_NAME}: synthesizing the app, then publishing its assets")
        settings = {"bucket": _BUCKET, "schemas": str(schemas), **self.context}
        context = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        options = ("--require-approval", "never", "--output", str(self._assembly))
        return self._run("deploy", STACK_NAME, *options, *context, environment=self.aws.environment())

    def destroy(self) -> CdkCommand:
        """Delete the rolled-back stack as the deploying user; return the finished command."""
        self.view.doing(f"cdk destroy {STACK_NAME}: the stack is empty after its rollback")
        options = ("--force", "--app", str(self._assembly))
        return self._run("destroy", STACK_NAME, *options, environment=self.aws.environment())

    def _run(self, name: str, *arguments: str, environment: dict[str, str], directory: Path = PROJECT) -> CdkCommand:
        log_path = self._folder / f"cdk-{name}.log"
        environment = environment | {"TMPDIR": str(self._temporary)}
        with CdkCommand(name, *arguments, environment=environment, directory=directory, log_path=log_path) as command:
            while command.running:
                self._progress.update()
                time.sleep(_UPDATE_SECONDS)
            self._progress.update()
        return command
