"""Names of import jobs: a generated one contains its owner, a fingerprint of the data, and the request.

A generated name is `<stack>-<resource>-<owner>-<fingerprint>-<request>`, at most 63 characters. The last three are
hashes. The second job of a request has the hash of the first one's `<request>` there.
"""

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

from cdk_personalize_handler.contract import constraints

_HASH_LENGTH = 8
_STACK_LENGTH = 20
_LOGICAL_ID_LENGTH = 14
_GENERATED = re.compile(
    r"(?P<prefix>.+)-(?P<owner>[0-9a-f]{8})-(?P<fingerprint>[0-9a-f]{8})-(?P<request>[0-9a-f]{8})", re.DOTALL
)


@dataclass(frozen=True, kw_only=True)
class JobName:
    """A generated name. `prefix` is for readers; the other parts are hashes."""

    prefix: str
    owner: str
    fingerprint: str
    request: str

    @classmethod
    def generate(cls, *, stack_id: str, logical_id: str, owner: str, fingerprint: str, request_id: str) -> Self:
        """Return a name that is the same in each retry of a request, and never the same for another request.

        A name is taken for good even when its job fails, hence the part that is made from the request.
        """
        stack_name = stack_id.split("/")[1]
        return cls(
            prefix=f"{prefix(stack_name)}{logical_id[:_LOGICAL_ID_LENGTH]}",
            owner=owner,
            fingerprint=fingerprint,
            request=hash_of(request_id),
        )

    @classmethod
    def parse(cls, name: str) -> Self | None:
        """Return the parts of a name, None for an explicit one."""
        parts = _GENERATED.fullmatch(name)
        return cls(**parts.groupdict()) if parts else None

    def second(self) -> Self:
        """Return the name of the second job of the request: the name of the first one is taken though it failed."""
        return replace(self, request=hash_of(self.request))

    def __str__(self) -> str:
        """Return the name as Amazon Personalize has it."""
        return f"{self.prefix}-{self.owner}-{self.fingerprint}-{self.request}"


def prefix(stack_name: str) -> str:
    """Return the prefix of all generated names of a stack, to which permissions can be limited."""
    return stack_name[:_STACK_LENGTH].rstrip("-") + "-"


def is_owned(job_arn: str, owner: str, known: Collection[str | None]) -> bool:
    """Return whether a name was generated for an owner, or is known as the owner's, as a name or as an ARN."""
    name = name_of(job_arn)
    generated = JobName.parse(name)
    return (generated is not None and generated.owner == owner) or name in known or job_arn in known


def arn(name: str, dataset_arn: str) -> str:
    """Return the ARN that a job into a dataset has: it is known before the job is started."""
    dataset = constraints.dataset_arn(dataset_arn, "DatasetArn")
    partition, region, account = dataset.group("partition", "region", "account")
    return f"arn:{partition}:personalize:{region}:{account}:dataset-import-job/{name}"


def name_of(job_arn: str) -> str:
    """Return the name of the job of an ARN."""
    return job_arn.rpartition("/")[2]


def hash_of(*parts: object) -> str:
    """Hash what can be written as JSON."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:_HASH_LENGTH]
