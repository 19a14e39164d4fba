"""How a running server is found: a file in the directory that it keeps its files in."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

HOST = "127.0.0.1"
_FILE = "connection.json"


@dataclass(frozen=True)
class Connection:
    """Where a server listens, and the certificate authority to trust."""

    endpoint: str
    authority: Path

    def write(self, directory: Path) -> None:
        """Tell that the server with this directory listens here."""
        content = json.dumps({"endpoint": self.endpoint, "authority": str(self.authority)})
        incomplete = directory / f"{_FILE}.incomplete"
        incomplete.write_text(content)
        incomplete.rename(directory / _FILE)

    @classmethod
    def read(cls, directory: Path) -> Self | None:
        """Return the connection of the server with this directory, or None before it listens."""
        try:
            content = json.loads((directory / _FILE).read_text())
        except FileNotFoundError:
            return None
        return cls(content["endpoint"], Path(content["authority"]))

    @staticmethod
    def forget(directory: Path) -> None:
        """Remove what an earlier server has left."""
        (directory / _FILE).unlink(missing_ok=True)
