import json
import re
from typing import Any

import pytest

import cdk_personalize
import cdk_personalize_check
from cdk_personalize_handler.preflight import Code
from tools import contract_schema, docs, preflight_guide

CONTRACT = "cloudformation.md"


def test_the_docs_say_what_the_code_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert docs.main("--check") == 0, capsys.readouterr().err


def test_the_check_above_sees_stale_docs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    changed = contract_schema.PROPERTIES["JobName"] | {"maxLength": 64}
    monkeypatch.setitem(contract_schema.PROPERTIES, "JobName", changed)
    monkeypatch.setattr(docs, "GUIDES", {CONTRACT: docs.GUIDES[CONTRACT]})
    assert docs.main("--check") == 2
    assert capsys.readouterr().err.splitlines() == [
        f"docs/{name} is stale; run `make docs`" for name in (CONTRACT, docs.SCHEMA)
    ]


def test_tables_are_written_between_their_marks_and_nowhere_else() -> None:
    guide = (docs.DOCS / CONTRACT).read_text()
    emptied = re.sub(r"(by `make docs` -->\n).*?(<!-- end)", r"\1\2", guide, flags=re.DOTALL)
    assert "imports again |" not in emptied
    assert "!GetAtt <import>" not in emptied
    assert docs.fill(emptied, docs.GUIDES[CONTRACT]()) == guide


def test_a_part_without_a_place_is_an_error() -> None:
    with pytest.raises(ValueError, match="the guide has no marker for rights"):
        docs.fill("a guide", {"rights": "a table"})


@pytest.fixture
def rows() -> dict[str, list[str]]:
    guide = docs.render(CONTRACT).partition("<!-- properties")[2]
    lines = [line.strip("| ").split(" | ") for line in guide.splitlines() if line.startswith("| `")]
    return {cells[0].strip("`"): cells[1:] for cells in lines}


def test_a_row_has_value_default_and_what_a_change_does(rows: dict[str, list[str]]) -> None:
    assert rows["ImportMode"][:3] == ["`FULL` or `INCREMENTAL`", "`FULL`", "imports again"]
    assert rows["DataSource.DataLocation"][:3] == ["text, up to 256 characters", "required", "imports again"]
    assert rows["Timeout"][:3] == ["whole seconds, 10 to 3600", "`3600`", "does not import"]
    assert rows["Tags.Key"][:3] == ["text, up to 128 characters", "required", "does not import"]
    assert rows["HandOver"][:3] == ["`true` or `false`", "`false`", "does not import"]
    assert rows["ServiceToken"][2] == "not possible"


def test_every_property_and_attribute_has_a_row(rows: dict[str, list[str]]) -> None:
    schema: Any = json.loads((docs.DOCS / docs.SCHEMA).read_text())
    assert set(schema["properties"]) <= set(rows)
    assert {f"!GetAtt <import>.{name}" for name in contract_schema.ATTRIBUTES} <= set(rows)


def test_every_kind_of_finding_has_a_row() -> None:
    guide = docs.render("preflight.md")
    for code in Code:
        cells = [f"`{code}`", preflight_guide.severity_of(code), code.cause, code.remedy]
        assert f"| {' | '.join(cells)} | {code.evidence}: {code.source} |" in guide


def test_the_changelog_lists_what_is_public_in_python() -> None:
    changelog = (docs.DOCS.parent / "CHANGELOG.md").read_text()
    _, _, public = changelog.partition("- **Public in Python**")
    exported, _, _ = public.partition("\n- ")
    listed = set(re.findall(r"`(\w+)`", exported)) - {"cdk_personalize", "cdk_personalize_check"}
    assert listed == {*cdk_personalize.__all__, *cdk_personalize_check.__all__}
