"""All warnings are in one list, with ids that do not change, and docs/permissions.md has the list."""

import re
from pathlib import Path

import cdk_personalize
from cdk_personalize._synth_warning import SynthWarning
from cdk_personalize.permissions.stack_policy import KEEP_FORMER_POLICIES

SOURCES = Path(cdk_personalize.__file__).parent
GUIDE = Path(__file__).parents[2] / "docs" / "permissions.md"


def test_ids_do_not_change() -> None:
    assert [each.id for each in SynthWarning] == [
        "cdk-personalize:bucketPolicy",
        "cdk-personalize:keyPolicy",
        "cdk-personalize:preflightTrust",
        "cdk-personalize:logsKeyPolicy",
        "cdk-personalize:emptyFolder",
        "cdk-personalize:fileOrFolder",
        "cdk-personalize:managedKey",
        "cdk-personalize:unorderedUpload",
        "cdk-personalize:unorderedImports",
        "cdk-personalize:providerRights",
        "cdk-personalize:providerRole",
        "cdk-personalize:crhelperImports",
    ]


def test_every_warning_is_in_the_list() -> None:
    sources = {source.name: source.read_text() for source in SOURCES.rglob("*.py")}
    listing = sources.pop("_synth_warning.py")
    assert "add_warning_v2" in listing
    for name, text in sources.items():
        assert "add_warning" not in text, name
        assert not re.search(r"[\"']cdk-personalize:", text.replace(KEEP_FORMER_POLICIES, "")), name


def test_everything_in_the_list_is_used() -> None:
    used = "".join(source.read_text() for source in SOURCES.rglob("*.py"))
    assert [each.name for each in SynthWarning if f"SynthWarning.{each.name}" not in used] == []


def test_the_guide_has_a_row_for_each() -> None:
    rows = [line.split(" | ")[0] for line in GUIDE.read_text().splitlines() if line.startswith("| `cdk-personalize:")]
    assert rows == [f"| `{each.id}`" for each in SynthWarning]
