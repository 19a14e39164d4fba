"""The check of the dataset: it must exist in the account and Region of the import, and accept the import."""

from collections.abc import Iterable
from dataclasses import dataclass

from cdk_personalize_handler.contract import constraints
from cdk_personalize_handler.preflight.codes import Code
from cdk_personalize_handler.preflight.findings import Finding

_ACTIVE = "ACTIVE"


@dataclass(frozen=True, kw_only=True)
class Target:
    """The dataset and mode of an import, and the account and Region in which the import starts.

    Raises `InvalidValue` for an invalid ARN or mode.
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
        """The type of the dataset in uppercase, such as `INTERACTIONS`."""
        return self.dataset_arn.rpartition("/")[2].upper()

    @property
    def is_elsewhere(self) -> bool:
        """Whether the dataset is in another account or Region than the import."""
        arn = constraints.dataset_arn(self.dataset_arn, "dataset_arn")
        return (arn["account"], arn["region"]) != (self.account_id, self.region)


@dataclass(frozen=True, kw_only=True)
class PlannedImport(Target):
    """An import before its start. Raises `InvalidValue` for an invalid location."""

    data_location: str

    def __post_init__(self) -> None:
        super().__post_init__()
        constraints.data_location(self.data_location, "data_location")


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A dataset as Amazon Personalize describes it. `avro_schema` is `None` if it could not be read.

    `has_landed` is the result of `can_have_landed` for the import jobs of the dataset.
    """

    status: str
    avro_schema: str | None
    has_landed: bool


def can_have_landed(statuses: Iterable[str]) -> bool:
    """Return whether one of the import jobs with these statuses has landed, or can land: it has not failed.

    A job that still runs can land before the next import starts.
    """
    return any(not status.endswith("FAILED") for status in statuses)


def check(target: Target, dataset: Dataset | None) -> list[Finding]:
    """Check the dataset of an import; `dataset` is `None` if it does not exist."""
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
