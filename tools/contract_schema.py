"""What may be written in a template, as a JSON schema, and what can be read from the resource.

Patterns and limits are those that the function checks. This is no part of the function, so that a better description
does not deploy another one.
"""

import json
import re
from typing import Any

from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.contract import properties as contract


def _text(description: str, *, pattern: re.Pattern[str] | None = None, at_most: int, at_least: int = 0) -> Any:
    schema: dict[str, Any] = {"description": description, "type": "string", "maxLength": at_most}
    if at_least:
        schema["minLength"] = at_least
    if pattern:
        schema["pattern"] = _whole(pattern)
    return schema


def _seconds(description: str, *, at_least: int, at_most: int = constraints.MAX_TIMEOUT_SECONDS) -> Any:
    return {
        "description": description,
        "type": ["integer", "string"],
        "minimum": at_least,
        "maximum": at_most,
        "pattern": _whole(constraints.WHOLE_NUMBER),
    }


def _boolean(description: str, *, default: bool) -> Any:
    pattern = _whole(constraints.BOOLEAN)
    return {"description": description, "type": ["boolean", "string"], "pattern": pattern, "default": default}


def _whole(pattern: re.Pattern[str]) -> str:
    """The pattern in the dialect of JSON schemas, which has other names for groups and looks for it anywhere."""
    return f"^({re.sub(r'[?]P<[a-z]+>', '', pattern.pattern)})$"


PROPERTIES: dict[str, Any] = {
    "DatasetArn": _text(
        "The dataset to import into, in the stack's account and Region.",
        pattern=constraints.DATASET_ARN,
        at_most=constraints.MAX_ARN_LENGTH,
    ),
    "DataSource": {
        "description": "Where the data is.",
        "type": "object",
        "additionalProperties": False,
        "required": ["DataLocation"],
        "properties": {
            "DataLocation": _text(
                "A CSV file, or a folder of them with a `/` at its end, as `s3://bucket/key`.",
                pattern=constraints.S3_LOCATION,
                at_most=constraints.MAX_LOCATION_LENGTH,
            )
        },
    },
    "RoleArn": _text(
        "The role that Amazon Personalize assumes to read the data.",
        pattern=constraints.ROLE_ARN,
        at_most=constraints.MAX_ARN_LENGTH,
    ),
    "ImportMode": {
        "description": "`FULL` replaces the bulk data of the dataset, `INCREMENTAL` adds to it.",
        "enum": list(constraints.IMPORT_MODES),
        "default": contract.ImportProperties.import_mode,
    },
    "DataVersion": _text(
        "Any text; another imports again from the same place.", at_least=1, at_most=constraints.MAX_DATA_VERSION_LENGTH
    )
    | {"type": ["string", "integer"]},
    "JobName": _text(
        "The job's name. Names are taken for good, so other data needs another. By default it is unique.",
        pattern=constraints.JOB_NAME,
        at_most=constraints.MAX_JOB_NAME_LENGTH,
    ),
    "Timeout": _seconds(
        "How many seconds the stack may be held before it fails; the job itself runs on. "
        f"The answer comes {contract.ANSWER_MARGIN_SECONDS} seconds before `ServiceTimeout` at the latest.",
        at_least=constraints.MIN_TIMEOUT_SECONDS,
    )
    | {"default": contract.ImportProperties.timeout_seconds},
    "PublishAttributionMetricsToS3": _boolean(
        "Whether to publish metrics of the import, which needs a metric attribution in the dataset group.",
        default=False,
    ),
    "Tags": {
        "description": "The job's tags, with different keys. They are changed in place.",
        "type": "array",
        "maxItems": constraints.MAX_TAGS,
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["Key", "Value"],
            "properties": {
                "Key": _text(
                    "Anything that does not begin with `aws:`.",
                    pattern=constraints.TAG_KEY,
                    at_least=1,
                    at_most=constraints.MAX_TAG_KEY_LENGTH,
                ),
                "Value": _text("Anything.", at_most=constraints.MAX_TAG_VALUE_LENGTH),
            },
        },
        "default": [],
    },
    "DatasetImportJobArn": _text(
        "The job of the resource before this one in a relay: it is followed, and none is started.",
        pattern=constraints.JOB_ARN,
        at_most=constraints.MAX_ARN_LENGTH,
    ),
    "HandOver": _boolean(
        "Whether the resource succeeds at the end of its time, whatever the job has come to, for the next one of a "
        "relay to go on.",
        default=contract.ImportProperties.hand_over,
    ),
    "RelayOf": _text(
        "The logical id of a relay's first resource, in all that follow it.",
        pattern=constraints.LOGICAL_ID,
        at_most=constraints.MAX_LOGICAL_ID_LENGTH,
    ),
    "RelayTimeout": _seconds(
        "How many seconds the resources of a relay hold the stack together, for the last one to name if it fails.",
        at_least=constraints.MIN_TIMEOUT_SECONDS,
        at_most=constraints.MAX_RELAY_TIMEOUT_SECONDS,
    ),
    "Preflight": {
        "description": "What becomes of faults that are found in the data before the import: `ON` fails the "
        "resource with all of them, `WARN` logs them and imports, `OFF` does not look.",
        "anyOf": [
            {"enum": list(constraints.PREFLIGHTS)},
            {"enum": [value for written in contract.PREFLIGHT_IN_YAML for value in (written, json.loads(written))]},
        ],
        "default": contract.ImportProperties.preflight,
    },
}

OF_CLOUDFORMATION: dict[str, Any] = {
    "ServiceToken": {
        "description": "The provider, as its stack exports it: `!ImportValue PersonalizeImportServiceToken`.",
        "type": "string",
    },
    "ServiceTimeout": _seconds(
        "When CloudFormation gives up, in seconds. It also limits a deletion, which waits for a running import.",
        at_least=2 * contract.ANSWER_MARGIN_SECONDS,
    )
    | {"default": contract.ImportProperties.service_timeout_seconds},
}
"""What CloudFormation itself reads of a custom resource."""

ATTRIBUTES = {
    "DatasetImportJobArn": "The job's ARN, as `Ref`.",
    "JobName": "The job's name, given or generated.",
    "Status": "`ACTIVE`; of a resource that has handed over, empty.",
    "DatasetArn": "The dataset's ARN, known once its data has landed.",
    "DatasetGroupArn": "The ARN of the dataset's group. What reads it is ordered after the data.",
    "DataLocation": "Where the data came from.",
    "RoleArn": "The role that the job ran with.",
    "ImportMode": "`FULL` or `INCREMENTAL`.",
    "PublishAttributionMetricsToS3": "`true` or `false`.",
    "FailureReason": "Empty, since the stack goes on only after a success.",
    "CreationDateTime": "When the job was created, in ISO 8601.",
    "LastUpdatedDateTime": "When the job became `ACTIVE`, in ISO 8601.",
    "DurationSeconds": "How many seconds the job took.",
}
"""What `Fn::GetAtt` reads."""


def schema() -> dict[str, Any]:
    """The whole schema of the resource's `Properties`, all intrinsic functions resolved."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": contract.RESOURCE_TYPE,
        "description": "Imports data into an Amazon Personalize dataset and holds the stack until the data has landed.",
        "type": "object",
        "additionalProperties": False,
        "required": ["ServiceToken", "DatasetArn", "DataSource", "RoleArn"],
        "properties": OF_CLOUDFORMATION | PROPERTIES,
        "dependentRequired": {"DatasetImportJobArn": ["RelayOf"], "RelayOf": ["DatasetImportJobArn"]},
    }
