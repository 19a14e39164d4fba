"""The command `cdk-personalize`."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from cdk_personalize_desk import described_dataset, report, whole_data
from cdk_personalize_desk.local_data import LocalData
from cdk_personalize_desk.progress_bar import ProgressBar
from cdk_personalize_desk.s3_data import S3Data
from cdk_personalize_desk.whole_data import Data, Result
from cdk_personalize_handler.constraints import IMPORT_MODES, InvalidValue
from cdk_personalize_handler.preflight import Code, dataset

GOOD, FAULTY, NOT_CHECKED = 0, 1, 2
"""Exit codes; the last is also that of argparse for a wrong command line."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Check what the command line names, print what is wrong, and return the exit code.

    Without `arguments`, the command line is that of the process.
    """
    options = _options(arguments)
    try:
        result = _check(options)
    except (InvalidValue, OSError, UnicodeDecodeError, BotoCoreError, ClientError) as error:
        print(f"cdk-personalize check: {error}", file=sys.stderr)
        return NOT_CHECKED
    if options.json:
        print(report.as_json(result))
    else:
        report.show(result, Console(highlight=False))
    return FAULTY if result.has_errors else GOOD


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="cdk-personalize", description="Checks data for Amazon Personalize before it is imported."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser(
        "check",
        help="check CSV files, every row and every column",
        description="Check CSV files, every row and every column. The exit code is 1 if an import of them would fail, "
        "2 if they could not be checked, and otherwise 0, whatever the warnings.",
    )
    check.add_argument("data", metavar="FILE_OR_S3_URI", help="a file or a folder, here or in Amazon S3")
    check.add_argument("--schema", type=Path, metavar="FILE", help="the Avro schema (default: the dataset's)")
    check.add_argument("--dataset-arn", metavar="ARN", help="check that this dataset can take the import, too")
    check.add_argument("--mode", choices=IMPORT_MODES, default=IMPORT_MODES[0], help="(default: %(default)s)")
    check.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)
    if options.schema is None and options.dataset_arn is None:
        check.error("give --schema or --dataset-arn, or both")
    return options


def _check(options: argparse.Namespace) -> Result:
    findings, dataset_type, schema, unreadable = [], None, None, Code.UNCHECKED_SCHEMA
    if options.dataset_arn is not None:
        session = boto3.Session()
        target = described_dataset.target(session, options.dataset_arn, options.mode)
        described = described_dataset.describe(session, target)
        findings, dataset_type = dataset.check(target, described), target.dataset_type
        schema = described.avro_schema if described else None
    if options.schema is not None:
        schema, unreadable = options.schema.read_text("utf-8"), Code.UNREADABLE_SCHEMA
    data: Data
    if options.data.startswith("s3://"):
        data = S3Data(boto3.client("s3"), options.data)
    else:
        data = LocalData(Path(options.data))
    total = sum(each.size for each in whole_data.readable(data))
    with ProgressBar(total, Console(stderr=True)) as bar:
        result = whole_data.check(
            data,
            schema,
            dataset_type=dataset_type,
            import_mode=options.mode,
            unreadable_schema=unreadable,
            passed=bar.passed,
        )
    return replace(result, findings=[*findings, *result.findings])
