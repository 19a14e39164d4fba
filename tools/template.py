"""Write the templates for those who never run the CDK, and the functions' code: `python -m tools.template`.

dist/cloudformation/ gets one template for each waiter, named after it, and the zip files that the templates refer to by
bucket and key prefix. The same sources make the same bytes: the zip files are named after the hash of their contents,
and hold no time and no compression.
"""

import shutil
import tempfile
from pathlib import Path

import aws_cdk as cdk

from cdk_personalize import ImportProviderStack, Waiter
from cdk_personalize.import_provider import SERVICE_TOKEN_EXPORT
from cdk_personalize.import_provider_stack import DATASET_ARN_PATTERN, ROLE_ARN_PATTERN, STACK_ARN_PATTERN
from cdk_personalize.permissions.import_role import IMPORT_ROLES
from tools.code_parameters import add_code_parameters, by_parameters, write_zip_files

WAITERS = {"provider_framework": Waiter.provider_framework(), "crhelper": Waiter.crhelper()}
DIST = Path(__file__).parent.parent / "dist" / "cloudformation"


def write(folder: Path) -> list[Path]:
    """Write everything into the folder, in place of what is there; return the templates."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return [_write_template(folder, name, waiter) for name, waiter in WAITERS.items()]


def _write_template(folder: Path, name: str, waiter: Waiter) -> Path:
    with tempfile.TemporaryDirectory() as assembly:
        app = cdk.App(analytics_reporting=False, outdir=assembly)
        stack = _create_stack(app, waiter)
        app.synth()
        synthesized = Path(assembly, stack.template_file).read_text()
        write_zip_files(Path(assembly), stack, folder)
    template = folder / f"{name}.template.json"
    template.write_text(synthesized + "\n")
    return template


def _create_stack(app: cdk.App, waiter: Waiter) -> ImportProviderStack:
    stack = ImportProviderStack(
        app,
        waiter.id,
        waiter=waiter,
        dataset_arns=_split("DatasetArns"),
        import_role_arns=_given_or(
            "ImportRoleArns", f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role{IMPORT_ROLES}*"
        ),
        stack_arns=_given_or(
            "StackArns", "arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/*"
        ),
        export_name=cdk.Fn.ref("ExportName"),
        synthesizer=by_parameters(),
    )
    _add_parameters(stack)
    return stack


def _split(parameter: str) -> list[str]:
    return cdk.Fn.split(",", cdk.Fn.ref(parameter))


def _given_or(parameter: str, default: str) -> list[str]:
    given = cdk.Fn.condition_if(f"Has{parameter}", _split(parameter), [cdk.Fn.sub(default)])
    return cdk.Token.as_list(given)


def _add_parameters(stack: ImportProviderStack) -> None:
    add_code_parameters(stack)
    _add_arns(
        stack,
        "DatasetArns",
        DATASET_ARN_PATTERN,
        "The datasets that may be imported into, separated by commas; * is allowed, as in "
        "arn:aws:personalize:eu-west-1:123456789012:dataset/movies/*",
    )
    _add_arns(
        stack,
        "ImportRoleArns",
        ROLE_ARN_PATTERN,
        "The roles that may be passed to Amazon Personalize, separated by commas; * is allowed. By default every role "
        f"of the account whose path is {IMPORT_ROLES}",
        has_default=True,
    )
    _add_arns(
        stack,
        "StackArns",
        STACK_ARN_PATTERN,
        "The stacks that use the ServiceToken, separated by commas, for the function to ask whether they still wait; * "
        "is allowed. By default every stack of the account and Region",
        has_default=True,
    )
    cdk.CfnParameter(
        stack,
        "ExportName",
        default=SERVICE_TOKEN_EXPORT,
        description="The name of the exported ServiceToken; a second such stack in the Region needs another",
    )


def _add_arns(
    stack: ImportProviderStack, name: str, pattern: str, description: str, *, has_default: bool = False
) -> None:
    # A String, and no CommaDelimitedList: whether that is empty cannot be tested in one way everywhere.
    arns = f"{pattern}(,{pattern})*"
    cdk.CfnParameter(
        stack,
        name,
        default="" if has_default else None,
        allowed_pattern=f"({arns})?" if has_default else arns,
        constraint_description="ARNs, separated by commas without spaces",
        description=description,
    )
    if has_default:
        is_empty = cdk.Fn.condition_equals(cdk.Fn.ref(name), "")
        cdk.CfnCondition(stack, f"Has{name}", expression=cdk.Fn.condition_not(is_empty))


def main(folder: Path = DIST) -> None:
    """Write everything, and say where."""
    for path in write(folder):
        print(f"wrote {path}")


if __name__ == "__main__":
    main()
