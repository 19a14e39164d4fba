"""What is imported into what: the dataset must be there, in the right place, and take the import."""

from dataclasses import dataclass

from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.findings import Finding

_ACTIVE = "ACTIVE"


@dataclass(frozen=True, kw_only=True)
class Target:
    """What data is to be imported into, how, and from which account and Region the import is started.

    Raises `InvalidValue` for an ARN or a mode that is none.
    """

    dataset_arn: str
    import_mode: str
    account_id: str
    region: str

    def __post_init__(self) -> None:
        constraints.dataset_arn(self.dataset_arn, "dataset_arn")
        constraints.import_mode(self.import_mode, "import_mode")

    @property
    def dataset_type(self) -> str:
        """The type in upper case, such as `INTERACTIONS`."""
        return self.dataset_arn.rpartition("/")[2].upper()

    @property
    def is_elsewhere(self) -> bool:
        """The dataset is in another account or Region than the import."""
        arn = constraints.dataset_arn(self.dataset_arn, "dataset_arn")
        return (arn["account"], arn["region"]) != (self.account_id, self.region)


@dataclass(frozen=True, kw_only=True)
class PlannedImport(Target):
    """An import that is about to be started. Raises `InvalidValue` for a location that is none."""

    data_location: str

    def __post_init__(self) -> None:
        super().__post_init__()
        constraints.data_location(self.data_location, "data_location")


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A dataset as Amazon Personalize describes it, with its Avro schema, None where that could not be read.

    `has_landed` tells that an earlier import into it has become `ACTIVE`, or may have: it has not failed.
    """

    status: str
    avro_schema: str | None
    has_landed: bool


def check(target: Target, dataset: Dataset | None) -> list[Finding]:
    """Check the dataset of an import; None is one that does not exist."""
    if target.is_elsewhere:
        arn = constraints.dataset_arn(target.dataset_arn, "dataset_arn")
        what = (
            f"dataset {target.dataset_arn} is in account {arn['account']}, Region {arn['region']}; "
            f"the import is in account {target.account_id}, Region {target.region}"
        )
        return [Finding(code=Code.DATASET_ELSEWHERE, what=what)]
    if dataset is None:
        return [Finding(code=Code.DATASET_NOT_FOUND, what=f"dataset {target.dataset_arn} does not exist")]
    findings = []
    if dataset.status != _ACTIVE:
        is_lost = dataset.status.endswith("FAILED") or dataset.status.startswith("DELETE")
        code = Code.DATASET_NOT_USABLE if is_lost else Code.DATASET_NOT_READY
        findings.append(Finding(code=code, what=f"dataset {target.dataset_arn} is {dataset.status}"))
    if target.import_mode == "INCREMENTAL" and not dataset.has_landed:
        what = f"dataset {target.dataset_arn} has no earlier import that an INCREMENTAL import can add to"
        findings.append(Finding(code=Code.NO_EARLIER_IMPORT, what=what))
    return findings
