"""An audit that has asked nobody is not a clean one."""

import json
from typing import Any

import pytest

from tools import audit


def report(*dependencies: dict[str, Any]) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


CLEAN: dict[str, Any] = {"name": "a", "version": "1.0", "vulns": []}
FAULTY = CLEAN | {"name": "b", "vulns": [{"id": "CVE-2026-1", "fix_versions": ["1.1"]}]}
SKIPPED = {"name": "c", "skip_reason": "Dependency not found on PyPI and could not be audited: c (1.0)"}


def test_a_vulnerability_is_reported_with_the_version_that_fixes_it() -> None:
    assert audit.read(report(CLEAN, FAULTY), "", 2) == audit.Answer(known=["b 1.0: CVE-2026-1, mended in 1.1"])


def test_a_report_of_everything_without_a_vulnerability_is_complete() -> None:
    assert audit.read(report(CLEAN), "", 1) == audit.Answer(known=[])


@pytest.mark.parametrize(
    ("dependencies", "silence"),
    [((CLEAN, SKIPPED), "1 of 2 versions: Dependency not found"), ((CLEAN,), "1 of 2 versions are not in the report")],
)
def test_versions_that_were_not_looked_up_are_reported(dependencies: Any, silence: str) -> None:
    answer = audit.read(report(*dependencies), "", 2)
    assert str(answer.silence).startswith(silence)


def test_an_audit_that_broke_off_says_why() -> None:
    assert audit.read("", "Traceback\nConnectionError: no name\n", 1).silence == "ConnectionError: no name"


SILENT = audit.Answer(silence="nobody there")


@pytest.mark.parametrize(
    ("answers", "code", "asked"),
    [
        ({"pypi": audit.Answer()}, 0, ["pypi"]),
        ({"pypi": audit.Answer(known=["fault"])}, 1, ["pypi"]),
        ({"pypi": SILENT, "osv": audit.Answer()}, 0, ["pypi", "osv"]),
        ({"pypi": audit.Answer(known=["fault"], silence="of one"), "osv": audit.Answer()}, 1, ["pypi"]),
        ({"pypi": SILENT, "osv": SILENT}, 2, ["pypi", "osv"]),
    ],
)
def test_the_second_source_is_asked_if_the_first_is_silent(
    answers: dict[str, audit.Answer],
    code: int,
    asked: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    calls = []

    def ask(service: str, versions: Any) -> audit.Answer:
        assert len(versions) > 50
        calls.append(service)
        return answers[service]

    monkeypatch.setattr(audit, "ask", ask)
    assert audit.main() == code
    assert calls == asked
    assert ("NOT audited" in capsys.readouterr().err) == (code == 2)
