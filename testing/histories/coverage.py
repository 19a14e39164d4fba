"""What has happened in a history, so that it can be seen how often random histories get to the interesting places."""

from collections import Counter

from testing.histories.history import RUNNING, History
from testing.histories.properties import content
from testing.simulation.response import Event, Response


class Coverage:
    """Watches a history; `seen` are the names of what has happened in it."""

    def __init__(self, history: History) -> None:
        self.seen: set[str] = set()
        self._history = history
        self._resource = history.resource
        self._timed_out: list[str] = []
        self._second: set[str] = set()

    def starts(self, event: Event, job_arn: str, *, is_waited_for: bool) -> None:  # noqa: ARG002
        """Note what the start of a job tells."""
        if event["RequestType"] == "Delete":
            self.seen.add("deletion puts the old data back")
        elif self._resource.is_rolling_back:
            self.seen.add("rollback imports the old data again")
        if self._history.now - self._resource.requested_at >= 60:
            self.seen.add("import starts late")
        if len([arn for arn in self._history.started_by if self._is_by(event, arn)]) > 1:
            self._second.add(job_arn)
        if not self._history.is_waited_for(event):
            self.seen.add("cancelled at the very start")

    def responds(self, response: Response) -> None:
        """Note a response."""
        event = response.event
        if event["RequestType"] == "Delete":
            self._of_delete(response)
        elif not response.succeeded:
            self._of_failure(response)
        elif self._resource.is_rolling_back:
            self._of_rollback(event)
        elif event["RequestType"] == "Update":
            self._of_update(event)
        if response.succeeded and "JobName" in event["ResourceProperties"]:
            self.seen.add("explicit name")

    def cancelled(self) -> None:
        """CloudFormation is about to stop waiting."""
        event = self._resource.pending
        assert event
        what = "creation" if event["RequestType"] == "Create" else "update"
        starts = [job for job in self._history.own_jobs() if self._is_by(event, job["datasetImportJobArn"])]
        if not starts:
            self.seen.add(f"{what} cancelled while queued")
        elif starts[-1]["status"] in RUNNING:
            self.seen.add(f"{what} cancelled while its import runs")
        elif self._history.was_denied(starts[-1]):
            self.seen.add("cancelled before a second job")

    def end(self) -> None:
        """The history is over."""
        ended = {job["status"] for job in self._history.own_jobs() if job["datasetImportJobArn"] in self._second}
        self.seen.update(f"a second job is {status}" for status in ended)
        crashed = {str(event["RequestId"]) for event in self._history.crashed}
        if any(self._request(arn) in crashed for arn in self._history.started_by):
            self.seen.add("a crash between start and response")

    def _of_delete(self, response: Response) -> None:
        waited = self._history.now - self._resource.requested_at
        if self._resource.is_being_deleted and waited >= 60:
            self.seen.add("deletion waits for an import")
        if not response.succeeded:
            self.seen.add("deletion fails, since the import lasts too long")

    def _of_failure(self, response: Response) -> None:
        words = {
            "Timed out": "timeout",
            "is CREATE FAILED": "import fails",
            "is taken by another import": "explicit name is taken",
            "could not be reached": "a lost poll ends the wait",
            "Preflight found": "preflight refuses the data",
            "(InvalidInputException)": "the service refuses the data at once",
        }
        self.seen.update(name for part, name in words.items() if part in response.reason)
        if self._resource.is_rolling_back:
            self.seen.add("rollback fails")
        elif response.event["RequestType"] == "Update":
            self.seen.add("failed update is rolled back")
            if "continues, since" in response.reason or "continues if" in response.reason:
                self._timed_out.append(response.request_id)

    def _of_rollback(self, event: Event) -> None:
        if not any(self._is_by(event, arn) for arn in self._history.started_by):
            self.seen.add("rollback finds the old data")
        late = [job for job in self._history.own_jobs() if self._request(job["datasetImportJobArn"]) in self._timed_out]
        if any(job["status"] == "ACTIVE" for job in late):
            self.seen.add("timed-out import lands during the rollback")

    def _of_update(self, event: Event) -> None:
        asked = content(event["ResourceProperties"])
        if asked == content(event["OldResourceProperties"]):
            self.seen.add("update in place")
            if event["ResourceProperties"].get("Tags") != event["OldResourceProperties"].get("Tags"):
                self.seen.add("tags change in place")
        elif any(content(by["ResourceProperties"]) == asked for by in self._earlier(event)):
            self.seen.add("A, then B, then A again")

    def _earlier(self, event: Event) -> list[Event]:
        return [by for by in self._history.started_by.values() if by["RequestId"] != event["RequestId"]]

    def _is_by(self, event: Event, job_arn: str) -> bool:
        return self._request(job_arn) == str(event["RequestId"])

    def _request(self, job_arn: str) -> str:
        return str(self._history.started_by[job_arn]["RequestId"])


class Tally:
    """Counts the histories, their steps, and in how many of them each thing has happened."""

    def __init__(self) -> None:
        self.histories = 0
        self.steps = 0
        self.coverage: Counter[str] = Counter()

    def share(self, name: str) -> float:
        """In which part of the histories something has happened."""
        return self.coverage[name] / self.histories

    def __str__(self) -> str:
        shares = [f"  {self.share(name):6.1%}  {name}" for name, _ in self.coverage.most_common()]
        return "\n".join(
            [f"{self.histories} histories, {self.steps} steps; in how many of them was there ...", *shares]
        )
