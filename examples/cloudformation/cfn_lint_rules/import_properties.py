"""A cfn-lint rule that validates the properties of an import against their JSON schema.

`cfn-lint --append-rules examples/cloudformation/cfn_lint_rules -- template.yaml`
"""

import json
from pathlib import Path
from typing import Any

from cfnlint.jsonschema import ValidationResult, Validator
from cfnlint.rules.jsonschema.CfnLintJsonSchema import CfnLintJsonSchema

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "dataset-import-job.schema.json").read_text())


class ImportProperties(CfnLintJsonSchema):
    """Refuse before a deployment what the function would refuse."""

    id = "E9101"
    shortdesc = "Check the properties of Custom::PersonalizeDatasetImportJob"
    description = "The stack fails with properties that docs/cloudformation.md does not allow"
    tags = ("resources",)

    def __init__(self) -> None:
        super().__init__(keywords=[f"Resources/{SCHEMA['title']}/Properties"], all_matches=True)

    def validate(self, validator: Validator, keywords: Any, instance: Any, schema: Any) -> ValidationResult:  # noqa: ARG002
        """Yield each error of an import's properties."""
        yield from super().validate(validator, keywords, instance, SCHEMA)
