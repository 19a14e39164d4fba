"""`Waiter.crhelper`: few resources, rights to its own rules only, and its limits refused at synth."""

import hashlib
import re
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_personalize as personalize
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Annotations, Match, Template
from aws_cdk.interfaces.aws_personalize import IDatasetRef

import cdk_personalize_handler
from cdk_personalize import Dataset, DatasetImportJob, DataSource, ImportProvider, Waiter
from cdk_personalize.function import code
from cdk_personalize_handler.contract.properties import RESOURCE_TYPE
from constructs import Construct
from testing import events
from tests.constructs.rendered import imports_of, readable, statements_of

DATA = DataSource.s3_uri("s3://lake/x.csv")
WAITERS = {"provider_framework": Waiter.provider_framework, "crhelper": Waiter.crhelper}
FILES = {"__init__.py", "log_helper.py", "resource_helper.py", "utils.py", "LICENSE", "NOTICE"}


def add_import(stack: cdk.Stack, dataset: IDatasetRef, id: str = "Import", **arguments: Any) -> DatasetImportJob:
    waiter = None if "provider" in arguments else Waiter.crhelper()
    return DatasetImportJob(stack, id, dataset=dataset, data_source=DATA, waiter=waiter, **arguments)


def function_of(stack: cdk.Stack) -> Mapping[str, Any]:
    functions = Template.from_stack(stack).find_resources(
        "AWS::Lambda::Function", {"Properties": {"Handler": Match.string_like_regexp("cdk_personalize_handler")}}
    )
    (function,) = functions.values()
    return function


def test_a_stack_with_one_import_has_at_most_twelve_resources_beside_the_users_own(stack: cdk.Stack) -> None:
    bucket = s3.Bucket(stack, "Lake")
    group = personalize.CfnDatasetGroup(stack, "Group", name="movies")
    schema = personalize.CfnSchema(stack, "Schema", name="movies", schema="{}")
    dataset = personalize.CfnDataset(
        stack,
        "Dataset",
        name="movies",
        dataset_type="Interactions",
        dataset_group_arn=group.attr_dataset_group_arn,
        schema_arn=schema.attr_schema_arn,
    )
    own = 4
    data = DataSource.bucket(bucket, "interactions/")
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=data, waiter=Waiter.crhelper())
    assert len(Template.from_stack(stack).to_json()["Resources"]) - own == 11


def test_the_function_can_manage_only_its_own_rules(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    add_import(stack, dataset)
    (function,) = Template.from_stack(stack).find_resources("AWS::Lambda::Function").values()
    prefix = readable(function["Properties"]["Environment"]["Variables"]["RULE_NAME_PREFIX"])
    rules = f"arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:rule/{prefix}*"
    assert re.fullmatch(r"PersonalizeImport[0-9a-f]{8}<AWS::StackId>\[/2\]\[-0\]", prefix)
    assert statements_of(stack, "HandlerServiceRoleDefaultPolicy") == [
        {
            "Effect": "Allow",
            "Action": [
                "events:PutRule",
                "events:DescribeRule",
                "events:PutTargets",
                "events:RemoveTargets",
                "events:DeleteRule",
            ],
            "Resource": rules,
        }
    ]
    template = Template.from_stack(stack)
    (permission,) = template.find_resources("AWS::Lambda::Permission").values()
    (function_id,) = template.find_resources("AWS::Lambda::Function")
    assert permission["Properties"] | {"SourceArn": readable(permission["Properties"]["SourceArn"])} == {
        "Action": "lambda:InvokeFunction",
        "FunctionName": {"Fn::GetAtt": [function_id, "Arn"]},
        "Principal": "events.amazonaws.com",
        "SourceArn": rules,
    }
    assert len(template.find_resources("AWS::IAM::Policy")) == 3  # for rules, the log, imports


def test_everything_that_a_poll_needs_outlives_the_import(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    add_import(stack, dataset)
    (resource,) = imports_of(stack)
    template = Template.from_stack(stack)
    kinds = ("AWS::Lambda::Function", "AWS::Lambda::Permission", "AWS::IAM::Policy")
    assert {name for kind in kinds for name in template.find_resources(kind)} <= set(resource["DependsOn"])


@pytest.mark.parametrize("waiter", list(WAITERS))
def test_an_import_at_a_long_path_can_be_synthesized(stack: cdk.Stack, dataset: IDatasetRef, waiter: str) -> None:
    scope: Construct = stack
    for letter in "ABCD":
        scope = Construct(scope, letter * 25)
    job = DatasetImportJob(scope, "7 My-Long_Import", dataset=dataset, data_source=DATA, waiter=WAITERS[waiter]())
    assert len(job.node.path) >= 120
    (logical_id,) = Template.from_stack(stack).find_resources(RESOURCE_TYPE)
    assert len(logical_id) > 100


def test_a_relay_runs_on_the_one_function(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    add_import(stack, dataset, timeout=cdk.Duration.hours(2))
    template = Template.from_stack(stack)
    (function_id,) = template.find_resources("AWS::Lambda::Function")
    links = template.find_resources(RESOURCE_TYPE)
    assert len(links) == 3
    assert {str(link["Properties"]["ServiceToken"]) for link in links.values()} == {
        str({"Fn::GetAtt": [function_id, "Arn"]})
    }
    followed = {link["Properties"].get("DatasetImportJobArn", {}).get("Ref") for link in links.values()}
    assert len(followed & set(links)) == 2


def test_another_waiter_is_another_resource(dataset: IDatasetRef) -> None:
    ids = set()
    for waiter in WAITERS.values():
        stack = cdk.Stack(cdk.App(), "Recommendations")
        DatasetImportJob(stack, "Import", dataset=dataset, data_source=DATA, waiter=waiter())
        ids |= set(Template.from_stack(stack).find_resources(RESOURCE_TYPE))
    assert len(ids) == 2


def test_the_logical_ids_of_a_release_never_change(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    job = add_import(stack, dataset)
    assert stack.resolve(job.dataset_import_job_arn) == {"Ref": "ImportCrhelperResourceCD4F9F15"}
    (resource,) = imports_of(stack)
    assert resource["Properties"]["ServiceToken"] == {"Fn::GetAtt": ["PersonalizeImportCrhelperHandlerAB8AB2E6", "Arn"]}


def test_a_provider_can_serve_another_stack() -> None:
    app = cdk.App()
    shared, user = cdk.Stack(app, "Shared"), cdk.Stack(app, "User")
    provider = ImportProvider(shared, "Imports", waiter=Waiter.crhelper())
    add_import(user, Dataset.from_dataset_arn(user, "Dataset", events.DATASET_ARN), provider=provider)
    Template.from_stack(user).resource_count_is("AWS::Lambda::Function", 0)
    (source,) = Template.from_stack(shared).find_resources("AWS::Lambda::Permission").values()
    (function,) = Template.from_stack(shared).find_resources("AWS::Lambda::Function").values()
    prefix = readable(function["Properties"]["Environment"]["Variables"]["RULE_NAME_PREFIX"])
    assert readable(source["Properties"]["SourceArn"]).endswith(f":rule/{prefix}*")
    assert user.dependencies == [shared]


@pytest.mark.parametrize("seconds", [0, 30, 59, 90, 360, 3600])
def test_a_poll_interval_is_whole_minutes(seconds: int) -> None:
    with pytest.raises(ValueError, match=r"^poll_interval: .* use whole minutes, 1 to 5$"):
        Waiter.crhelper(poll_interval=cdk.Duration.seconds(seconds))


@pytest.mark.parametrize("minutes", [1, 5])
def test_the_function_knows_its_poll_interval(stack: cdk.Stack, dataset: IDatasetRef, minutes: int) -> None:
    provider = ImportProvider(stack, "Imports", waiter=Waiter.crhelper(poll_interval=cdk.Duration.minutes(minutes)))
    add_import(stack, dataset, provider=provider)
    variables = function_of(stack)["Properties"]["Environment"]["Variables"]
    assert variables["POLL_INTERVAL_SECONDS"] == str(60 * minutes)


def test_synth_warns_of_many_imports_and_fails_for_too_many(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    for number in range(40):
        add_import(stack, dataset, f"Import{number}", timeout=cdk.Duration.hours(2) if number < 2 else None)
        warnings = stack.node.find_child("PersonalizeImportCrhelper").node.metadata
        assert len(warnings) == (number >= 20)
    found = Annotations.from_stack(stack).find_warning("*", Match.string_like_regexp("more than 20 imports wait"))
    assert len(found) == 1
    assert "[ack: cdk-personalize:crhelperImports]" in str(found[0].entry.data)
    with pytest.raises(
        ValueError, match=r"^waiter: crhelper cannot poll 41 imports of one provider; use at most 40, or Waiter"
    ):
        add_import(stack, dataset, "OneTooMany")


@pytest.mark.parametrize(("length", "fits"), [(1, True), (256, False)])
def test_properties_that_do_not_fit_into_a_rule_are_refused_with_the_tags_of_aspects(
    stack: cdk.Stack, dataset: IDatasetRef, length: int, fits: bool
) -> None:
    add_import(stack, dataset, tags={f"key{number}": "v" * 64 for number in range(47)})
    cdk.Tags.of(stack).add("cost-centre", "c" * length)
    if fits:
        Template.from_stack(stack)
        return
    with pytest.raises(
        RuntimeError, match=r"tags: takes \d+ of the properties' \d+ bytes.* room for 5400; use a shorter"
    ):
        Template.from_stack(stack)


def test_literal_text_counts_beside_a_reference(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    add_import(stack, dataset, tags={f"key{number}": f"{'v' * 200}{cdk.Aws.REGION}" for number in range(20)})
    with pytest.raises(RuntimeError, match=r"tags: takes \d+ of the properties' \d+ bytes"):
        Template.from_stack(stack)


def test_properties_that_identify_the_data_count_twice(dataset: IDatasetRef) -> None:
    tags = {f"key{number}": "v" * 100 for number in range(32)}
    for length in (1, 256):
        stack = cdk.Stack(cdk.App(), "Recommendations")
        add_import(stack, dataset, tags=tags, data_version="d" * length)
        if length == 1:
            Template.from_stack(stack)
    with pytest.raises(RuntimeError, match="the properties that identify the data count twice"):
        Template.from_stack(stack)


def test_the_provider_framework_takes_tags_of_any_length(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    tags = {f"key{number}": "v" * 256 for number in range(50)}
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DATA, tags=tags)
    Template.from_stack(stack)


@pytest.mark.parametrize("context", [{}, {"aws:cdk:disable-asset-staging": True}], ids=["staged", "not staged"])
def test_the_asset_is_the_handler_and_crhelper_with_its_license(context: dict[str, Any], tmp_path: Path) -> None:
    app = cdk.App(context=context, outdir=str(tmp_path))
    stack = cdk.Stack(app, "Recommendations")
    add_import(stack, Dataset.from_dataset_arn(stack, "Dataset", events.DATASET_ARN))
    app.synth()
    (asset,) = tmp_path.glob("asset.*")
    assert asset.name.removeprefix("asset.") in str(function_of(stack)["Properties"]["Code"]["S3Key"])
    package = Path(cdk_personalize_handler.__file__).parent
    sources = {str(source.relative_to(package.parent)) for source in package.rglob("*.py")}
    sources -= {"cdk_personalize_handler/provider_framework.py"}
    assert {str(file.relative_to(asset)) for file in asset.rglob("*") if file.is_file()} == sources | {
        f"crhelper/{name}" for name in FILES
    }
    assert b"Apache License" in (asset / "crhelper" / "LICENSE").read_bytes()


def test_the_provider_frameworks_asset_has_nothing_of_crhelper(tmp_path: Path) -> None:
    app = cdk.App(outdir=str(tmp_path))
    stack = cdk.Stack(app, "Recommendations")
    ImportProvider(stack, "Imports")
    app.synth()
    key = str(function_of(stack)["Properties"]["Code"]["S3Key"]).removesuffix(".zip")
    asset = tmp_path / f"asset.{key}"
    assert {str(file.relative_to(asset)) for file in asset.rglob("*") if file.is_file()} == {
        f"cdk_personalize_handler/{name}.py"
        for name in (
            "__init__",
            "aws/__init__",
            "aws/cloudformation",
            "aws/errors",
            "aws/personalize",
            "aws/s3",
            "contract/__init__",
            "contract/constraints",
            "contract/job_names",
            "contract/properties",
            "contract/property_values",
            "contract/rule_input_size",
            "lifecycle/__init__",
            "lifecycle/attempt",
            "lifecycle/delete_request",
            "lifecycle/deletion",
            "lifecycle/failure_reasons",
            "lifecycle/failures",
            "lifecycle/import_job",
            "lifecycle/job_search",
            "lifecycle/lifecycle",
            "lifecycle/next_steps",
            "lifecycle/outcomes",
            "lifecycle/ports",
            "lifecycle/remedies",
            "lifecycle/request",
            "lifecycle/rules",
            "lifecycle/waits",
            "preflight/__init__",
            "preflight/bulk_rows",
            "preflight/codes",
            "preflight/csv_file",
            "preflight/csv_line",
            "preflight/dataset",
            "preflight/decoding",
            "preflight/findings",
            "preflight/header",
            "preflight/import_check",
            "preflight/line_patterns",
            "preflight/number_patterns",
            "preflight/objects",
            "preflight/redaction",
            "preflight/rows",
            "preflight/schema",
            "preflight/values",
            "preflight/wording",
            "preflight_reason",
            "preflight_runner",
            "provider_framework",
            "runtime",
        )
    }


def test_without_crhelper_synth_says_how_to_install_it(stack: cdk.Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = metadata.distribution

    def without_crhelper(name: str) -> Any:
        if name == "crhelper":
            raise metadata.PackageNotFoundError(name)
        return installed(name)

    monkeypatch.setattr(metadata, "distribution", without_crhelper)
    remedy = r"use crhelper 2\.0\.12: pip install crhelper==2\.0\.12"
    with pytest.raises(ValueError, match=rf"^waiter: crhelper is not installed; {remedy}$"):
        ImportProvider(stack, "Imports", waiter=Waiter.crhelper())
    ImportProvider(stack, "Others")


def test_a_crhelper_without_a_list_of_its_files_is_refused(stack: cdk.Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata.Distribution, "files", None)
    with pytest.raises(ValueError, match=r"^waiter: the installed crhelper has no list of its files; reinstall"):
        ImportProvider(stack, "Imports", waiter=Waiter.crhelper())


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_changed_crhelper_is_refused(stack: cdk.Stack, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    digest = hashlib.sha256(b"changed").hexdigest()
    monkeypatch.setitem(code._CRHELPER_SHA256, name, digest)
    with pytest.raises(ValueError, match=rf"^waiter: {name} of crhelper is missing or was changed; reinstall"):
        ImportProvider(stack, "Imports", waiter=Waiter.crhelper())


def test_another_version_of_crhelper_is_refused(stack: cdk.Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code, "_CRHELPER", "2.0.13")
    with pytest.raises(ValueError, match=r"^waiter: crhelper 2\.0\.12 is not supported; use crhelper 2\.0\.13"):
        ImportProvider(stack, "Imports", waiter=Waiter.crhelper())
