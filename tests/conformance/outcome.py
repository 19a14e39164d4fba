"""What came of a history: what CloudFormation got, and what Personalize saw."""

from testing.histories.history import History


def answers(history: History) -> list[str]:
    """The answers that CloudFormation took, in order."""
    taken = history.resource.answers
    return [f"{answer.event['RequestType']}: {'SUCCESS' if answer.succeeded else 'FAILED'}" for answer in taken]


def statuses(history: History) -> list[str]:
    """What became of the jobs that were started, oldest first."""
    return [job["status"] for job in history.own_jobs()]


def locations(history: History) -> list[str]:
    """What was imported, oldest first."""
    return [job["dataSource"]["dataLocation"] for job in history.own_jobs()]
