"""The parts of docs/permissions.md that follow from synthesized templates."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from cdk_personalize import Dataset, DatasetImportJob, DataSource
from cdk_personalize._synth_warning import SynthWarning
from cdk_personalize.permissions.missing_statements import policy_document
from tools.permissions.rights import WHO, right_of
from tools.permissions.scenarios import synthesize
from tools.permissions.statements import Statement, statements_of

_IMPORTING, _OWNING, _REGION = "111111111111", "222222222222", "eu-west-1"


def rights() -> Iterator[list[str]]:
    """Yield the rows of the table: who, may do what, on what, if, and why."""
    with tempfile.TemporaryDirectory() as folder:
        templates = synthesize(Path(folder))
    rows = {}
    for template in templates.values():
        for statement in statements_of(template):
            right = right_of(statement)
            row = (right.who, _code(statement.actions), _on(statement), _conditions(statement))
            rows[row] = right.why
    for row in sorted(rows, key=lambda row: WHO.index(row[0])):
        yield [*row, rows[row]]


def policies_of_another_account() -> dict[str, str]:
    """Return what synth says of a bucket and a key of another account, by the name of the warning, as JSON."""
    env = cdk.Environment(account=_IMPORTING, region=_REGION)
    stack = cdk.Stack(cdk.App(), "Recommendations", env=env)
    key = kms.Key.from_key_arn(stack, "Key", f"arn:aws:kms:{_REGION}:{_OWNING}:key/of-the-lake")
    bucket = s3.Bucket.from_bucket_attributes(stack, "Lake", bucket_name="lake", account=_OWNING, encryption_key=key)
    dataset = Dataset.from_dataset_arn(
        stack, "Dataset", f"arn:aws:personalize:{_REGION}:{_IMPORTING}:dataset/movies/INTERACTIONS"
    )
    job = DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.bucket(bucket, "interactions/"))
    required = job.required_statements.items()
    return {warning_id.rpartition(":")[2]: policy_document(statements) for warning_id, statements in required}


def warnings() -> list[list[str]]:
    """Return the rows of the table of synth warnings: ID, meaning, remedy."""
    return [[f"`{each.id}`", each.meaning, each.remedy] for each in SynthWarning]


def _on(statement: Statement) -> str:
    named = statement.resources or [f"${{{statement.construct}}}"]
    return _code(named)


def _conditions(statement: Statement) -> str:
    return "<br>".join(map(_named, statement.conditions)) or "always"


def _code(values: list[str]) -> str:
    return "<br>".join(f"`{_named(value)}`" for value in values)


def _named(value: str) -> str:
    """Leave out the hash at the end of a logical id, and what is the same in every ARN."""
    return re.sub(r"(\$\{\w+?)[0-9A-F]{8}\b", r"\1", value)
