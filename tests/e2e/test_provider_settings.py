"""Settings for the functions of a deployed import, and another provider for it, as CloudFormation takes them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from botocore.exceptions import WaiterError

from cdk_personalize import Dataset, DatasetImportJob, DataSource, ImportProvider, Waiter
from local_aws import LocalAws
from testing.data_access import admit_service
from testing.datasets import create_datasets
from testing.harness import CSV
from tests.e2e.account import Account
from tools.code_parameters import add_code_parameters, by_parameters, write_zip_files

STACK = "Imports"
POLL = Waiter.provider_framework(poll_interval=cdk.Duration.seconds(2))


@pytest.fixture
def account() -> Iterator[Account]:
    with LocalAws(import_seconds=1, pending_seconds=0.5) as aws:
        s3 = aws.client("s3")
        for bucket in ("lake", "code"):
            s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket="lake", Key="good.csv", Body=CSV)
        admit_service(aws, "lake")
        create_datasets(aws.client("personalize"), "movies")
        yield Account(aws)


def template(account: Account, folder: Path, provider: Callable[[cdk.Stack], ImportProvider | None]) -> str:
    """Synthesize an import with what `provider` makes of its stack, and upload the functions' code."""
    app = cdk.App(outdir=str(folder))
    stack = cdk.Stack(app, STACK, synthesizer=by_parameters())
    add_code_parameters(stack)
    arn = f"arn:aws:personalize:{account.aws.region}:{account.aws.account}:dataset/movies/INTERACTIONS"
    DatasetImportJob(
        stack,
        "Interactions",
        dataset=Dataset.from_dataset_arn(stack, "Dataset", arn),
        data_source=DataSource.s3_uri("s3://lake/good.csv"),
        provider=provider(stack),
    )
    app.synth()
    code = folder / "code"
    code.mkdir()
    write_zip_files(folder, stack, code)
    for archive in code.iterdir():
        account.aws.client("s3").upload_file(str(archive), "code", archive.name)
    return (folder / stack.template_file).read_text()


def at_its_defaults(stack: cdk.Stack) -> None:
    ImportProvider.of(stack, POLL)


def as_companies_require(stack: cdk.Stack) -> None:
    ImportProvider.of(stack, POLL, encryption_key=kms.Key(stack, "Key"), log_retention=logs.RetentionDays.ONE_YEAR)


def its_own(stack: cdk.Stack) -> ImportProvider:
    return ImportProvider(stack, "Another", waiter=POLL)


def functions(account: Account) -> set[str]:
    return {each["FunctionName"] for each in account.aws.client("lambda").list_functions()["Functions"]}


def retentions(account: Account) -> set[int]:
    """The days for which the functions' log groups keep events."""
    groups = account.aws.client("logs").describe_log_groups()["logGroups"]
    return {group["retentionInDays"] for group in groups}


def test_settings_change_the_functions_in_place_and_another_provider_is_refused(
    account: Account, tmp_path: Path
) -> None:
    account.create(STACK, template(account, tmp_path / "1", at_its_defaults), CodeBucket="code")
    jobs, before = account.jobs(), functions(account)
    assert len(before) == 4
    assert retentions(account) == {90}
    account.update(STACK, template(account, tmp_path / "2", as_companies_require), CodeBucket="code")
    assert account.jobs() == jobs
    assert functions(account) == before
    assert retentions(account) == {365}
    with pytest.raises(WaiterError):
        account.update(STACK, template(account, tmp_path / "3", its_own), CodeBucket="code")
    assert "Modifying service token is not allowed" in account.reasons(STACK)
    assert account.jobs() == jobs
    account.delete(STACK)
