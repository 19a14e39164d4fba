"""Checks of single values, which botocore does not make, shared by synth and by the function.

The patterns and lengths are those of the Amazon Personalize API model (`personalize/2018-05-22`). Every check raises
`InvalidValue` with the parameter under its caller's name, the value, and what is allowed.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Self

MAX_JOB_NAME_LENGTH = 63
MAX_ARN_LENGTH = 256
MAX_LOCATION_LENGTH = 256
MAX_LOGICAL_ID_LENGTH = 255
MAX_TAGS = 50
MAX_DATA_VERSION_LENGTH = 256
IMPORT_MODES = ("FULL", "INCREMENTAL")
PREFLIGHTS = ("ON", "WARN", "OFF")

MIN_TIMEOUT_SECONDS = 10
MAX_TIMEOUT_SECONDS = 3600
"""The longest time that CloudFormation waits for a custom resource (`ServiceTimeout`)."""

MAX_RELAY_TIMEOUT_SECONDS = 36 * 3600
"""The time limit of CloudFormation's native import."""

MAX_TAG_KEY_LENGTH = 128
MAX_TAG_VALUE_LENGTH = 256

JOB_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]*")
_PERSONALIZE_ARN = r"arn:(?P<partition>[a-z0-9-]+):personalize:(?P<region>[a-z0-9-]+):(?P<account>[0-9]{12})"
DATASET_ARN = re.compile(_PERSONALIZE_ARN + r":dataset/(?P<group>[a-zA-Z0-9][a-zA-Z0-9_-]*)/(?P<type>[A-Za-z_]+)")
JOB_ARN = re.compile(_PERSONALIZE_ARN + r":dataset-import-job/(?P<name>" + JOB_NAME.pattern + ")")
ROLE_ARN = re.compile(r"arn:[a-z0-9-]+:iam::[0-9]{12}:role/[a-zA-Z0-9_+=,.@/-]+")
S3_LOCATION = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(?P<key>[\s\S]*)")
LOGICAL_ID = re.compile(r"[a-zA-Z0-9]+")
WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
BOOLEAN = re.compile(r"[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]")
TAG_KEY = re.compile(r"(?![aA][wW][sS]:)[\s\S]*")
_ADDRESS = re.compile(r"(?<=<)(?:\w+\.)+_*(?=\w+ object at )|(?: object)? at 0x[0-9a-f]+(?=>)")
"""The parts of an object's `repr` other than the name of its class."""


class InvalidValue(ValueError):
    """A parameter is invalid; no import was started."""

    def __init__(self, parameter: str, value: object, allowed: str) -> None:
        shown = _ADDRESS.sub("", repr(value))
        if len(shown) > 200:
            shown = f"{shown[:200]}... ({len(str(value))} characters)"
        super().__init__(f"{parameter}: {shown} is not allowed; use {allowed}")
        self.parameter = parameter

    @classmethod
    def because(cls, parameter: str, sentence: str) -> Self:
        """Return the error where no single value is wrong; `sentence` has what is wrong and what to do."""
        error = cls.__new__(cls, f"{parameter}: {sentence}")
        error.parameter = parameter
        return error


def job_name(value: str, parameter: str) -> str:
    """Check the name of an import job."""
    allowed = f"1 to {MAX_JOB_NAME_LENGTH} letters, digits, '-' and '_', the first a letter or digit"
    return _matched(value, parameter, JOB_NAME, MAX_JOB_NAME_LENGTH, allowed).string


def dataset_arn(value: str, parameter: str) -> re.Match[str]:
    """Check the ARN of a dataset; the match's groups are partition, region, account, group and type."""
    allowed = "the ARN of a Personalize dataset, arn:aws:personalize:<region>:<account>:dataset/<group>/<TYPE>"
    return _matched(value, parameter, DATASET_ARN, MAX_ARN_LENGTH, allowed)


def dataset_import_job_arn(value: str, parameter: str) -> str:
    """Check the ARN of an import job."""
    allowed = "the ARN of an import job, arn:aws:personalize:<region>:<account>:dataset-import-job/<name>"
    return _matched(value, parameter, JOB_ARN, MAX_ARN_LENGTH, allowed).string


def logical_id(value: str, parameter: str) -> str:
    """Check the logical id of a resource in a template."""
    allowed = f"the logical id of a resource: 1 to {MAX_LOGICAL_ID_LENGTH} letters and digits"
    return _matched(value, parameter, LOGICAL_ID, MAX_LOGICAL_ID_LENGTH, allowed).string


def role_arn(value: str, parameter: str) -> str:
    """Check the ARN of the role that Personalize assumes."""
    allowed = f"the ARN of an IAM role, at most {MAX_ARN_LENGTH} characters, arn:aws:iam::<account>:role/<name>"
    return _matched(value, parameter, ROLE_ARN, MAX_ARN_LENGTH, allowed).string


def data_location(value: str, parameter: str) -> re.Match[str]:
    """Check where the CSV files are; the match's groups are bucket and key."""
    allowed = (
        f"s3://<bucket>/<file>.csv or s3://<bucket>/<folder>/ (with the last '/'), "
        f"at most {MAX_LOCATION_LENGTH} characters"
    )
    return _matched(value, parameter, S3_LOCATION, MAX_LOCATION_LENGTH, allowed)


def import_mode(value: str, parameter: str) -> str:
    """Check the import mode."""
    if value not in IMPORT_MODES:
        raise InvalidValue(parameter, value, " or ".join(IMPORT_MODES))
    return value


def preflight(value: str, parameter: str) -> str:
    """Check how preflight's errors are handled."""
    if value not in PREFLIGHTS:
        raise InvalidValue(parameter, value, ", ".join(PREFLIGHTS))
    return value


def data_version(value: str, parameter: str) -> str:
    """Check the text whose change imports the same location again."""
    if not isinstance(value, str) or not 1 <= len(value) <= MAX_DATA_VERSION_LENGTH:
        raise InvalidValue(parameter, value, f"a string of 1 to {MAX_DATA_VERSION_LENGTH} characters")
    return value


def tags(value: Mapping[str, str], parameter: str) -> Mapping[str, str]:
    """Check the tags of the import job: 50 at most, keys of 1 to 128 and values of up to 256 characters."""
    if len(value) > MAX_TAGS:
        raise InvalidValue.because(parameter, f"{len(value)} tags are too many; use at most {MAX_TAGS}")
    for key, content in value.items():
        if not 1 <= len(key) <= MAX_TAG_KEY_LENGTH or not TAG_KEY.fullmatch(key):
            allowed = f"keys of 1 to {MAX_TAG_KEY_LENGTH} characters that do not start with 'aws:'"
            raise InvalidValue(parameter, key, allowed)
        if len(content) > MAX_TAG_VALUE_LENGTH:
            raise InvalidValue(f"{parameter} {key!r}", content, f"values of at most {MAX_TAG_VALUE_LENGTH} characters")
    return value


def known_names(given: Sequence[str], known: Sequence[str], kind: str) -> None:
    """Raise `InvalidValue` for an unknown name, so that a misspelled option is not ignored."""
    for name in given:
        if name not in known:
            raise InvalidValue(kind, name, "one of " + ", ".join(known))


def _matched(value: str, parameter: str, form: re.Pattern[str], longest: int, allowed: str) -> re.Match[str]:
    match = form.fullmatch(value) if isinstance(value, str) else None  # a construct passes any argument
    if match is None or len(value) > longest:
        raise InvalidValue(parameter, value, allowed)
    return match
