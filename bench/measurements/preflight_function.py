"""What preflight costs in the function.

It runs against the local Amazon S3, in a fresh process each time, and once with nothing to look at: that is the bare
handler, connected to Amazon Personalize.
"""

import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, cast

import boto3
import botocore.session
from rich.console import Console

from bench.host.process import peak_memory
from bench.report.section import Section, Table
from cdk_personalize_handler.aws import personalize
from cdk_personalize_handler.aws.personalize import Personalize
from cdk_personalize_handler.aws.s3 import S3
from cdk_personalize_handler.lifecycle.failure_reasons import render
from cdk_personalize_handler.lifecycle.request import ImportRequest, parse_request
from cdk_personalize_handler.preflight_runner import PreflightRunner
from cdk_personalize_handler.provider_framework import MAX_REASON_LENGTH
from local_aws import LocalAws
from testing.datasets import create_datasets

_BUCKET = "lake"
_RUNS = 5
_MEGABYTE = 2**20
_HEADER = b"USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n"
_ROW = b"user-1,item-1,1700000000,click\n"
_SCHEMA = Path(__file__).parents[2] / "schemas" / "interactions.avsc"


@dataclass(frozen=True)
class _Folder:
    """A folder of so many objects of a size in bytes."""

    key: str
    objects: int
    size: int


_FOLDERS = {
    "10,000 objects of 1 kB": _Folder("many/", 10_000, 1_000),
    "20 objects of 8 MB": _Folder("large/", 20, 8 * _MEGABYTE),
    "1 object of 256 MB": _Folder("largest/", 1, 256 * _MEGABYTE),
}
_SMALL_FOLDERS = {"20 objects of 2 kB": _Folder("few/", 20, 2_000)}
_TEXT = """\
What the function does before an import is started, with making its clients: it lists the folder and reads the
beginnings of some objects. It runs on this machine against the local Amazon S3, which is nearer than the real one, in a
fresh process each time. Seconds are the median of {runs} runs, memory is the most of any, beyond the {bare} of a
handler that is only connected to Amazon Personalize. The function has 256 MB.
"""


@dataclass
class _Measured:
    """What a process has done: `seconds` of preflight, and the memory that it had at most, in bytes."""

    listings: int = 0
    read: list[int] = field(default_factory=list)
    seconds: float = 0
    memory: int = 0


def measure(console: Console, *, quick: bool) -> Section:
    """Inspect folders as the function does, and compare its memory with the bare handler's."""
    folders, count = (_SMALL_FOLDERS, 1) if quick else (_FOLDERS, _RUNS)
    with LocalAws() as aws:
        with console.status("preflight in the function: filling the local Amazon S3"):
            role = _prepare(aws, folders.values())
        runs: dict[str, list[_Measured]] = {}
        for name, key in {"": "", **{name: folder.key for name, folder in folders.items()}}.items():
            with console.status(f"preflight in the function: {name or 'nothing'}"):
                runs[name] = [_run(aws, role, key) for _ in range(count)]
    bare = max(each.memory for each in runs.pop(""))
    text = _TEXT.format(runs=count, bare=f"{bare / 10**6:.0f} MB")
    return Section(title="Preflight in the function", text=text, tables=[_table(bare, runs)])


def _table(bare: int, runs: Mapping[str, list[_Measured]]) -> Table:
    rows = [
        (
            name,
            str(max(run.listings for run in each)),
            str(max(len(run.read) for run in each)),
            f"{max(max(run.read) for run in each) / 1024:.0f} KB",
            f"{median(run.seconds for run in each):.1f}",
            f"{(max(run.memory for run in each) - bare) / 10**6:.0f} MB",
        )
        for name, each in runs.items()
    ]
    headings = ("folder", "list calls", "objects read", "most of one", "seconds", "memory beyond that")
    return Table("Looking at the data before an import", headings, rows)


def _prepare(aws: LocalAws, folders: Iterable[_Folder]) -> str:
    """Create a bucket with all folders, a dataset, and a role that may read; return the role's ARN."""
    s3 = aws.client("s3")
    s3.create_bucket(Bucket=_BUCKET)
    with ThreadPoolExecutor() as threads:
        for folder in folders:
            body = _HEADER + _ROW * (folder.size // len(_ROW))
            keys = [f"{folder.key}{number:05}.csv" for number in range(folder.objects)]
            list(threads.map(lambda key, body=body: s3.put_object(Bucket=_BUCKET, Key=key, Body=body), keys))
    create_datasets(aws.client("personalize"), "movies", schema=_SCHEMA.read_text())
    iam = aws.client("iam")
    trust = _policy({"Action": "sts:AssumeRole", "Principal": {"AWS": aws.account}})
    role = iam.create_role(RoleName="import", AssumeRolePolicyDocument=trust)["Role"]
    may_read = _policy({"Action": ["s3:ListBucket", "s3:GetObject"], "Resource": "*"})
    iam.put_role_policy(RoleName="import", PolicyName="ReadData", PolicyDocument=may_read)
    return str(role["Arn"])


def _policy(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def _run(aws: LocalAws, role: str, key: str) -> _Measured:
    command = [sys.executable, "-m", "bench.measurements.preflight_function", role, key]
    done = subprocess.run(command, env=aws.admin_environment(), stdout=subprocess.PIPE, text=True, check=True)
    return _Measured(**json.loads(done.stdout))


def _measure(role: str, key: str) -> _Measured:
    """Inspect the folder in this process; without a key, only connect as the handler does."""
    logging.disable()
    measured = _Measured()
    _count(measured)
    imports = Personalize(personalize.create_client())
    request = _request(role, key)
    imports.describe(request.job_arn)
    if key:
        began = time.perf_counter()
        refusal = PreflightRunner(imports, S3(), time.time).check(request)
        measured.seconds = time.perf_counter() - began
        if refusal:
            sys.exit(render(refusal, MAX_REASON_LENGTH))
    measured.memory = peak_memory()
    return measured


def _count(measured: _Measured) -> None:
    """Count what the clients of this process ask of Amazon S3."""

    def listed(**_: Any) -> None:
        measured.listings += 1

    def read(**answered: Any) -> None:
        measured.read.append(answered["parsed"]["ContentLength"])

    session = botocore.session.get_session()
    session.register("after-call.s3.ListObjectsV2", listed)
    session.register("after-call.s3.GetObject", read)
    boto3.setup_default_session(botocore_session=session)


def _request(role: str, key: str) -> ImportRequest:
    properties = {
        "DatasetArn": "arn:aws:personalize:us-east-1:000000000000:dataset/movies/INTERACTIONS",
        "DataSource": {"DataLocation": f"s3://{_BUCKET}/{key}"},
        "RoleArn": role,
    }
    event = {
        "RequestType": "Create",
        "RequestId": "request",
        "StackId": "arn:aws:cloudformation:us-east-1:000000000000:stack/Recommendations/1",
        "LogicalResourceId": "Interactions",
        "ResourceProperties": properties,
    }
    return cast(ImportRequest, parse_request(event))


if __name__ == "__main__":
    print(json.dumps(asdict(_measure(*sys.argv[1:]))))
