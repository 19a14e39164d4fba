"""The wire format of `Custom::PersonalizeDatasetImportJob`, read by the construct and by the function.

Property names follow the Amazon Personalize API. Only the standard library is used, so that both halves can import it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from cdk_personalize_handler.contract import constraints, job_names
from cdk_personalize_handler.contract import property_values as values
from cdk_personalize_handler.contract.constraints import InvalidValue

RESOURCE_TYPE = "Custom::PersonalizeDatasetImportJob"

PROPERTIES = (
    "DatasetArn",
    "DataSource",
    "RoleArn",
    "ImportMode",
    "DataVersion",
    "JobName",
    "Timeout",
    "PublishAttributionMetricsToS3",
    "Tags",
    "DatasetImportJobArn",
    "HandOver",
    "RelayOf",
    "RelayTimeout",
    "Preflight",
)
"""The properties of a template, beside CloudFormation's own `ServiceToken` and `ServiceTimeout`.

`DatasetImportJobArn` and the three after it make a relay of several resources, for imports that take longer than
CloudFormation waits for one resource: each resource follows the job of the previous one, and all but the last hand over
at the end of their timeout.
"""

FINGERPRINT_PROPERTIES = ("DatasetArn", "DataSource", "ImportMode", "DataVersion", "JobName")
"""The properties whose change starts another import."""

ATTRIBUTES = (
    "DatasetImportJobArn",
    "JobName",
    "Status",
    "DatasetArn",
    "DatasetGroupArn",
    "DataLocation",
    "RoleArn",
    "ImportMode",
    "PublishAttributionMetricsToS3",
    "FailureReason",
    "CreationDateTime",
    "LastUpdatedDateTime",
    "DurationSeconds",
)
"""The attributes for `Fn::GetAtt`; `Ref` returns the import job's ARN."""

RESPONSE_MARGIN_SECONDS = 180
"""The time between the end of the wait and CloudFormation's own timeout, so that the response arrives in time.

The wait begins with the first call of the function that had an effect; Lambda retries a lost call a minute later.
"""

POLL_INTERVAL_VARIABLE = "POLL_INTERVAL_SECONDS"
"""The environment variable with the seconds between two polls."""

RULE_PREFIX_VARIABLE = "RULE_NAME_PREFIX"
"""The environment variable with the prefix of the names of the function's EventBridge rules."""

PREFLIGHT_IN_YAML = {"true": "ON", "false": "OFF"}
"""The values that CloudFormation sends for `ON` and `OFF` in a YAML template, and their meaning."""


@dataclass(frozen=True, kw_only=True)
class ImportProperties:
    """The desired properties of an import, checked.

    `timeout_seconds` is how long the stack is held before the request fails; `service_timeout_seconds` is
    CloudFormation's own timeout. Without `job_name`, the name is generated.

    `dataset_import_job_arn` is the job of the previous resource in a relay, None in the first. With `hand_over`, the
    resource succeeds at the end of its timeout in any state of the job, and the next resource continues. `relay_of` is
    the logical ID of the first resource, so that all jobs of a relay have one owner. `relay_timeout_seconds` is the
    timeout of the whole relay, for the failure reason of the last resource.

    `preflight` is how errors in the data are handled before the import: `ON` fails the request, `WARN` logs them, and
    `OFF` skips the check.
    """

    dataset_arn: str
    data_location: str
    role_arn: str
    import_mode: str = "FULL"
    data_version: str | None = None
    job_name: str | None = None
    timeout_seconds: int = constraints.MAX_TIMEOUT_SECONDS
    service_timeout_seconds: int = constraints.MAX_TIMEOUT_SECONDS
    publish_attribution_metrics_to_s3: bool | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    dataset_import_job_arn: str | None = None
    hand_over: bool = False
    relay_of: str | None = None
    relay_timeout_seconds: int | None = None
    preflight: str = "ON"

    @classmethod
    def from_cloudformation(cls, properties: Mapping[str, Any]) -> Self:
        """Read the properties of an event; raise `InvalidValue` for a missing, unknown or malformed one."""
        constraints.known_names(list(properties), ["ServiceToken", "ServiceTimeout", *PROPERTIES], "property")
        data_source = values.required(properties, "DataSource", dict, 'an object, {"DataLocation": "s3://..."}')
        constraints.known_names(list(data_source), ["DataLocation"], "DataSource property")
        dataset_arn = values.text(properties, "DatasetArn")
        constraints.dataset_arn(dataset_arn, "DatasetArn")
        location = values.text(data_source, "DataLocation", "DataSource.DataLocation")
        constraints.data_location(location, "DataSource.DataLocation")
        return cls(
            dataset_arn=dataset_arn,
            data_location=location,
            role_arn=constraints.role_arn(values.text(properties, "RoleArn"), "RoleArn"),
            import_mode=constraints.import_mode(str(properties.get("ImportMode", "FULL")), "ImportMode"),
            data_version=values.optional(properties, "DataVersion", constraints.data_version),
            job_name=values.optional(properties, "JobName", constraints.job_name),
            timeout_seconds=values.seconds(properties, "Timeout") or constraints.MAX_TIMEOUT_SECONDS,
            service_timeout_seconds=read_service_timeout(properties),
            publish_attribution_metrics_to_s3=values.boolean(properties, "PublishAttributionMetricsToS3"),
            tags=constraints.tags(read_tags(properties.get("Tags", [])), "Tags"),
            dataset_import_job_arn=values.optional(
                properties, "DatasetImportJobArn", constraints.dataset_import_job_arn
            ),
            hand_over=values.boolean(properties, "HandOver") or False,
            relay_of=_relay_of(properties),
            relay_timeout_seconds=values.seconds(
                properties, "RelayTimeout", at_most=constraints.MAX_RELAY_TIMEOUT_SECONDS
            ),
            preflight=_preflight(properties),
        )

    def to_cloudformation(self) -> dict[str, Any]:
        """Return the properties as in a template, without `ServiceToken` and without those that are not set."""
        properties: dict[str, Any] = {
            "DatasetArn": self.dataset_arn,
            "DataSource": {"DataLocation": self.data_location},
            "RoleArn": self.role_arn,
            "ImportMode": self.import_mode,
            "DataVersion": self.data_version,
            "JobName": self.job_name,
            "Timeout": str(self.timeout_seconds),
            "PublishAttributionMetricsToS3": self.publish_attribution_metrics_to_s3,
            "Tags": [{"Key": key, "Value": value} for key, value in sorted(self.tags.items())] or None,
            "DatasetImportJobArn": self.dataset_import_job_arn,
            "HandOver": self.hand_over or None,
            "RelayOf": self.relay_of,
            "RelayTimeout": self.relay_timeout_seconds and str(self.relay_timeout_seconds),
            "Preflight": None if self.preflight == ImportProperties.preflight else self.preflight,
        }
        return {name: value for name, value in properties.items() if value is not None}


def fingerprint_of(properties: Mapping[str, Any]) -> str:
    """Return the hash of the content properties; old properties are not checked."""
    mode = properties.get("ImportMode", "FULL")
    parts = [properties.get(name) for name in ("DatasetArn", "DataVersion", "JobName")]
    return job_names.hash_of(location_of(properties), mode, *parts)


def location_of(properties: Mapping[str, Any]) -> Any:
    """Return the location of the data; old properties are not checked."""
    source = properties.get("DataSource")
    return source.get("DataLocation") if isinstance(source, Mapping) else source


def read_tags(value: Any) -> dict[str, str]:
    """Read tags in the format of CloudFormation; raise `InvalidValue` for any other format."""
    allowed = 'a list of {"Key": "...", "Value": "..."} with different keys'
    if not isinstance(value, list):
        raise InvalidValue("Tags", value, allowed)
    tags: dict[str, str] = {}
    for tag in value:
        is_tag = isinstance(tag, Mapping) and set(tag) == {"Key", "Value"}
        if not is_tag or not all(isinstance(text, str) for text in tag.values()) or tag["Key"] in tags:
            raise InvalidValue("Tags", tag, allowed)
        tags[tag["Key"]] = tag["Value"]
    return tags


def read_service_timeout(properties: Mapping[str, Any]) -> int:
    """Read CloudFormation's timeout in seconds; raise `InvalidValue` if it is too short for a response."""
    seconds = values.seconds(properties, "ServiceTimeout", at_least=2 * RESPONSE_MARGIN_SECONDS)
    return seconds or constraints.MAX_TIMEOUT_SECONDS


def _relay_of(properties: Mapping[str, Any]) -> str | None:
    if ("RelayOf" in properties) != ("DatasetImportJobArn" in properties):
        raise InvalidValue.because("RelayOf", "must be set together with DatasetImportJobArn; set both or neither")
    return values.optional(properties, "RelayOf", constraints.logical_id)


def _preflight(properties: Mapping[str, Any]) -> str:
    value = properties.get("Preflight", ImportProperties.preflight)
    said = value if isinstance(value, str) else json.dumps(value)
    return constraints.preflight(PREFLIGHT_IN_YAML.get(said, said), "Preflight")
