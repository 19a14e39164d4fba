"""A relay of three resources on a local AWS."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from local_aws import LocalAws
from testing.deployment import Deployment


@contextmanager
def deployment(folder: Path) -> Iterator[Deployment]:
    """A dataset to import into, on a local AWS of its own."""
    with LocalAws(import_seconds=3, pending_seconds=1) as aws:
        deployment = Deployment(aws, folder)
        deployment.prepare(groups=1)
        yield deployment


def asked(key: str, link_seconds: int, **more: Any) -> dict[str, Any]:
    """An import that one resource after the other holds for so many seconds."""
    return {"group": "group0", "key": key, "timeout": 3 * link_seconds, "link_seconds": link_seconds, **more}
