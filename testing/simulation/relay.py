"""CloudFormation, as it treats custom resources each of which reads an attribute of the one before it."""

from collections.abc import Iterator
from typing import Any

from testing.simulation.resource import SimulatedResource


class SimulatedRelay:
    """Creates and updates one link after the other, undoes what has failed, and deletes from the end.

    `step` goes on once a link has its response. `resolves_again` is whether a rollback gives a link the present
    attribute of the one before it, or the one from before the update; which it is is not documented.
    """

    def __init__(self, links: list[SimulatedResource]) -> None:
        self.links = links
        self.resolves_again = True
        self.has_failed = False
        self.may_fail = False
        """A deployment is going on, or has gone well so far, and another resource of the stack can end it."""
        self._properties: dict[str, Any] = {}
        self._before: dict[str, Any] = {}
        self._others_have_failed = False
        self._operation: Iterator[None] = iter(())
        self._is_busy = False
        for link in links:
            link.is_one_of_many = True

    @property
    def is_busy(self) -> bool:
        """An operation is going on."""
        return self._is_busy

    @property
    def is_complete(self) -> bool:
        """The relay is as the last operation wanted it, or as it was before."""
        return not self._is_busy and not self.has_failed and all(link.exists for link in self.links)

    @property
    def is_rolling_back(self) -> bool:
        """A rejected update is being undone."""
        return any(link.is_rolling_back for link in self.links)

    @property
    def properties(self) -> dict[str, Any]:
        """What the template asks for, all links alike."""
        return self._properties

    @property
    def job_arn(self) -> str | None:
        """The job in the relay's physical ID."""
        return self.links[-1].physical_id

    def deploy(self, properties: dict[str, Any]) -> None:
        """Create or update the relay."""
        self._before, self._properties = self._properties, properties
        self._begin(self._deploy())

    def give_up(self) -> None:
        """Another resource of the stack fails: end what is going on, or undo what went well."""
        self._others_have_failed = True
        if not self._is_busy:
            self._begin(self._undo(self.links))

    def clean_up(self) -> None:
        """The operation went well for all resources: delete what was replaced."""
        self._begin(self._clean_up())

    def delete(self) -> None:
        """Delete the relay."""
        self._begin(self._delete())

    def step(self) -> None:
        """Go on, if there is something to go on with."""
        self._is_busy = next(self._operation, self) is None

    def _begin(self, operation: Iterator[None]) -> None:
        assert not self._is_busy
        self._operation = operation
        self.step()

    def _deploy(self) -> Iterator[None]:
        self._others_have_failed = self.has_failed = False
        self.may_fail = True
        followed: str | None = None
        touched = []
        for number, link in enumerate(self.links, start=1):
            asked = self._properties | ({"HandOver": "true"} if number < len(self.links) else {})
            asked |= {"DatasetImportJobArn": followed, "RelayOf": self.links[0].logical_id} if followed else {}
            touched.append(link)
            link.update(asked) if link.exists else link.create(asked)
            yield from self._respond(link)
            if not link.is_stable:
                yield from self._undo(touched)
                return
            followed = self._followed(link)
        if self._others_have_failed:
            yield from self._undo(touched)

    def _undo(self, touched: list[SimulatedResource]) -> Iterator[None]:
        self.may_fail = False
        return self._roll_back(touched) if self._before else self._delete()

    def _roll_back(self, touched: list[SimulatedResource]) -> Iterator[None]:
        self._properties = self._before
        for link in self.links:
            link.is_rolling_back = True
        again: dict[str, Any] = {}
        for link in touched:
            yield None
            link.roll_back(**again)
            yield from self._respond(link)
            if not link.is_stable:
                self.has_failed = True
                return
            again = {"DatasetImportJobArn": link.physical_id} if self.resolves_again else {}
        yield from self._clean_up()
        for link in self.links:
            link.is_rolling_back = False
        self.has_failed = not all(link.is_stable for link in touched)

    def _clean_up(self) -> Iterator[None]:
        self.may_fail = False
        for link in reversed(self.links):
            if link.is_updated:
                link.clean_up()
                yield from self._respond(link)

    def _delete(self) -> Iterator[None]:
        self.has_failed = self.may_fail = False
        for link in reversed(self.links):
            if link.exists:
                yield None
                link.delete()
            yield from self._respond(link)
            if link.exists:
                self.has_failed = True
                return

    def _respond(self, link: SimulatedResource) -> Iterator[None]:
        while link.pending:
            if self._others_have_failed and link.may_be_given_up:
                link.give_up()
            yield None

    @staticmethod
    def _followed(link: SimulatedResource) -> str:
        (response,) = [response for response in link.responses if response.event["RequestType"] != "Delete"][-1:]
        return response.data["DatasetImportJobArn"]
