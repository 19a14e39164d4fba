"""The properties that the resource of a history is to have."""

from typing import Any, cast

from testing import events


def content(properties: dict[str, Any]) -> tuple[str | None, ...]:
    """What makes an import another import: where the data is, its version, and the name that is asked for."""
    return properties["DataSource"]["DataLocation"], properties.get("DataVersion"), properties.get("JobName")


def properties_for(key: str, **changes: Any) -> dict[str, Any]:
    """The properties of an import from an object of the lake."""
    return cast(
        dict[str, Any],
        events.create(DataSource={"DataLocation": f"s3://lake/{key}"}, **changes)["ResourceProperties"],
    )
