"""Where the demo takes place: a local AWS, a bucket that holds the data, and the CDK CLI."""

import time
from collections.abc import Mapping
from pathlib import Path

from rich.filesize import decimal

from demo.cdk_command import PROJECT, CdkCommand
from demo.errors import DemoError
from demo.view import View
from demo.watch import Watch
from local_aws import LocalAws

STACK_NAME = "Recommendations"
WAITERS = ("provider-framework", "crhelper")
PREFLIGHTS = ("on", "warn", "off")
_BUCKET = "example-recommendation-data"
_LOOK_SECONDS = 0.3


class Stage:
    """Deploys the example to a local AWS and shows what happens there; `folder` takes all that the CLI writes.

    `context` has the app's `waiter` and `preflight`, where they are not what they are by default.
    """

    def __init__(self, aws: LocalAws, view: View, folder: Path, context: Mapping[str, str]):
        self.aws = aws
        self.view = view
        self._folder = folder
        self.context = context
        self._assembly = folder / "cdk.out"
        self._temporary = folder / "tmp"
        self._temporary.mkdir()
        self._watch = Watch(aws, STACK_NAME, view)

    def upload(self, data: Path) -> None:
        """Put the data into a bucket, as a pipeline would have done before anybody deploys."""
        s3 = self.aws.client("s3")
        s3.create_bucket(Bucket=_BUCKET)
        files = sorted(data.glob("*.csv"))
        for file in files:
            s3.upload_file(str(file), _BUCKET, file.name)
        contents = ", ".join(f"{file.name} ({decimal(file.stat().st_size)})" for file in files)
        self.view.line(f"the data is in the bucket {_BUCKET}: {contents}")

    def bootstrap(self) -> None:
        """Prepare the account for the CDK, as its administrator."""
        self.view.doing("cdk bootstrap")
        account = f"aws://{self.aws.account}/{self.aws.region}"
        # Outside the project, because the CLI would synthesise the app for nothing.
        bootstrap = self._run("bootstrap", account, environment=self.aws.admin_environment(), directory=self._folder)
        if not bootstrap.succeeded:
            raise DemoError(f"cdk bootstrap failed:\n{bootstrap.output}")
        self.view.line(f"{account} is bootstrapped for the CDK")

    def deploy(self, schemas: Path) -> CdkCommand:
        """Deploy the example as the deploying user; return the command that has ended."""
        self.view.doing(f"cdk deploy {STACK_NAME}: synthesising the app, then publishing its assets")
        settings = {"bucket": _BUCKET, "schemas": str(schemas), **self.context}
        context = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        options = ("--require-approval", "never", "--output", str(self._assembly))
        return self._run("deploy", STACK_NAME, *options, *context, environment=self.aws.environment())

    def destroy(self) -> CdkCommand:
        """Delete the rolled-back stack as the deploying user; return the command that has ended."""
        self.view.doing(f"cdk destroy {STACK_NAME}: the rollback has left an empty stack")
        options = ("--force", "--app", str(self._assembly))
        return self._run("destroy", STACK_NAME, *options, environment=self.aws.environment())

    def _run(self, name: str, *arguments: str, environment: dict[str, str], directory: Path = PROJECT) -> CdkCommand:
        log_path = self._folder / f"cdk-{name}.log"
        environment = environment | {"TMPDIR": str(self._temporary)}
        with CdkCommand(name, *arguments, environment=environment, directory=directory, log_path=log_path) as command:
            while command.running:
                self._watch.look()
                time.sleep(_LOOK_SECONDS)
            self._watch.look()
        return command
