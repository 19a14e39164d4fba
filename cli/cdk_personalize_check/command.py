"""The command `cdk-personalize`."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from cdk_personalize_check import dataset_lookup, full_check, local_data, output, report
from cdk_personalize_check.full_check import Data, Result
from cdk_personalize_check.local_data import PipedData
from cdk_personalize_check.progress_bar import ProgressBar
from cdk_personalize_check.s3_data import S3Data
from cdk_personalize_handler.contract.constraints import IMPORT_MODES, InvalidValue
from cdk_personalize_handler.preflight import Code, dataset, objects

NO_ERRORS, ERRORS, NOT_CHECKED = 0, 1, 2
"""Exit codes; argparse also uses the last one, for an invalid command line."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Check the data of the command line, print the findings, and return the exit code.

    `arguments` default to those of the process.
    """
    options = _options(arguments)
    try:
        result = _check(options)
    except (InvalidValue, BotoCoreError, ClientError) as error:
        return _not_checked(str(error))
    except OSError as error:
        why = f"{error.filename!r} cannot be read: {error.strerror}" if error.filename else str(error)
        return _not_checked(f"FILE_OR_S3_URI: {why}; use a readable file or folder, or an s3:// location")
    try:
        with output.console() as console:
            if options.json:
                print(report.as_json(result))
            else:
                report.show(result, console)
    except BrokenPipeError:
        pass  # the reader has closed the pipe
    except OSError as error:
        return _not_checked(f"the output cannot be written: {error.strerror}")
    return ERRORS if result.has_errors or (options.strict and result.findings) else NO_ERRORS


def _not_checked(why: str) -> int:
    print(f"cdk-personalize check: {why}", file=sys.stderr)
    return NOT_CHECKED


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="cdk-personalize", description="Check data for Amazon Personalize before the import."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser(
        "check",
        help="check every row and column of CSV files",
        description="Check every row and column of CSV files, as one import. Exit codes: 0 without errors (there can "
        "be warnings), 1 with errors, 2 if the data could not be checked.",
    )
    check.add_argument(
        "data",
        metavar="FILE_OR_S3_URI",
        nargs="+",
        help="local files or folders; or one s3:// location; or - for standard input",
    )
    check.add_argument(
        "--schema", type=Path, metavar="FILE", help="the Avro schema (default: the schema of the dataset)"
    )
    check.add_argument(
        "--dataset-arn", metavar="ARN", help="also check that the data can be imported into this dataset"
    )
    check.add_argument(
        "--mode",
        type=str.upper,
        choices=IMPORT_MODES,
        default=IMPORT_MODES[0],
        help="the import mode (default: %(default)s)",
    )
    check.add_argument("--strict", action="store_true", help="exit with 1 for warnings, too")
    check.add_argument("--json", action="store_true", help="print the result as a JSON document")
    options = parser.parse_args(arguments)
    if options.schema is None and options.dataset_arn is None:
        check.error("--schema or --dataset-arn is required")
    return options


def _check(options: argparse.Namespace) -> Result:
    findings, dataset_type, schema, unreadable = [], None, None, Code.UNCHECKED_SCHEMA
    if options.dataset_arn is not None:
        session = boto3.Session()
        target = dataset_lookup.target(session, options.dataset_arn, options.mode)
        described = dataset_lookup.describe(session, target)
        findings, dataset_type = dataset.check(target, described), target.dataset_type
        schema = described.avro_schema if described else None
    if options.schema is not None:
        schema, unreadable = _schema(options.schema), Code.UNREADABLE_SCHEMA
    data = _data(options.data)
    total = None if isinstance(data, PipedData) else sum(each.size for each in objects.readable(data.objects))
    with ProgressBar(total, Console(stderr=True)) as bar:
        result = full_check.check(
            data,
            schema,
            dataset_type=dataset_type,
            import_mode=options.mode,
            unreadable_schema=unreadable,
            on_progress=bar.advance,
        )
    return replace(result, findings=[*findings, *result.findings])


def _data(places: Sequence[str]) -> Data:
    in_s3 = [place for place in places if place.startswith("s3://")]
    if in_s3 and len(places) > 1:
        raise InvalidValue.because("FILE_OR_S3_URI", f"{in_s3[0]!r} is in Amazon S3: check it alone, or use its folder")
    return S3Data(boto3.client("s3"), in_s3[0]) if in_s3 else local_data.open_paths(places)


def _schema(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else error.reason
        sentence = f"{str(path)!r} cannot be read: {why}; use a file with an Avro schema in UTF-8"
        raise InvalidValue.because("--schema", sentence) from error
