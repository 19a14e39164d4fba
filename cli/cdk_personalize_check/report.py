"""The output of the command: lines for people, and a JSON document for programs."""

import json
from typing import Any

from rich.console import Console
from rich.text import Text

from cdk_personalize_check.full_check import Result
from cdk_personalize_handler.preflight import Finding
from cdk_personalize_handler.preflight.wording import counted

_STYLES = {"error": "bold red", "warning": "bold yellow"}


def as_json(result: Result) -> str:
    """Return the document that docs/preflight.md describes."""
    return json.dumps(
        {
            "errors": _errors(result),
            "warnings": len(result.findings) - _errors(result),
            "files": result.files,
            "rows": result.rows,
            "findings": [_as_object(finding) for finding in result.findings],
        },
        indent=2,
    )


def _as_object(finding: Finding) -> dict[str, Any]:
    return {
        "code": str(finding.code),
        "severity": str(finding.severity),
        "message": finding.message,
        "remedy": finding.remedy,
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "value": finding.value,
        "moreRows": finding.more_rows,
        "moreFiles": finding.more_files,
    }


def show(result: Result, console: Console) -> None:
    """Print each finding with its code and remedy, and then a summary."""
    for finding in result.findings:
        severity = str(finding.severity)
        console.print(Text.assemble((severity, _STYLES[severity]), f": {finding.message}"), soft_wrap=True)
        console.print(Text(f"  {finding.code}: {finding.remedy}"), soft_wrap=True)
    console.print(Text(_summary(result)), soft_wrap=True)


def _summary(result: Result) -> str:
    errors, warnings = _errors(result), len(result.findings) - _errors(result)
    found = [counted(number, noun) for number, noun in ((errors, "error"), (warnings, "warning")) if number]
    rows = "" if result.rows is None else f"{counted(result.rows, 'row')} of "
    return f"{' and '.join(found) or 'no errors'} in {rows}{counted(result.files, 'file')}"


def _errors(result: Result) -> int:
    return sum(finding.is_error for finding in result.findings)
