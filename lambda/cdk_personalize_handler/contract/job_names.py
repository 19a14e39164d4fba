"""The names that import jobs are given: whose they are, which data they import, and for which request.

A generated name is `<stack>-<resource>-<owner>-<content>-<request>`, at most 63 characters. The last three are hashes.
"""

import hashlib
import json
import re
from collections.abc import Collection

from cdk_personalize_handler.contract import constraints

_HASH_LENGTH = 8
_STACK_LENGTH = 20
_LOGICAL_ID_LENGTH = 14
_MARK = re.compile(r"(-[0-9a-f]{8}-[0-9a-f]{8}-)[0-9a-f]{8}$")


def prefix(stack_name: str) -> str:
    """Return what all generated names of a stack begin with, by which its rights can be limited to its jobs."""
    return stack_name[:_STACK_LENGTH].rstrip("-") + "-"


def generate(stack_id: str, logical_id: str, mark: str, request_id: str) -> str:
    """Return a name that is the same in each retry of a request, and never the same for another request.

    A name is taken for good even when its job fails, hence the part that is made from the request.
    """
    stack_name = stack_id.split("/")[1]
    return f"{prefix(stack_name)}{logical_id[:_LOGICAL_ID_LENGTH]}{mark}{hash_of(request_id)}"


def mark(owner: str, content: str) -> str:
    """Return the part of a name that tells whose import of which data it is; both are hashes."""
    return f"-{owner}-{content}-"


def mark_of_given(owner: str, job_arn: str) -> str:
    """Return the mark of a job that imports again what one of a given name has imported."""
    return mark(owner, hash_of(job_arn))


def mark_in(name: str) -> str | None:
    """Return that part of a generated name or its ARN, None for a name that was given."""
    found = _MARK.search(name)
    return found and found[1]


def is_owned(job_arn: str, owner: str, known: Collection[str | None]) -> bool:
    """Tell whether a job has an owner's mark, or its name or ARN is one of those that are known to be the owner's."""
    name = job_arn.rpartition("/")[2]
    return f"-{owner}-" in name or name in known or job_arn in known


def arn(name: str, dataset_arn: str) -> str:
    """Return the ARN that a job into a dataset has: it is known before the job is started."""
    dataset = constraints.dataset_arn(dataset_arn, "DatasetArn")
    partition, region, account = dataset.group("partition", "region", "account")
    return f"arn:{partition}:personalize:{region}:{account}:dataset-import-job/{name}"


def hash_of(*parts: object) -> str:
    """Hash what can be written as JSON."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:_HASH_LENGTH]
