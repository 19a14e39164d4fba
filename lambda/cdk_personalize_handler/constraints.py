"""What a single value may be: the checks that botocore leaves out, shared by synth and by the function.

The patterns and lengths are those of the Amazon Personalize API model (`personalize/2018-05-22`). Every check raises
`InvalidValue`, which names the parameter as its caller calls it, the value, and what is allowed.
"""

import re
from collections.abc import Mapping, Sequence

MAX_JOB_NAME_LENGTH = 63
MAX_ARN_LENGTH = 256
MAX_LOCATION_LENGTH = 256
MAX_TAGS = 50
MAX_DATA_VERSION_LENGTH = 256
IMPORT_MODES = ("FULL", "INCREMENTAL")

MIN_TIMEOUT_SECONDS = 10
MAX_TIMEOUT_SECONDS = 3600
"""CloudFormation waits an hour at most for a custom resource (`ServiceTimeout`)."""

MAX_RELAY_TIMEOUT_SECONDS = 36 * 3600
"""As long as CloudFormation's native import may take."""

_JOB_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]*")
_PERSONALIZE_ARN = r"arn:(?P<partition>[a-z\d-]+):personalize:(?P<region>[a-z\d-]+):(?P<account>\d{12})"
_DATASET_ARN = re.compile(_PERSONALIZE_ARN + r":dataset/(?P<group>[a-zA-Z0-9][a-zA-Z0-9_-]*)/(?P<type>[A-Za-z_]+)")
_JOB_ARN = re.compile(_PERSONALIZE_ARN + r":dataset-import-job/(?P<name>" + _JOB_NAME.pattern + ")")
_ROLE_ARN = re.compile(r"arn:[a-z\d-]+:iam::\d{12}:role/[\w+=,.@/-]+")
_LOGICAL_ID = re.compile(r"[a-zA-Z0-9]{1,255}")
_S3_LOCATION = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(?P<key>.*)", re.DOTALL)


class InvalidValue(ValueError):
    """A parameter's value is refused; nothing has been started."""

    def __init__(self, parameter: str, value: object, allowed: str) -> None:
        shown = repr(value)
        if len(shown) > 200:
            shown = f"{shown[:200]}... ({len(str(value))} characters)"
        super().__init__(f"{parameter}: {shown} is not allowed; use {allowed}")
        self.parameter = parameter


def job_name(value: str, parameter: str) -> str:
    """Check the name of an import job."""
    if len(value) > MAX_JOB_NAME_LENGTH or not _JOB_NAME.fullmatch(value):
        allowed = f"1 to {MAX_JOB_NAME_LENGTH} letters, digits, '-' and '_', the first a letter or digit"
        raise InvalidValue(parameter, value, allowed)
    return value


def dataset_arn(value: str, parameter: str) -> re.Match[str]:
    """Check the ARN of a dataset; the match's groups are partition, region, account, group and type."""
    match = _DATASET_ARN.fullmatch(value)
    if match is None or len(value) > MAX_ARN_LENGTH:
        allowed = "the ARN of a Personalize dataset, arn:aws:personalize:<region>:<account>:dataset/<group>/<TYPE>"
        raise InvalidValue(parameter, value, allowed)
    return match


def dataset_import_job_arn(value: str, parameter: str) -> str:
    """Check the ARN of an import job."""
    if len(value) > MAX_ARN_LENGTH or not _JOB_ARN.fullmatch(value):
        allowed = "the ARN of an import job, arn:aws:personalize:<region>:<account>:dataset-import-job/<name>"
        raise InvalidValue(parameter, value, allowed)
    return value


def logical_id(value: str, parameter: str) -> str:
    """Check the logical id of a resource in a template."""
    if not _LOGICAL_ID.fullmatch(value):
        raise InvalidValue(parameter, value, "the logical id of a resource: 1 to 255 letters and digits")
    return value


def role_arn(value: str, parameter: str) -> str:
    """Check the ARN of the role that Personalize assumes."""
    if len(value) > MAX_ARN_LENGTH or not _ROLE_ARN.fullmatch(value):
        allowed = f"the ARN of an IAM role, at most {MAX_ARN_LENGTH} characters, arn:aws:iam::<account>:role/<name>"
        raise InvalidValue(parameter, value, allowed)
    return value


def data_location(value: str, parameter: str) -> re.Match[str]:
    """Check where the CSV files are; the match's groups are bucket and key."""
    match = _S3_LOCATION.fullmatch(value)
    if match is None or len(value) > MAX_LOCATION_LENGTH:
        allowed = (
            f"s3://<bucket>/<file>.csv or s3://<bucket>/<folder>/ (with the last '/'), "
            f"at most {MAX_LOCATION_LENGTH} characters"
        )
        raise InvalidValue(parameter, value, allowed)
    return match


def import_mode(value: str, parameter: str) -> str:
    """Check the import mode."""
    if value not in IMPORT_MODES:
        raise InvalidValue(parameter, value, " or ".join(IMPORT_MODES))
    return value


def data_version(value: str, parameter: str) -> str:
    """Check the marker whose change imports the same location again."""
    if not 1 <= len(value) <= MAX_DATA_VERSION_LENGTH:
        raise InvalidValue(parameter, value, f"1 to {MAX_DATA_VERSION_LENGTH} characters")
    return value


def tags(value: Mapping[str, str], parameter: str) -> Mapping[str, str]:
    """Check the tags of the import job: 50 at most, keys of 1 to 128 and values of up to 256 characters."""
    if len(value) > MAX_TAGS:
        raise InvalidValue(parameter, f"{len(value)} tags", f"at most {MAX_TAGS}")
    for key, content in value.items():
        if not 1 <= len(key) <= 128 or key.lower().startswith("aws:"):
            raise InvalidValue(parameter, key, "keys of 1 to 128 characters that do not start with 'aws:'")
        if len(content) > 256:
            raise InvalidValue(f"{parameter} {key!r}", content, "values of at most 256 characters")
    return value


def known_names(given: Sequence[str], known: Sequence[str], kind: str) -> None:
    """Refuse a name that nothing reads, so that a misspelt option cannot be lost silently."""
    for name in given:
        if name not in known:
            raise InvalidValue(kind, name, "one of " + ", ".join(known))
