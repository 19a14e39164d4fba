import io
import json

from rich.console import Console

from cdk_personalize_check import report
from cdk_personalize_check.full_check import Result
from cdk_personalize_handler.preflight import Code, Finding

LATE = Finding(
    code=Code.MILLISECONDS,
    what="'1596238243000' is not in seconds (it looks like milliseconds)",
    file="in/1.csv",
    line=3,
    column="TIMESTAMP",
    value="'1596238243000'",
    more_rows=1_234,
)
FEW = Finding(code=Code.TOO_FEW_INTERACTIONS, what="the import has 9 rows; at least 1,000 are required")
EXTRA = Finding(code=Code.EXTRA_COLUMN, what="'[red]COLOUR' is not in the schema", file="in/1.csv", line=1)


def shown(result: Result) -> list[str]:
    output = io.StringIO()
    report.show(result, Console(file=output, highlight=False, width=20))
    return output.getvalue().splitlines()


def test_each_finding_has_its_remedy_below_it() -> None:
    assert shown(Result([LATE, EXTRA], files=2, rows=1_300)) == [
        f"error: {LATE.message}",
        f"  milliseconds: {Code.MILLISECONDS.remedy}",
        "warning: 1.csv, line 1: '[red]COLOUR' is not in the schema",
        f"  extra-column: {Code.EXTRA_COLUMN.remedy}",
        "1 error and 1 warning in 1,300 rows of 2 files",
    ]


def test_last_line_has_the_number_of_files_and_rows() -> None:
    assert shown(Result([], files=1, rows=1)) == ["no errors in 1 row of 1 file"]
    assert shown(Result([FEW, FEW], files=3, rows=None))[-1] == "2 errors in 3 files"


def test_json_document_has_all_members() -> None:
    assert json.loads(report.as_json(Result([LATE, EXTRA, FEW], files=1, rows=9))) == {
        "errors": 2,
        "warnings": 1,
        "files": 1,
        "rows": 9,
        "findings": [
            {
                "code": "milliseconds",
                "severity": "error",
                "message": LATE.message,
                "remedy": Code.MILLISECONDS.remedy,
                "file": "in/1.csv",
                "line": 3,
                "column": "TIMESTAMP",
                "value": "'1596238243000'",
                "moreRows": 1_234,
                "moreFiles": 0,
            },
            {
                "code": "extra-column",
                "severity": "warning",
                "message": EXTRA.message,
                "remedy": Code.EXTRA_COLUMN.remedy,
                "file": "in/1.csv",
                "line": 1,
                "column": None,
                "value": None,
                "moreRows": 0,
                "moreFiles": 0,
            },
            {
                "code": "too-few-interactions",
                "severity": "error",
                "message": FEW.message,
                "remedy": Code.TOO_FEW_INTERACTIONS.remedy,
                "file": None,
                "line": None,
                "column": None,
                "value": None,
                "moreRows": 0,
                "moreFiles": 0,
            },
        ],
    }
