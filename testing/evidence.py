"""The cases: small files from public reports, with what is right to say of each."""

from dataclasses import dataclass
from pathlib import Path

from cdk_personalize_check.dataset_types import type_of
from cdk_personalize_handler.preflight import schema

FOLDER = Path(__file__).parent.parent / "tests" / "evidence" / "cases"


@dataclass(frozen=True)
class EvidenceCase:
    """`right` is `ok`, `warning`, `error`, or `?` where it is not known what the service does."""

    folder: Path

    @property
    def data(self) -> bytes:
        return (self.folder / "data.csv").read_bytes()

    @property
    def avro_schema(self) -> str:
        return (self.folder / "schema.avsc").read_text()

    @property
    def right(self) -> str:
        return self._text["right behavior"].partition(" ")[0]

    @property
    def why(self) -> str:
        return self._text["why"]

    @property
    def dataset_type(self) -> str:
        columns = schema.read(self.avro_schema)
        assert isinstance(columns, tuple)
        return type_of(columns)

    @property
    def _text(self) -> dict[str, str]:
        lines = (self.folder / "right.txt").read_text().splitlines()
        return dict(line.split(": ", 1) for line in lines)


def all_cases() -> list[EvidenceCase]:
    return [EvidenceCase(folder) for folder in sorted(FOLDER.iterdir())]
