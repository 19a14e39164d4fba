"""Record what the function receives: `python -m tests.e2e.record_events <version> [<waiter>]`.

Plays stacks on the local AWS, with a function that prints each event, and writes the first call and the first poll of
each kind of request to tests/handler/events/<version>/<waiter>. Once a version is released, its events are never
recorded anew.
"""

import contextlib
import json
import shutil
import sys
import tempfile
import zipfile
from itertools import groupby
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from botocore.exceptions import WaiterError

from cdk_personalize_handler.contract.properties import POLL_INTERVAL_VARIABLE, RESOURCE_TYPE
from local_aws import LocalAws
from testing.data_access import TRUST, admit_service, read_statements
from testing.datasets import create_datasets
from testing.deployment import FAULTY
from tests.e2e.account import Account
from tools import template

EVENTS = Path(__file__).parents[1] / "handler" / "events"
RESPONSE_URL = "https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/made-up"
KINDS = {
    ("Recommendations", "Interactions"): [
        "create",
        "update-in-place",
        "update-failed",
        "update-rollback",
        "update",
        "delete-replaced",
        "delete",
    ],
    ("Relay", "Interactions1"): ["relay-first", "relay-first-delete"],
    ("Relay", "Interactions2"): ["relay-next", "relay-next-delete"],
    ("Cancelled", "Interactions"): ["create-named", "delete-invented-id"],
}
"""The requests that each resource gets, in their order."""


POLL_SECONDS = 10


def record(waiter: str) -> dict[str, Any]:
    """Return the events by kind."""
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalAws(
            import_seconds=3,
            pending_seconds=1,
            minute_seconds=POLL_SECONDS,
            function_variables={POLL_INTERVAL_VARIABLE: str(POLL_SECONDS)},
        ) as aws,
    ):
        written = {path.name.partition(".")[0]: path for path in template.write(Path(folder))}
        module = template.WAITERS[waiter].bind(cdk.App()).handler.rpartition(".")[0].replace(".", "/")
        for archive in Path(folder).glob("*.zip"):
            _print_events(archive, f"{module}.py")
        account = Account(aws)
        account.deploy_provider(written[waiter], DatasetArns=f"arn:aws:personalize:{aws.region}:*:dataset/*")
        _create_datasets(account)
        _play(account)
        lines = [line.removeprefix("EVENT ") for line in account.log() if line.startswith("EVENT ")]
    return dict(_named([json.loads(line) for line in lines]))


def _print_events(archive: Path, module: str) -> None:
    with zipfile.ZipFile(archive) as zipped:
        contents = {name: zipped.read(name) for name in zipped.namelist()}
    if module in contents:
        contents[module] += (
            b"\n\nimport json\n_handler = handler\n\n\n"
            b"def handler(event, context):\n"
            b"    print('EVENT ' + json.dumps(event), flush=True)\n"
            b"    return _handler(event, context)\n"
        )
    with zipfile.ZipFile(archive, "w") as zipped:
        for name, content in contents.items():
            zipped.writestr(name, content)


def _create_datasets(account: Account) -> None:
    admit_service(account.aws, account.create_bucket("lake"))
    account.aws.client("s3").put_object(Bucket="lake", Key="few.csv", Body=FAULTY["few.csv"])
    create_datasets(account.aws.client("personalize"), "movies", "books")


def _play(account: Account) -> None:
    first = _import(
        ServiceTimeout=3600,
        ImportMode="FULL",
        DataVersion="1",
        Timeout=3000,
        PublishAttributionMetricsToS3=False,
        Tags=[{"Key": "team", "Value": "search"}],
    )
    tagged = first | {"Tags": [{"Key": "team", "Value": "ml"}]}
    account.create("Recommendations", _stack(Interactions=first))
    account.update("Recommendations", _stack(Interactions=tagged))
    few = tagged | {"DataVersion": "2", "DataSource": {"DataLocation": "s3://lake/few.csv"}, "Preflight": "OFF"}
    with contextlib.suppress(WaiterError):
        account.update("Recommendations", _stack(Interactions=few))
    account.wait("stack_rollback_complete", "Recommendations")
    account.update("Recommendations", _stack(Interactions=tagged | {"DataVersion": "3"}))
    account.delete("Recommendations")

    relay = _import(Timeout=3300, RelayTimeout=6600)
    next_one = relay | {"DatasetImportJobArn": {"Ref": "Interactions1"}, "RelayOf": "Interactions1"}
    account.create("Relay", _stack(Interactions1=relay | {"HandOver": True}, Interactions2=next_one))
    account.delete("Relay")

    refused = _import(
        DatasetArn="arn:aws:personalize:us-east-1:000000000000:dataset/books/INTERACTIONS", Timeout="soon"
    )
    with contextlib.suppress(WaiterError):
        account.create("Cancelled", _stack(Interactions=_import(JobName="nightly"), Refused=refused))
    account.delete("Cancelled")


def _import(**more: Any) -> dict[str, Any]:
    return {
        "ServiceToken": {"Fn::ImportValue": "PersonalizeImportServiceToken"},
        "DatasetArn": "arn:aws:personalize:us-east-1:000000000000:dataset/movies/INTERACTIONS",
        "DataSource": {"DataLocation": "s3://lake/interactions.csv"},
        "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
        **more,
    }


def _stack(**imports: dict[str, Any]) -> str:
    rights = {"Version": "2012-10-17", "Statement": read_statements("lake")}
    role = {
        "Path": "/personalize-import/",
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [TRUST]},
        "Policies": [{"PolicyName": "ReadData", "PolicyDocument": rights}],
    }
    resources: dict[str, Any] = {"Role": {"Type": "AWS::IAM::Role", "Properties": role}}
    for name, properties in imports.items():
        resources[name] = {"Type": RESOURCE_TYPE, "Properties": properties}
    return json.dumps({"Resources": resources})


def _named(events: list[dict[str, Any]]) -> Any:
    def resource(event: dict[str, Any]) -> tuple[str, str]:
        return event["StackId"].split("/")[1], event["LogicalResourceId"]

    for owner, received in groupby(sorted(events, key=resource), key=resource):
        requests: dict[str, list[dict[str, Any]]] = {}
        for event in received:
            requests.setdefault(event["RequestId"], []).append(event | {"ResponseURL": RESPONSE_URL})
        for kind, (request, *polls) in zip(KINDS.get(owner, []), requests.values(), strict=owner in KINDS):
            yield kind, request
            if polls:  # crhelper needs none for what is final in the first call
                yield f"{kind}-poll", polls[0]


def main(version: str, waiter: str = "provider_framework") -> None:
    """Write the files."""
    folder = EVENTS / version / waiter
    recorded = record(waiter)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for kind, event in recorded.items():
        (folder / f"{kind}.json").write_text(json.dumps(event, indent=2) + "\n")
    print(f"recorded {len(recorded)} events")


if __name__ == "__main__":
    main(*sys.argv[1:])
