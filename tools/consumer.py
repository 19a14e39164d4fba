"""An app of ten lines that uses the package, and the function that it deploys."""

import json
import shutil
from pathlib import Path

from tools.clean_environment import run

APP = Path(__file__).parents[1] / "tests" / "wheel" / "consumer_app.py"


def synthesise(python: Path, folder: Path) -> str:
    """Synthesise a copy of the app in `folder` and return the name of the import function's asset, which is its hash.

    Python runs isolated: what it imports is what is installed.
    """
    folder.mkdir(parents=True)
    app = Path(shutil.copy(APP, folder / "app.py"))
    output = folder / "cdk.out"
    run(str(python), "-I", str(app), directory=folder, variables={"CDK_OUTDIR": str(output)})
    template = json.loads((output / "Recommendations.template.json").read_text())
    (key,) = (
        resource["Properties"]["Code"]["S3Key"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::Lambda::Function"
        and resource["Properties"]["Handler"].startswith("cdk_personalize_handler")
    )
    return str(key)
