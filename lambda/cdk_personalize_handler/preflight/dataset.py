"""What is imported into what: the dataset must be there, in the right place, and take the import."""

from dataclasses import dataclass

from cdk_personalize_handler import constraints
from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.findings import Finding

_ACTIVE = "ACTIVE"


@dataclass(frozen=True, kw_only=True)
class PlannedImport:
    """An import that is about to be started, by its properties, in an account and Region.

    Raises `InvalidValue` for an ARN, a location or a mode that is none.
    """

    dataset_arn: str
    data_location: str
    import_mode: str
    account_id: str
    region: str

    def __post_init__(self) -> None:
        constraints.dataset_arn(self.dataset_arn, "dataset_arn")
        constraints.data_location(self.data_location, "data_location")
        constraints.import_mode(self.import_mode, "import_mode")

    @property
    def dataset_type(self) -> str:
        """The type in upper case, such as `INTERACTIONS`."""
        return self.dataset_arn.rpartition("/")[2].upper()


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A dataset as Amazon Personalize describes it, with its Avro schema, None where that could not be read.

    `has_landed` tells that an earlier import into it has become `ACTIVE`.
    """

    status: str
    avro_schema: str | None
    has_landed: bool


def check(planned: PlannedImport, dataset: Dataset | None) -> list[Finding]:
    """Check the dataset of an import; None is one that does not exist."""
    arn = constraints.dataset_arn(planned.dataset_arn, "dataset_arn")
    if (arn["account"], arn["region"]) != (planned.account_id, planned.region):
        what = (
            f"{planned.dataset_arn} is in account {arn['account']}, Region {arn['region']}, "
            f"and the import in account {planned.account_id}, Region {planned.region}"
        )
        return [Finding(code=Code.DATASET_ELSEWHERE, what=what)]
    if dataset is None:
        return [Finding(code=Code.DATASET_NOT_FOUND, what=f"there is no dataset {planned.dataset_arn}")]
    findings = []
    if dataset.status != _ACTIVE:
        is_lost = dataset.status.endswith("FAILED") or dataset.status.startswith("DELETE")
        code = Code.DATASET_NOT_USABLE if is_lost else Code.DATASET_NOT_READY
        findings.append(Finding(code=code, what=f"dataset {planned.dataset_arn} is {dataset.status}"))
    if planned.import_mode == "INCREMENTAL" and not dataset.has_landed:
        what = f"nothing has been imported into {planned.dataset_arn} that an INCREMENTAL import could add to"
        findings.append(Finding(code=Code.NO_EARLIER_IMPORT, what=what))
    return findings
