"""The generated parts of the docs: `python -m tools.docs [--check]`.

Tables of docs/cloudformation.md are generated from the contract, those of docs/permissions.md from the policies, those
of docs/preflight.md from its codes, and those of docs/evidence.md from tests/evidence.
docs/dataset-import-job.schema.json is generated as a whole. `--check` writes nothing and reports stale files.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cdk_personalize_handler.contract import properties as contract
from tools import contract_schema, evidence_guide, preflight_guide
from tools.permissions import document

DOCS = Path(__file__).parent.parent / "docs"
SCHEMA = "dataset-import-job.schema.json"
_CHECK = "cdk-personalize check interactions.csv --schema schemas/interactions.avsc"


def render(name: str) -> str:
    """Return the current text of a file."""
    if name == SCHEMA:
        return json.dumps(contract_schema.schema(), indent=2) + "\n"
    return fill((DOCS / name).read_text(), GUIDES[name]())


def fill(text: str, parts: Mapping[str, str]) -> str:
    """Return a guide with these parts between their markers; the rest is unchanged."""
    for part, content in parts.items():
        begin, end = f"<!-- {part}, by `make docs` -->\n", f"<!-- end of {part} -->"
        before, found, rest = text.partition(begin)
        if not found:
            raise ValueError(f"the guide has no marker for {part}")
        text = f"{before}{begin}{content}{end}{rest.partition(end)[2]}"
    return text


def _contract() -> dict[str, str]:
    return {"properties": _properties(), "return values": _return_values()}


def _permissions() -> dict[str, str]:
    rights = _table(["who", "can do", "on", "if", "why"], list(document.rights()))
    policies = document.policies_of_another_account()
    warnings = _table(["id", "meaning", "remedy"], document.warnings())
    return {"rights": rights, "warnings": warnings} | {
        name: f"```json\n{policy}\n```\n" for name, policy in policies.items()
    }


def _preflight() -> dict[str, str]:
    return {
        "output": f"```console\n$ {_CHECK}\n{preflight_guide.printed()}```\n",
        "document": f"```json\n{preflight_guide.document()}```\n",
        "codes": _table(["code", "severity", "cause", "remedy", "evidence"], preflight_guide.codes()),
    }


def _evidence() -> dict[str, str]:
    return {
        "facts": _table(["fact", "how sure", "source", "what the library does"], evidence_guide.rows_of_facts()),
        "cases": _table(["case", "right", "why"], evidence_guide.rows_of_cases()),
    }


GUIDES = {
    "cloudformation.md": _contract,
    "permissions.md": _permissions,
    "preflight.md": _preflight,
    "evidence.md": _evidence,
}


def _properties() -> str:
    rows = [
        [f"`{name}`", _kind(each), "required" if required else _default(each), _change(name), each["description"]]
        for name, required, each in _flat(contract_schema.schema())
    ]
    return _table(["property", "value", "default", "on change", "description"], rows)


def _flat(schema: dict[str, Any], within: str = "") -> Iterator[tuple[str, bool, Any]]:
    """Yield each property, whether it is required, and its schema, followed by its nested properties."""
    for name, each in schema.get("properties", {}).items():
        yield within + name, name in schema["required"], each
        yield from _flat(each.get("items", each), f"{within}{name}.")


def _kind(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return _kind(schema["anyOf"][0])  # the others are accepted alternatives
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"])
    kind = schema["type"]
    if kind == "object":
        return "an object"
    if kind == "array":
        return f"a list of up to {schema['maxItems']}"
    if "boolean" in kind:
        return "`true` or `false`"
    if "minimum" in schema:
        return f"whole seconds, {schema['minimum']} to {schema['maximum']}"
    return f"text, up to {schema['maxLength']} characters" if "maxLength" in schema else "text"


def _default(schema: dict[str, Any]) -> str:
    value = schema.get("default")
    if value in (None, []):
        return "none"
    return f"`{json.dumps(value)}`".replace('"', "")


def _change(name: str) -> str:
    if name == "ServiceToken":
        return "not possible"
    return "imports again" if name.partition(".")[0] in contract.FINGERPRINT_PROPERTIES else "does not import"


def _return_values() -> str:
    rows = [["`Ref`", "The ARN of the import job."]]
    rows += [[f"`!GetAtt <import>.{name}`", meaning] for name, meaning in contract_schema.ATTRIBUTES.items()]
    return _table(["function", "value"], rows)


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def main(option: str = "") -> int:
    """Write the files, or with `--check` report stale files."""
    wanted = {name: render(name) for name in (*GUIDES, SCHEMA)}
    stale = [name for name, text in wanted.items() if not (DOCS / name).exists() or (DOCS / name).read_text() != text]
    for name in stale:
        if option == "--check":
            print(f"docs/{name} is stale; run `make docs`", file=sys.stderr)
        else:
            (DOCS / name).write_text(wanted[name])
            print(f"wrote docs/{name}")
    return len(stale) if option == "--check" else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
