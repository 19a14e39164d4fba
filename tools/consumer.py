"""An app of a dozen lines that uses the package, and the functions that it deploys."""

import json
import shutil
from pathlib import Path

from tools.clean_environment import CommandFailed, run

APP = Path(__file__).parents[1] / "tests" / "wheel" / "consumer_app.py"


REMEDY = "pip install crhelper=="
WAITERS = ("provider_framework", "crhelper")


def synthesize(python: Path, folder: Path) -> dict[str, str]:
    """Synthesize a copy of the app in `folder` with each waiter, and return the functions' assets: their hashes."""
    return {waiter: synthesize_with(waiter, python, folder / waiter) for waiter in WAITERS}


def synthesize_with(waiter: str, python: Path, folder: Path) -> str:
    """Do so with one waiter. Python runs isolated: what it imports is what is installed."""
    folder.mkdir(parents=True)
    app = Path(shutil.copy(APP, folder / "app.py"))
    output = folder / "cdk.out"
    variables = {"CDK_OUTDIR": str(output), "CDK_CONTEXT_JSON": json.dumps({"waiter": waiter})}
    run(str(python), "-I", str(app), directory=folder, variables=variables)
    template = json.loads((output / "Recommendations.template.json").read_text())
    (key,) = (
        resource["Properties"]["Code"]["S3Key"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::Lambda::Function"
        and resource["Properties"]["Handler"].startswith("cdk_personalize_handler")
    )
    return str(key)


def problem_without_crhelper(python: Path, folder: Path) -> str | None:
    """Return what is wrong if the app on crhelper does not say what to install, where crhelper is not installed."""
    try:
        synthesize_with("crhelper", python, folder)
    except CommandFailed as failure:
        return None if REMEDY in str(failure) else f"the app does not say what to install:\n{failure}"
    return "the app was synthesized without crhelper"
