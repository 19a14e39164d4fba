"""For people who never run the CDK: the templates of `make template` and the example, deployed with boto3 alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import WaiterError

from cdk_personalize_handler.contract.properties import ATTRIBUTES, POLL_INTERVAL_VARIABLE
from local_aws import LocalAws
from tests.e2e.account import PROVIDER, Account
from tests.e2e.crhelper_leftovers import assert_nothing_waits
from tools import template

EXAMPLE = (Path(__file__).parents[2] / "examples" / "cloudformation" / "recommendations.yaml").read_text()


POLL_SECONDS = template.WAITERS["provider_framework"].poll_interval_seconds
"""How often either waiter looks: a minute of EventBridge's lasts as long here, and the functions know."""


@pytest.fixture(scope="module", params=list(template.WAITERS))
def waiter(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def account(waiter: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    folder = tmp_path_factory.mktemp("dist")
    templates = {path.name.partition(".")[0]: path for path in template.write(folder)}
    with LocalAws(
        import_seconds=3,
        pending_seconds=1,
        minute_seconds=POLL_SECONDS,
        function_variables={POLL_INTERVAL_VARIABLE: str(POLL_SECONDS)},
    ) as aws:
        account = Account(aws)
        account.deploy_provider(
            templates[waiter],
            DatasetArns=f"arn:aws:personalize:{aws.region}:{aws.account}:dataset/Recommendations-*",
            StackArns=f"arn:aws:cloudformation:{aws.region}:{aws.account}:stack/Recommendations*",
        )
        account.create_bucket("lake")
        yield account
        account.delete(PROVIDER)


@pytest.fixture(autouse=True)
def nothing_is_left_of_crhelper(account: Account) -> Iterator[None]:
    yield
    assert_nothing_waits(account.aws)


def test_the_example_is_held_until_its_data_has_landed_and_says_all_there_is_to_say(account: Account) -> None:
    account.create("Recommendations", EXAMPLE, DataBucket="lake")
    outputs = account.outputs("Recommendations")
    assert set(outputs) == {"Ref", *ATTRIBUTES}
    (job,) = account.jobs()
    described = account.aws.client("personalize").describe_dataset_import_job(
        datasetImportJobArn=job["datasetImportJobArn"]
    )["datasetImportJob"]
    dataset = f"arn:aws:personalize:us-east-1:{account.aws.account}:dataset/Recommendations-movies/INTERACTIONS"
    assert {name: value for name, value in outputs.items() if value} == {
        "Ref": job["datasetImportJobArn"],
        "DatasetImportJobArn": job["datasetImportJobArn"],
        "JobName": job["jobName"],
        "Status": "ACTIVE",
        "DatasetArn": dataset,
        "DatasetGroupArn": dataset.replace(":dataset/", ":dataset-group/").removesuffix("/INTERACTIONS"),
        "DataLocation": "s3://lake/interactions.csv",
        "RoleArn": described["roleArn"],
        "ImportMode": "FULL",
        "PublishAttributionMetricsToS3": "false",
        "CreationDateTime": described["creationDateTime"].isoformat(),
        "LastUpdatedDateTime": described["lastUpdatedDateTime"].isoformat(),
        "DurationSeconds": outputs["DurationSeconds"],
    }
    assert int(outputs["DurationSeconds"]) >= 3
    solution = account.aws.client("personalize").list_solutions()["solutions"][0]
    assert solution["creationDateTime"] >= described["lastUpdatedDateTime"]
    tags = account.aws.client("personalize").list_tags_for_resource(resourceArn=job["datasetImportJobArn"])["tags"]
    assert tags == [{"tagKey": "stack", "tagValue": "Recommendations"}]

    account.update("Recommendations", EXAMPLE, DataBucket="lake", DataVersion="2")
    assert [job["status"] for job in account.jobs()] == ["ACTIVE", "ACTIVE"]
    assert account.outputs("Recommendations")["Ref"] != job["datasetImportJobArn"]

    account.delete("Recommendations")
    assert account.aws.client("personalize").list_datasets()["datasets"] == []


@pytest.mark.parametrize(
    ("stack", "written", "instead", "told"),
    [
        (
            "Recommendations-A",
            "DataVersion: !Ref",
            "DataVerson: !Ref",
            "property: 'DataVerson' is not allowed",
        ),
        ("Recommendations-B", "Timeout: 3000", "Timeout: 1h", "Timeout: '1h' is not allowed; use whole seconds, 10 to"),
    ],
)
def test_a_bad_property_is_refused_by_name_before_anything_is_started(
    account: Account, stack: str, written: str, instead: str, told: str
) -> None:
    jobs = account.jobs()
    assert EXAMPLE.count(written) == 1
    with pytest.raises(WaiterError):
        account.create(stack, EXAMPLE.replace(written, instead), DataBucket="lake")
    assert told in account.reasons(stack)
    account.delete(stack)
    assert account.jobs() == jobs


def test_what_the_parameters_do_not_name_is_out_of_reach(account: Account) -> None:
    jobs = account.jobs()
    impatient = EXAMPLE.replace("Timeout: 3000", f"Timeout: {POLL_SECONDS + 2}")  # two looks
    of_another_path = impatient.replace("Path: /personalize-import/", "Path: /")
    assert len({EXAMPLE, impatient, of_another_path}) == 3
    refused = {
        ("Recommendations-C", of_another_path): "is not authorized to perform: iam:PassRole",
        ("Others", impatient): "is not authorized to perform: personalize:CreateDatasetImportJob",
    }
    for stack, body in refused:
        account.start("create", stack, body, DataBucket=account.create_bucket(stack.lower()))
    for (stack, _), told in refused.items():
        with pytest.raises(WaiterError):
            account.wait("stack_create_complete", stack)
        assert any(told in line and f"dataset-import-job/{stack}-" in line for line in account.log())
        account.delete(stack)
    assert account.jobs() == jobs
