"""Faults on demand: calls that are refused and import jobs that are slow or fail.

A fault waits until a call or a job matches it, then acts `times` times; of several that match, the oldest acts.
"""

from dataclasses import asdict, dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from local_aws.personalize.errors import ServiceError


@dataclass(frozen=True)
class CallFault:
    """Refuse calls of an operation (`*` for every operation) with an error."""

    operation: str
    code: str
    message: str
    http_status: int = 400
    times: int = 1


@dataclass(frozen=True)
class JobFault:
    """Make import jobs whose name matches last `seconds`, or fail with `reason`, or both."""

    job_name: str = "*"
    seconds: float | None = None
    reason: str | None = None
    times: int = 1


Fault = CallFault | JobFault


def throttle(operation: str = "*", times: int = 1) -> CallFault:
    """Return a fault that throttles calls."""
    return CallFault(operation, "ThrottlingException", "Rate exceeded", times=times)


def server_error(operation: str = "*", times: int = 1, http_status: int = 500) -> CallFault:
    """Return a fault of the service itself: HTTP 500 or 503."""
    code = "ServiceUnavailableException" if http_status == 503 else "InternalServerErrorException"
    return CallFault(operation, code, "The service cannot process the request at this time.", http_status, times)


def error(operation: str, code: str, message: str = "Fault on demand", times: int = 1) -> CallFault:
    """Return a fault with any error code, with HTTP status 400."""
    return CallFault(operation, code, message, times=times)


def slow_job(seconds: float, job_name: str = "*", times: int = 1) -> JobFault:
    """Return a fault that makes an import run for so many seconds."""
    return JobFault(job_name, seconds=seconds, times=times)


def failing_job(reason: str, job_name: str = "*", times: int = 1) -> JobFault:
    """Return a fault that ends an import in `CREATE FAILED` with this `failureReason`."""
    return JobFault(job_name, reason=reason, times=times)


def to_json(fault: Fault) -> dict[str, Any]:
    """Return a fault as it travels to a running server."""
    return asdict(fault)


def from_json(fields: dict[str, Any]) -> Fault:
    """Read what `to_json` wrote; raise `TypeError` for anything else."""
    return CallFault(**fields) if "operation" in fields else JobFault(**fields)


class Faults:
    """The faults that have not acted yet."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Let a fault wait behind the others."""
        self._waiting.append(fault)

    def clear(self) -> None:
        """Forget all faults."""
        self._waiting.clear()

    def raise_for_call(self, operation: str) -> None:
        """Raise the error that is waiting for a call of this operation, if any."""
        for index, fault in enumerate(self._waiting):
            if isinstance(fault, CallFault) and fault.operation in ("*", operation):
                self._use(index, fault)
                raise ServiceError(fault.code, fault.message, fault.http_status)

    def for_job(self, job_name: str) -> JobFault | None:
        """Return the fault that is waiting for a job of this name, if any."""
        for index, fault in enumerate(self._waiting):
            if isinstance(fault, JobFault) and fnmatchcase(job_name, fault.job_name):
                self._use(index, fault)
                return fault
        return None

    def _use(self, index: int, fault: Fault) -> None:
        if fault.times > 1:
            self._waiting[index] = replace(fault, times=fault.times - 1)
        else:
            del self._waiting[index]
