"""The JSON schema of the properties in a template, and the attributes of the resource.

Patterns and limits are those that the function checks. The descriptions are not in the function's code, so that a
better description does not redeploy the function.
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
    """Return an anchored pattern without group names, whose syntax JSON schemas do not have."""
    return f"^({re.sub(r'[?]P<[a-z]+>', '', pattern.pattern)})$"


PROPERTIES: dict[str, Any] = {
    "DatasetArn": _text(
        "The ARN of the dataset to import into. It must be in the account and Region of the stack.",
        pattern=constraints.DATASET_ARN,
        at_most=constraints.MAX_ARN_LENGTH,
    ),
    "DataSource": {
        "description": "The location of the data.",
        "type": "object",
        "additionalProperties": False,
        "required": ["DataLocation"],
        "properties": {
            "DataLocation": _text(
                "The `s3://bucket/key` of a CSV file, or of a folder of CSV files, which ends in `/`.",
                pattern=constraints.S3_LOCATION,
                at_most=constraints.MAX_LOCATION_LENGTH,
            )
        },
    },
    "RoleArn": _text(
        "The ARN of the role that Amazon Personalize assumes to read the data. It must be in the account of the stack.",
        pattern=constraints.ROLE_ARN,
        at_most=constraints.MAX_ARN_LENGTH,
    ),
    "ImportMode": {
        "description": "`FULL` replaces the bulk data of the dataset. `INCREMENTAL` adds to the data.",
        "enum": list(constraints.IMPORT_MODES),
        "default": contract.ImportProperties.import_mode,
    },
    "DataVersion": _text(
        "Any text. A change imports the data again from the same location.",
        at_least=1,
        at_most=constraints.MAX_DATA_VERSION_LENGTH,
    )
    | {"type": ["string", "integer"]},
    "JobName": _text(
        "The name of the import job. A name cannot be used twice, so other data needs another name. By default, a "
        "unique name is generated.",
        pattern=constraints.JOB_NAME,
        at_most=constraints.MAX_JOB_NAME_LENGTH,
    ),
    "Timeout": _seconds(
        "How many seconds the stack waits before the resource fails. The import job itself continues. "
        f"The response is sent at least {contract.RESPONSE_MARGIN_SECONDS} seconds before `ServiceTimeout`.",
        at_least=constraints.MIN_TIMEOUT_SECONDS,
    )
    | {"default": contract.ImportProperties.timeout_seconds},
    "PublishAttributionMetricsToS3": _boolean(
        "Whether to publish metrics of the import to Amazon S3. Requires a metric attribution in the dataset group.",
        default=False,
    ),
    "Tags": {
        "description": "The tags of the import job. Keys must be unique. A change updates the tags in place.",
        "type": "array",
        "maxItems": constraints.MAX_TAGS,
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["Key", "Value"],
            "properties": {
                "Key": _text(
                    "The key of the tag. It must not begin with `aws:`.",
                    pattern=constraints.TAG_KEY,
                    at_least=1,
                    at_most=constraints.MAX_TAG_KEY_LENGTH,
                ),
                "Value": _text("The value of the tag.", at_most=constraints.MAX_TAG_VALUE_LENGTH),
            },
        },
        "default": [],
    },
    "DatasetImportJobArn": _text(
        "The ARN of the import job of the previous resource in a relay. The resource waits for this job.",
        pattern=constraints.JOB_ARN,
        at_most=constraints.MAX_ARN_LENGTH,
    ),
    "HandOver": _boolean(
        "Whether the resource succeeds after its timeout, whatever the status of the job, so that the next resource of "
        "the relay continues the wait.",
        default=contract.ImportProperties.hand_over,
    ),
    "RelayOf": _text(
        "The logical ID of the first resource of the relay. Set it on every later resource.",
        pattern=constraints.LOGICAL_ID,
        at_most=constraints.MAX_LOGICAL_ID_LENGTH,
    ),
    "RelayTimeout": _seconds(
        "The total timeout of the relay in seconds, which the last resource names if it fails.",
        at_least=constraints.MIN_TIMEOUT_SECONDS,
        at_most=constraints.MAX_RELAY_TIMEOUT_SECONDS,
    ),
    "Preflight": {
        "description": "The check of the data before the import: `ON` fails the resource with all errors, `WARN` logs "
        "the errors and imports the data, `OFF` does not check.",
        "anyOf": [
            {"enum": list(constraints.PREFLIGHTS)},
            {"enum": [value for written in contract.PREFLIGHT_IN_YAML for value in (written, json.loads(written))]},
        ],
        "default": contract.ImportProperties.preflight,
    },
}

OF_CLOUDFORMATION: dict[str, Any] = {
    "ServiceToken": {
        "description": "The service token of the provider: `!ImportValue PersonalizeImportServiceToken`.",
        "type": "string",
    },
    "ServiceTimeout": _seconds(
        "How many seconds CloudFormation waits for a response. The limit also applies to a deletion, which waits for a "
        "running import.",
        at_least=2 * contract.RESPONSE_MARGIN_SECONDS,
    )
    | {"default": contract.ImportProperties.service_timeout_seconds},
}
"""The properties of a custom resource that CloudFormation itself reads."""

ATTRIBUTES = {
    "DatasetImportJobArn": "The ARN of the import job, as `Ref`.",
    "JobName": "The name of the import job, explicit or generated.",
    "Status": "`ACTIVE`. Empty for a resource that has handed over to the next one of a relay.",
    "DatasetArn": "The ARN of the dataset, available after its data has landed.",
    "DatasetGroupArn": "The ARN of the dataset group. A resource that uses it is created after the data has landed.",
    "DataLocation": "The location of the data.",
    "RoleArn": "The ARN of the role of the import job.",
    "ImportMode": "`FULL` or `INCREMENTAL`.",
    "PublishAttributionMetricsToS3": "`true` or `false`.",
    "FailureReason": "Empty, because the stack continues only after a success.",
    "CreationDateTime": "The creation time of the job, in ISO 8601.",
    "LastUpdatedDateTime": "The time when the job became `ACTIVE`, in ISO 8601.",
    "DurationSeconds": "The duration of the job in seconds.",
}
"""The attributes that `Fn::GetAtt` returns."""


def schema() -> dict[str, Any]:
    """Return the schema of the resource's `Properties` with all intrinsic functions resolved."""
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
