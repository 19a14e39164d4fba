"""What came of a history: what CloudFormation got, and what Personalize saw."""

from testing.histories.history import History


def responses(history: History) -> list[str]:
    """The responses that CloudFormation took, in order."""
    taken = history.resource.responses
    return [f"{response.event['RequestType']}: {'SUCCESS' if response.succeeded else 'FAILED'}" for response in taken]


def statuses(history: History) -> list[str]:
    """What became of the jobs that were started, oldest first."""
    return [job["status"] for job in history.own_jobs()]


def locations(history: History) -> list[str]:
    """What was imported, oldest first."""
    return [job["dataSource"]["dataLocation"] for job in history.own_jobs()]
