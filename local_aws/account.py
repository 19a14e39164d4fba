"""The account that the local AWS has, and its root user."""

from pathlib import Path
from typing import Any

import boto3

ACCOUNT = "000000000000"
REGION = "us-east-1"
ROOT_KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


def root_client(service: str, endpoint: str, authority: Path, **settings: Any) -> Any:
    """Return a boto3 client that acts as the root user; `settings` go to `boto3.client`."""
    keys = {name.lower(): value for name, value in ROOT_KEYS.items()}
    connection = {"endpoint_url": endpoint, "region_name": REGION, "verify": str(authority)}
    return boto3.client(service, **keys | connection | settings)  # type: ignore[call-overload]
