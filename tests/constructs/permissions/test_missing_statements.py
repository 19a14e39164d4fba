"""What others must grant: one document for each policy, that can be pasted before the first deployment."""

import json

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk.interfaces.aws_personalize import IDatasetRef

from cdk_personalize import Dataset, DatasetImportJob, DataSource
from constructs import Construct
from tests.constructs.permissions.statements import ACCOUNT, OTHER_ACCOUNT, REGION, file_or_folder
from tests.constructs.rendered import acknowledges_itself, document_in, statements_in, warnings_of

BUCKET, KEY, TRUST = (f"cdk-personalize:{name}" for name in ("bucketPolicy", "keyPolicy", "preflightTrust"))
ENV = cdk.Environment(account=ACCOUNT, region=REGION)


def import_into(stack: Construct, name: str, data: DataSource, role: iam.IRole | None = None) -> DatasetImportJob:
    arn = f"arn:aws:personalize:{REGION}:{ACCOUNT}:dataset/{name.lower()}/ITEMS"
    dataset = Dataset.from_dataset_arn(stack, f"{name}Dataset", arn)
    return DatasetImportJob(stack, name, dataset=dataset, data_source=data, role=role)


def tells(construct: Construct, warning_id: str) -> bool:
    warnings = (str(entry.data) for entry in construct.node.metadata if entry.type == "aws:cdk:warning")
    return any(warning_id in text for text in warnings)


def test_imports_that_need_one_policy_have_one_document_and_one_warning(known_stack: cdk.Stack) -> None:
    key = kms.Key.from_key_arn(known_stack, "Key", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/mine")
    lake = s3.Bucket.from_bucket_attributes(known_stack, "Lake", bucket_name="lake", encryption_key=key)
    sources = [DataSource.bucket(lake, "a.csv"), DataSource.s3_uri("s3://lake/b.csv"), DataSource.bucket(lake, "a.csv")]
    jobs = [import_into(known_stack, f"Import{number}", data) for number, data in enumerate(sources)]
    told = warnings_of(known_stack)
    assert set(told) == {BUCKET, KEY}
    assert [tells(job, BUCKET) for job in jobs] == [True, False, False]
    statements = statements_in(told[BUCKET])
    assert [each["Resource"] for each in statements] == [
        "arn:aws:s3:::lake",
        [*file_or_folder("arn:aws:s3:::lake/a.csv"), *file_or_folder("arn:aws:s3:::lake/b.csv")],
    ]
    assert statements[0]["Condition"] == {"StringLike": {"s3:prefix": ["a.csv*", "b.csv*"]}}
    assert [job.required_statements[BUCKET] for job in jobs] == [statements] * 3
    assert jobs[0].required_statements[KEY] == statements_in(told[KEY])
    assert KEY not in jobs[1].required_statements


def test_stacks_that_need_one_policy_have_one_document(known_stack: cdk.Stack) -> None:
    other = cdk.Stack(cdk.App.of(known_stack), "Other", env=ENV)
    for stack in (known_stack, other):
        import_into(stack, "Import", DataSource.s3_uri(f"s3://lake/{stack.node.id}/"))
    assert [each["Resource"] for each in statements_in(warnings_of(known_stack)[BUCKET])] == [
        "arn:aws:s3:::lake",
        ["arn:aws:s3:::lake/Recommendations/*", "arn:aws:s3:::lake/Other/*"],
    ]
    assert BUCKET not in warnings_of(other)


def test_each_policy_has_its_own_document(known_stack: cdk.Stack) -> None:
    jobs = [import_into(known_stack, f"Of{name}", DataSource.s3_uri(f"s3://{name}/x.csv")) for name in ("lake", "pond")]
    warnings_of(known_stack)
    assert [tells(job, BUCKET) for job in jobs] == [True, True]
    assert "pond" not in json.dumps(jobs[0].required_statements)


def test_roles_with_one_name_in_two_accounts_have_their_own_documents() -> None:
    app = cdk.App()
    stacks = [cdk.Stack(app, f"Of{n}", env=cdk.Environment(account=n * 12, region=REGION)) for n in ("1", "2")]
    for stack in stacks:
        dataset = Dataset.from_dataset_arn(
            stack, "Data", f"arn:aws:personalize:{REGION}:{stack.account}:dataset/m/ITEMS"
        )
        role = iam.Role.from_role_name(stack, "Role", "importer")
        data = DataSource.s3_uri("s3://lake/x.csv")
        DatasetImportJob(stack, "Import", dataset=dataset, data_source=data, role=role)
    shown = [json.dumps(statements_in(warnings_of(stack)["cdk-personalize:preflightTrust"])) for stack in stacks]
    assert ["1" * 12 in text for text in shown] == [True, False]
    assert ["2" * 12 in text for text in shown] == [False, True]


def test_a_bucket_with_a_known_account_allows_the_role_of_a_stack_without() -> None:
    stack = cdk.Stack(cdk.App(), "Agnostic")
    lake = s3.Bucket.from_bucket_attributes(stack, "Lake", bucket_name="lake", account="222222222222")
    import_into(stack, "Import", DataSource.bucket(lake, "x.csv"))
    assert "role/personalize-import/Agnostic/*" in warnings_of(stack)[BUCKET]


def test_unknown_names_have_a_document_for_each_stack() -> None:
    app = cdk.App()
    stacks = [cdk.Stack(app, name) for name in ("First", "Second")]
    jobs = []
    for stack in stacks:
        lake = cdk.CfnParameter(stack, "Lake").value_as_string
        jobs.append(import_into(stack, "Import", DataSource.s3_uri(f"s3://{lake}/{stack.node.id}.csv")))
    assert all(BUCKET in warnings_of(stack) for stack in stacks)
    assert "Second" not in json.dumps(jobs[0].required_statements)


def test_a_warning_lists_the_placeholders_before_the_document(stack: cdk.Stack, dataset: IDatasetRef) -> None:
    role = iam.Role.from_role_arn(stack, "Role", f"arn:aws:iam::{ACCOUNT}:role/import")
    lake = cdk.CfnParameter(stack, "Lake").value_as_string
    DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.s3_uri(f"s3://{lake}/x.csv"), role=role)
    told = warnings_of(stack)
    assert "(replace ${AWS::AccountId}, ${AWS::Region}, known only at deployment):\n{" in told[TRUST]
    assert "the policy of bucket ${Lake} is not" in told[BUCKET]
    assert "(replace ${Lake}, known only at deployment):\n{" in told[BUCKET]


def test_a_warning_lists_no_placeholders_if_everything_is_known(known_stack: cdk.Stack) -> None:
    role = iam.Role.from_role_arn(known_stack, "Role", f"arn:aws:iam::{ACCOUNT}:role/import")
    import_into(known_stack, "Import", DataSource.s3_uri("s3://lake/x.csv"), role)
    for text in warnings_of(known_stack).values():
        assert "(replace" not in text
        assert "${" not in json.dumps(document_in(text))


@pytest.mark.parametrize(
    "at",
    [
        pytest.param("first", marks=acknowledges_itself),
        "second",
        pytest.param("both", marks=acknowledges_itself),
        "stack",
    ],
)
def test_a_warning_is_at_the_first_import_that_does_not_acknowledge_it(known_stack: cdk.Stack, at: str) -> None:
    jobs = [import_into(known_stack, name, DataSource.s3_uri(f"s3://lake/{name}/")) for name in ("First", "Second")]
    first, second = jobs
    acknowledged: dict[str, list[Construct]] = {
        "first": [first],
        "second": [second],
        "both": [first, second],
        "stack": [known_stack],
    }
    for each in acknowledged[at]:
        cdk.Annotations.of(each).acknowledge_warning(BUCKET)
    told = warnings_of(known_stack)
    expected = {"first": [False, True], "second": [True, False]}.get(at, [False, False])
    assert [tells(job, BUCKET) for job in jobs] == expected
    if any(expected):
        _, objects = statements_in(told[BUCKET])
        assert len(objects["Resource"]) == 2, "a document that is pasted must have everything"


@pytest.mark.skipif(not hasattr(cdk, "Validations"), reason="newer than the oldest CDK")
@pytest.mark.parametrize("at", ["import", "stack"])
def test_an_acknowledgment_can_have_a_reason(known_stack: cdk.Stack, at: str) -> None:
    first, second = (import_into(known_stack, name, DataSource.s3_uri(f"s3://lake/{name}/")) for name in ("1st", "2nd"))
    acknowledgment = cdk.Acknowledgment(id=f"Annotation::{BUCKET}", reason="done")
    cdk.Validations.of(first if at == "import" else known_stack).acknowledge(acknowledgment)
    warnings_of(known_stack)
    assert [tells(job, BUCKET) for job in (first, second)] == [False, at == "import"]


def test_each_stage_has_its_own_documents() -> None:
    app = cdk.App()
    stacks = [cdk.Stack(cdk.Stage(app, name, env=ENV), "Imports") for name in ("Test", "Production")]
    for stack in stacks:
        import_into(stack, "Import", DataSource.s3_uri("s3://lake/x.csv"))
    assert all(BUCKET in warnings_of(stack) for stack in stacks)


def test_a_role_of_the_app_with_a_generated_name_is_written_as_a_pattern(known_stack: cdk.Stack) -> None:
    lake = s3.Bucket.from_bucket_attributes(known_stack, "Lake", bucket_name="lake", account=OTHER_ACCOUNT)
    role = iam.Role(known_stack, "Mine", assumed_by=iam.ServicePrincipal("personalize.amazonaws.com"))
    import_into(known_stack, "Import", DataSource.bucket(lake, "x.csv"), role)
    *_, getting = statements_in(warnings_of(known_stack)[BUCKET])
    name = f"Recommendations-{known_stack.resolve(role.node.default_child.logical_id)}*"  # type: ignore[union-attr]
    assert getting["Condition"]["ArnLike"]["aws:PrincipalArn"] == f"arn:aws:iam::{ACCOUNT}:role/{name}"


def test_a_role_that_may_not_exist_yet_is_not_a_principal(known_stack: cdk.Stack) -> None:
    lake = s3.Bucket.from_bucket_attributes(known_stack, "Lake", bucket_name="lake", account=OTHER_ACCOUNT)
    third = cdk.Stack(cdk.App.of(known_stack), "Third", env=ENV)
    trusted = iam.ServicePrincipal("personalize.amazonaws.com")
    roles = [
        iam.Role.from_role_arn(known_stack, "Theirs", f"arn:aws:iam::{ACCOUNT}:role/theirs"),
        iam.Role(known_stack, "Generated", assumed_by=trusted),
        iam.Role(third, "Named", assumed_by=trusted, role_name="named"),
    ]
    jobs = [
        import_into(known_stack, f"Import{number}", DataSource.bucket(lake, f"{number}.csv"), role)
        for number, role in enumerate([*roles, None])
    ]
    documents = [statements for job in jobs for statements in job.required_statements.values()]
    named = {str(each["Principal"].get("AWS", "")) for statements in documents for each in statements}
    assert named == {"", f"arn:aws:iam::{ACCOUNT}:root", f"arn:aws:iam::{ACCOUNT}:role/theirs"}
