"""The names that import jobs are given: whose they are, which data they import, and for which request.

A generated name is `<stack>-<resource>-<owner>-<content>-<request>`, at most 63 characters. The last three are hashes.
"""

import hashlib
import json

_HASH_LENGTH = 8
_STACK_LENGTH = 20
_LOGICAL_ID_LENGTH = 14


def prefix(stack_name: str) -> str:
    """Return what all generated names of a stack begin with, by which its rights can be limited to its jobs."""
    return stack_name[:_STACK_LENGTH].rstrip("-") + "-"


def generate(stack_name: str, logical_id: str, mark: str, request_id: str) -> str:
    """Return a name that is the same in each retry of a request, and never the same for another request.

    A name is taken for good even when its job fails, hence the part that is made from the request.
    """
    return f"{prefix(stack_name)}{logical_id[:_LOGICAL_ID_LENGTH]}{mark}{hash_of(request_id)}"


def mark(owner: str, content: str) -> str:
    """Return the part of a name that tells whose import of which data it is; both are hashes."""
    return f"-{owner}-{content}-"


def hash_of(*parts: object) -> str:
    """Hash what can be written as JSON."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:_HASH_LENGTH]
