"""Each case is judged rightly, in the function, on the command line, and by the local Personalize."""

import json
import logging
import re

import pytest

from cdk_personalize_check import command
from cdk_personalize_handler.lifecycle.outcomes import Fail, Succeed
from testing import events
from testing.evidence import EvidenceCase, all_cases
from testing.harness import Harness

CASES = all_cases()
each_case = pytest.mark.parametrize("case", CASES, ids=[case.folder.name for case in CASES])

SEVERITIES = {
    "ok": ({"warning"}, set()),
    "warning": ({"warning"}, {"warning"}),
    "error": ({"error", "warning"}, {"error"}),
    "?": ({"warning"}, set()),
}
"""The severities that the findings of a case can have, and those that they must have."""


OF_THE_DATA = r"(Input csv|Row|Record|Column|Value|Reserved keyword|Length) "
"""How the reasons begin for which the local Personalize refuses data."""


def assert_right(case: EvidenceCase, found: set[str]) -> None:
    possible, required = SEVERITIES[case.right]
    assert required <= found <= possible, (found, case.why)


def outcome(case: EvidenceCase, preflight: str) -> object:
    """Return the outcome of an import of the case, with the local Personalize behind it."""
    harness = Harness()
    harness.objects.content["lake", "data.csv"] = case.data
    arn = harness.create_dataset("evidence", dataset_type=case.dataset_type, avro_schema=case.avro_schema)
    location = {"DataLocation": "s3://lake/data.csv"}
    return harness.run(events.create(DatasetArn=arn, DataSource=location, Preflight=preflight))


@each_case
def test_the_function_finds_what_is_right(case: EvidenceCase, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        result = outcome(case, "ON")
    assert_right(case, {record.__dict__["severity"] for record in caplog.records if hasattr(record, "severity")})
    assert isinstance(result, Succeed) is (case.right != "error"), result


@each_case
def test_the_command_finds_what_is_right(case: EvidenceCase, capsys: pytest.CaptureFixture[str]) -> None:
    data, schema = case.folder / "data.csv", case.folder / "schema.avsc"
    code = command.run(["check", str(data), "--schema", str(schema), "--json"])
    found = {finding["severity"] for finding in json.loads(capsys.readouterr().out)["findings"]}
    assert_right(case, found)
    assert code == (1 if case.right == "error" else 0)


@each_case
def test_the_local_personalize_does_what_is_right(case: EvidenceCase) -> None:
    result = outcome(case, "OFF")
    if case.right == "error":
        assert isinstance(result, Fail)
        assert re.match(OF_THE_DATA, str(result.cause)), result.cause
    else:
        assert isinstance(result, Succeed), result


def test_there_are_cases_of_every_kind() -> None:
    assert {case.right for case in CASES} == set(SEVERITIES)
    assert len(CASES) >= 42
