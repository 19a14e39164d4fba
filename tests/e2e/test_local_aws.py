"""The local AWS itself, over real TLS, with real processes."""

import io
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, SSLError

from local_aws import LocalAws, LocalAwsError
from local_aws.personalize import faults
from testing.data_access import admit_service, create_role, read_statements
from tests.e2e.waiting import ended, until
from tests.local_aws.service_fixture import INTERACTIONS, ROLE, avro, interactions

TEMPLATE = {
    "Resources": {
        "Group": {"Type": "AWS::Personalize::DatasetGroup", "Properties": {"Name": "stacked"}},
        "Schema": {"Type": "AWS::Personalize::Schema", "Properties": {"Name": "stacked", "Schema": avro(INTERACTIONS)}},
        "Dataset": {
            "Type": "AWS::Personalize::Dataset",
            "Properties": {
                "Name": "stacked",
                "DatasetType": "Interactions",
                "DatasetGroupArn": {"Ref": "Group"},
                "SchemaArn": {"Fn::GetAtt": ["Schema", "SchemaArn"]},
            },
        },
    },
    "Outputs": {"DatasetArn": {"Value": {"Fn::GetAtt": ["Dataset", "DatasetArn"]}}},
}


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws(import_seconds=1, pending_seconds=0.2) as running:
        bucket = running.client("s3")
        bucket.create_bucket(Bucket="lake")
        bucket.put_object(Bucket="lake", Key="interactions/1.csv", Body=interactions())
        admit_service(running, "lake")
        assert create_role(running, "import", *read_statements("lake")) == ROLE
        yield running


@pytest.fixture
def dataset(aws: LocalAws) -> Iterator[str]:
    cloudformation = aws.client("cloudformation")
    cloudformation.create_stack(StackName="data", TemplateBody=json.dumps(TEMPLATE))
    cloudformation.get_waiter("stack_create_complete").wait(StackName="data", WaiterConfig={"Delay": 1})
    (output,) = cloudformation.describe_stacks(StackName="data")["Stacks"][0]["Outputs"]
    yield output["OutputValue"]
    cloudformation.delete_stack(StackName="data")
    cloudformation.get_waiter("stack_delete_complete").wait(StackName="data", WaiterConfig={"Delay": 1})


def start(personalize: Any, dataset: str, name: str) -> str:
    location = {"dataLocation": "s3://lake/interactions/"}
    return str(
        personalize.create_dataset_import_job(jobName=name, datasetArn=dataset, dataSource=location, roleArn=ROLE)[
            "datasetImportJobArn"
        ]
    )


def test_data_in_s3_lands_in_a_dataset_of_a_stack(aws: LocalAws, dataset: str) -> None:
    personalize = aws.client("personalize")
    job = ended(personalize, start(personalize, dataset, "lands"))
    assert (job["status"], job["datasetArn"]) == ("ACTIVE", dataset)
    contents = aws.admin.dataset_contents(dataset)
    assert (contents.import_jobs, contents.rows) == ((job["datasetImportJobArn"],), 1_000)
    assert "CreateDatasetImportJob" in {call.operation for call in aws.admin.calls()}


def test_stack_keeps_a_dataset_whose_import_runs(aws: LocalAws, dataset: str) -> None:
    aws.admin.add_fault(faults.slow_job(5, "holds"))
    personalize, cloudformation = aws.client("personalize"), aws.client("cloudformation")
    job = start(personalize, dataset, "holds")
    cloudformation.delete_stack(StackName="data")
    until(lambda: cloudformation.describe_stacks(StackName="data")["Stacks"][0]["StackStatus"] == "DELETE_FAILED")
    events = cloudformation.describe_stack_events(StackName="data")["StackEvents"]
    assert any("ResourceInUseException" in event.get("ResourceStatusReason", "") for event in events)
    assert ended(personalize, job)["status"] == "ACTIVE"


def test_deploying_user_may_not_call_personalize(aws: LocalAws) -> None:
    settings = aws.deployer_settings()
    deployer = aws.client(
        "personalize",
        aws_access_key_id=settings["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=settings["AWS_SECRET_ACCESS_KEY"],
    )
    with pytest.raises(ClientError, match=r"is not authorized to perform: personalize:ListSchemas on resource: \*"):
        deployer.list_schemas()


def test_import_is_authorized_on_job_dataset_and_role(aws: LocalAws, dataset: str) -> None:
    iam = aws.client("iam")
    iam.create_user(UserName="importer")
    key = iam.create_access_key(UserName="importer")["AccessKey"]
    importer = aws.client(
        "personalize", aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"]
    )
    statements: list[dict[str, Any]] = []

    def grant(action: str, resource: str, **more: Any) -> None:
        statements.append({"Effect": "Allow", "Action": action, "Resource": resource, **more})
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_user_policy(UserName="importer", PolicyName="import", PolicyDocument=document)

    create = "personalize:CreateDatasetImportJob"
    job = f"arn:aws:personalize:us-east-1:{aws.account}:dataset-import-job/mine-*"
    for action, resource, denied in [
        ("personalize:ListSchemas", "*", "dataset-import-job/mine-1"),
        (create, job, dataset),
        (create, dataset, ROLE),
    ]:
        grant(action, resource)
        with pytest.raises(ClientError, match=rf"is not authorized to perform: .* on resource: \S*{denied}"):
            start(importer, dataset, "mine-1")
    grant("iam:PassRole", ROLE, Condition={"StringEquals": {"iam:PassedToService": "personalize.amazonaws.com"}})
    assert ended(aws.client("personalize"), start(importer, dataset, "mine-1"))["status"] == "ACTIVE"
    with pytest.raises(ClientError, match="is not authorized"):
        start(importer, dataset, "theirs")


def test_fault_command_reaches_the_server(aws: LocalAws) -> None:
    def command(*arguments: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "local_aws", "fault", *arguments, "--directory", str(aws.directory)],
            check=True,
            timeout=30,
        )

    command("error", "--operation", "ListSchemas", "--code", "ResourceInUseException", "--times", "2")
    with pytest.raises(ClientError, match="ResourceInUseException"):
        aws.client("personalize").list_schemas()
    command("clear")
    aws.client("personalize").list_schemas()


def test_connection_is_encrypted_and_certified(aws: LocalAws) -> None:
    once = Config(retries={"total_max_attempts": 1})
    with pytest.raises(SSLError):
        aws.client("s3", verify=None, config=once).list_buckets()


def test_a_taken_port_is_reported_in_a_line(aws: LocalAws, tmp_path: Path) -> None:
    port = aws.endpoint.rpartition(":")[2]
    told = f"port {port} is in use; use another --port"
    with pytest.raises(LocalAwsError, match=f"^{told}$"), LocalAws(port=int(port)):
        pass
    command = [sys.executable, "-m", "local_aws", "serve", "--port", port, "--directory", str(tmp_path / "files")]
    served = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (served.returncode, served.stdout, served.stderr) == (1, "", f"{told}\n")


def test_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").mkdir()
    with pytest.raises(LocalAwsError, match=r"the server ended with (?s:.*)IsADirectoryError"):
        LocalAws(directory=tmp_path).__enter__()


OWNER = """
import sys
from local_aws import LocalAws
with LocalAws(import_seconds=1) as aws:
    print(aws._server.pid, aws.directory, flush=True)
    sys.stdin.read() == "raise" and 1 / 0
"""


@pytest.mark.parametrize("end", ["return", "raise", signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_however_the_owner_ends(end: str | signal.Signals, tmp_path: Path) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    assert owner.stdout
    group, directory = owner.stdout.readline().split()
    assert members(int(group))
    if isinstance(end, signal.Signals):
        owner.send_signal(end)
        owner.wait(timeout=20)
        owner.communicate()
    else:
        owner.communicate(end, timeout=20)
    until(lambda: not members(int(group)))
    assert not Path(directory).exists()


def test_serve_command_says_how_to_use_it_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "local_aws", "serve", "--port", "0", "--directory", str(tmp_path / "files")]
    serving = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert serving.stdout
    printed = list(itertools.takewhile(lambda line: line != "Ctrl-C stops it.\n", serving.stdout))
    assert any(line.startswith("export AWS_ENDPOINT_URL=https://127.0.0.1:") for line in printed)
    serving.send_signal(signal.SIGINT)
    with serving:
        assert serving.wait(timeout=20) == 0


def members(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


WHO_AM_I = """
import boto3, os
def handler(event, context):
    return {"group": os.getpgrp(), "caller": boto3.client("sts").get_caller_identity()["Arn"]}
"""

TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}


def create_function(aws: LocalAws, name: str, code: str, *, runtime: str = "python3.12") -> str:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("index.py" if runtime.startswith("python") else "index.js", code)
    trust = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
    role = aws.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    return str(
        aws.client("lambda").create_function(
            FunctionName=name,
            Runtime=runtime,
            Handler="index.handler",
            Role=role,
            Timeout=60,
            Code={"ZipFile": archive.getvalue()},
        )["FunctionArn"]
    )


def test_function_acts_as_its_role_and_ends_with_the_server() -> None:
    with LocalAws() as aws:
        create_function(aws, "worker", WHO_AM_I)
        answer = json.load(aws.client("lambda").invoke(FunctionName="worker")["Payload"])
    assert ":assumed-role/worker/" in answer["caller"]
    until(lambda: not members(answer["group"]))


SLEEPER = """
import json, time, urllib.request
def handler(event, context):
    properties = event["ResourceProperties"]
    if event["RequestType"] != "Delete":
        time.sleep(float(properties["Seconds"]))
    answer = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
    answer["Status"] = "FAILED" if properties["Fails"] == event["RequestType"] else "SUCCESS"
    answer["Reason"] = "told to fail"
    answer["PhysicalResourceId"] = event.get("PhysicalResourceId", "own-" + event["LogicalResourceId"])
    answer["Data"] = {"Deleted": "x"}
    body = json.dumps(answer).encode()
    urllib.request.urlopen(urllib.request.Request(event["ResponseURL"], body, method="PUT")).close()
    print(answer["PhysicalResourceId"], "answered")
"""


class SleepingStack:
    """A stack of custom resources that take their time."""

    def __init__(self, aws: LocalAws, name: str, function: str):
        self.client = aws.client("cloudformation")
        self.name = name
        self.function = function

    def template(self, **resources: tuple[float, str, str | None]) -> str:
        """Each resource: seconds that it takes, the request that it fails, the resource that it needs."""
        return json.dumps(
            {
                "Resources": {
                    name: {
                        "Type": "Custom::Sleeper",
                        "Properties": {
                            "ServiceToken": self.function,
                            "Seconds": seconds,
                            "Fails": fails,
                            **({"Needs": {"Ref": needs}} if needs else {}),
                        },
                    }
                    for name, (seconds, fails, needs) in resources.items()
                }
            }
        )

    def run(self, change: Callable[..., Any], template: str, end: str) -> list[str]:
        known = len(self.events()) if change == self.client.update_stack else 0
        change(StackName=self.name, TemplateBody=template)
        until(lambda: self.client.describe_stacks(StackName=self.name)["Stacks"][0]["StackStatus"] == end)
        return self.events()[known:]

    def events(self) -> list[str]:
        """Every event as `logical id status reason`, oldest first; custom resources only."""
        return [
            f"{event['LogicalResourceId']} {event['ResourceStatus']} {event.get('ResourceStatusReason', '')}".strip()
            for event in self.raw_events()
        ]

    def deleted_ids(self) -> dict[str, str]:
        """The physical ids that were deleted, by logical id."""
        return {
            event["LogicalResourceId"]: event["PhysicalResourceId"]
            for event in self.raw_events()
            if event["ResourceStatus"] == "DELETE_COMPLETE"
        }

    def raw_events(self) -> list[dict[str, str]]:
        events = self.client.describe_stack_events(StackName=self.name)["StackEvents"]
        return [event for event in reversed(events) if event["ResourceType"] == "Custom::Sleeper"]


@pytest.fixture(scope="module")
def sleeper(aws: LocalAws) -> str:
    return create_function(aws, "sleeper", SLEEPER)


def test_independent_custom_resources_run_side_by_side(aws: LocalAws, sleeper: str) -> None:
    stack = SleepingStack(aws, "side-by-side", sleeper)
    events = stack.run(
        stack.client.create_stack,
        stack.template(A=(2, "", None), B=(1, "", None), AfterB=(0, "", "B")),
        "CREATE_COMPLETE",
    )
    assert sorted(events[:2]) == ["A CREATE_IN_PROGRESS", "B CREATE_IN_PROGRESS"]
    assert events[2:] == [
        "B CREATE_COMPLETE",
        "AfterB CREATE_IN_PROGRESS",
        "AfterB CREATE_COMPLETE",
        "A CREATE_COMPLETE",
    ]
    events = stack.run(
        stack.client.update_stack, stack.template(A=(1.5, "", None), B=(0.5, "", None)), "UPDATE_COMPLETE"
    )
    assert sorted(events[:2]) == ["A UPDATE_IN_PROGRESS", "B UPDATE_IN_PROGRESS"]
    assert events[2:4] == ["B UPDATE_COMPLETE", "A UPDATE_COMPLETE"]


def test_failure_cancels_what_is_in_flight_and_deletes_it_by_an_invented_id(aws: LocalAws, sleeper: str) -> None:
    stack = SleepingStack(aws, "cancelled", sleeper)
    template = stack.template(A=(30, "", None), B=(0.5, "Create", "C"), C=(0, "", None))
    events = stack.run(stack.client.create_stack, template, "ROLLBACK_COMPLETE")
    assert "C CREATE_COMPLETE" in events
    assert "B CREATE_FAILED told to fail" in events
    assert "A CREATE_FAILED Resource creation cancelled" in events
    deleted = stack.deleted_ids()
    assert re.fullmatch(r"cancelled-A-[0-9A-F]{12}", deleted.pop("A"))
    assert deleted == {"B": "own-B", "C": "own-C"}


def test_deletion_ends_the_creation_of_a_stack_and_deletes_what_has_begun(aws: LocalAws, sleeper: str) -> None:
    stack = SleepingStack(aws, "given-up", sleeper)
    template = stack.template(A=(4, "", None), B=(0, "", None), AfterA=(0, "", "A"), AfterB=(0, "", "B"))
    stack.name = stack.client.create_stack(StackName=stack.name, TemplateBody=template)["StackId"]
    until(lambda: "AfterB CREATE_COMPLETE" in stack.events())
    begun = stack.events()
    events = stack.run(lambda **_: stack.client.delete_stack(StackName=stack.name), "", "DELETE_COMPLETE")
    assert events[len(begun)] == "A CREATE_FAILED Resource creation cancelled"
    assert "AfterA" not in " ".join(events)
    deleted = stack.deleted_ids()
    assert list(deleted).index("AfterB") < list(deleted).index("B")
    assert re.fullmatch(r"given-up-A-[0-9A-F]{12}", deleted.pop("A"))
    assert deleted == {"AfterB": "own-AfterB", "B": "own-B"}
    log = aws.client("logs").filter_log_events
    until(
        lambda: any("own-A answered" in event["message"] for event in log(logGroupName="/aws/lambda/sleeper")["events"])
    )
    assert stack.events() == events


def test_a_stack_is_not_deleted_while_it_is_updated(aws: LocalAws, sleeper: str) -> None:
    stack = SleepingStack(aws, "held", sleeper)
    stack.run(stack.client.create_stack, stack.template(A=(0, "", None)), "CREATE_COMPLETE")
    stack.client.update_stack(StackName=stack.name, TemplateBody=stack.template(A=(2, "", None)))
    with pytest.raises(ClientError, match=r"Stack \[.*\] cannot be deleted while in status UPDATE_IN_PROGRESS"):
        stack.client.delete_stack(StackName=stack.name)
    until(lambda: "A UPDATE_COMPLETE" in stack.events())
    assert stack.deleted_ids() == {}


def test_failed_update_is_taken_back_wherever_it_got_to(aws: LocalAws, sleeper: str) -> None:
    stack = SleepingStack(aws, "taken-back", sleeper)
    create = stack.template(A=(0, "", None), B=(0, "", None), C=(0, "", None))
    stack.run(stack.client.create_stack, create, "CREATE_COMPLETE")
    update = stack.template(A=(30, "", None), B=(0.5, "Update", None), C=(0.1, "", None), New=(30, "", None))
    events = stack.run(stack.client.update_stack, update, "UPDATE_ROLLBACK_COMPLETE")
    assert {"B UPDATE_FAILED told to fail", "A UPDATE_FAILED Resource update cancelled"} <= set(events)
    for logical_id in "ABC":
        assert events.count(f"{logical_id} UPDATE_IN_PROGRESS") == 2, "once forward and once back"
        assert [event for event in events if event.startswith(logical_id)][-1] == f"{logical_id} UPDATE_COMPLETE"
    assert re.fullmatch(r"taken-back-New-[0-9A-F]{12}", stack.deleted_ids()["New"])


def test_what_failed_without_a_rollback_is_rolled_back_when_somebody_asks(aws: LocalAws, sleeper: str) -> None:
    stack = SleepingStack(aws, "asked", sleeper)
    create = stack.template(A=(0, "", None), B=(0, "", None))
    stack.run(stack.client.create_stack, create, "CREATE_COMPLETE")
    update = stack.template(A=(2, "", None), B=(0.1, "Update", None), New=(2, "", None))
    events = stack.run(
        lambda **asked: stack.client.update_stack(**asked, DisableRollback=True), update, "UPDATE_FAILED"
    )
    assert {"A UPDATE_FAILED Resource update cancelled", "B UPDATE_FAILED told to fail"} <= set(events)
    events = stack.run(lambda **_: stack.client.rollback_stack(StackName=stack.name), "", "UPDATE_ROLLBACK_COMPLETE")
    for logical_id in "AB":
        assert events.count(f"{logical_id} UPDATE_IN_PROGRESS") == 2, "once forward and once back"
        assert [event for event in events if event.startswith(logical_id)][-1] == f"{logical_id} UPDATE_COMPLETE"
    assert set(stack.deleted_ids()) == {"New"}


def test_a_rollback_that_failed_is_continued_or_leaves_a_resource_out(aws: LocalAws, sleeper: str) -> None:
    stack = SleepingStack(aws, "stuck", sleeper)
    stack.run(stack.client.create_stack, stack.template(A=(0, "Update", None), B=(0, "", "A")), "CREATE_COMPLETE")
    update = stack.template(A=(1, "", None), B=(1, "Update", "A"))
    stack.run(stack.client.update_stack, update, "UPDATE_ROLLBACK_FAILED")
    known = len(stack.events())
    stack.run(lambda **_: stack.client.continue_update_rollback(StackName=stack.name), "", "UPDATE_ROLLBACK_FAILED")
    until(lambda: "A UPDATE_FAILED told to fail" in stack.events()[known:])
    stack.run(
        lambda **_: stack.client.continue_update_rollback(StackName=stack.name, ResourcesToSkip=["A"]),
        "",
        "UPDATE_ROLLBACK_COMPLETE",
    )
    assert "A UPDATE_COMPLETE Resource rollback skipped by user" in stack.events()


def test_an_update_that_changes_a_service_token_is_refused_and_rolled_back(aws: LocalAws, sleeper: str) -> None:
    stack = SleepingStack(aws, "refused", sleeper)
    create = stack.template(A=(0, "", None), B=(0, "", None), AfterA=(0, "", "A"))
    stack.run(stack.client.create_stack, create, "CREATE_COMPLETE")
    for moved in "B", "AfterA":
        template = json.loads(stack.template(A=(1, "", None), B=(1, "", None), AfterA=(1, "", "A")))
        template["Resources"][moved]["Properties"]["ServiceToken"] = create_function(aws, f"other-{moved}", SLEEPER)
        events = stack.run(stack.client.update_stack, json.dumps(template), "UPDATE_ROLLBACK_COMPLETE")
        assert f"{moved} UPDATE_FAILED Modifying service token is not allowed." in events
        assert events.count(f"{moved} UPDATE_IN_PROGRESS") == 1, "no way back, since nobody was asked"
        assert events.count("A UPDATE_IN_PROGRESS") == 2, "once forward and once back"
    asked = aws.client("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/")["logGroups"]
    assert [group["logGroupName"] for group in asked] == ["/aws/lambda/sleeper"]


def policy(principal: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": [principal]}, "Action": "s3:ListBucket", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_a_policy_that_names_a_role_which_does_not_exist_is_refused(aws: LocalAws) -> None:
    iam, s3, kms = (aws.client(service) for service in ("iam", "s3", "kms"))
    s3.create_bucket(Bucket="guarded")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    puts: dict[str, Callable[[str], Any]] = {
        "MalformedPolicy": lambda document: s3.put_bucket_policy(Bucket="guarded", Policy=document),
        "MalformedPolicyDocument": lambda document: iam.update_assume_role_policy(
            RoleName="import", PolicyDocument=document
        ),
        "MalformedPolicyDocumentException": lambda document: kms.put_key_policy(KeyId=key, Policy=document),
    }
    for code, put in puts.items():
        with pytest.raises(ClientError, match=rf"\({code}\).*[Ii]nvalid principal"):
            put(policy(f"arn:aws:iam::{aws.account}:role/to-come"))
        for known in ROLE, f"arn:aws:iam::{aws.account}:root", f"arn:aws:iam::{aws.account}:user/deployer":
            if code != "MalformedPolicyDocument":
                put(policy(known))


def test_a_stack_names_its_own_roles_in_policies_and_none_that_do_not_exist(aws: LocalAws) -> None:
    cloudformation = aws.client("cloudformation")
    trust = {"Version": "2012-10-17", "Statement": [TRUST]}
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}}
    for named, end in ({"Fn::GetAtt": ["Role", "Arn"]}, "CREATE_COMPLETE"), (f"{ROLE}s", "ROLLBACK_COMPLETE"):
        document = json.loads(policy("?"))
        document["Statement"][0]["Principal"]["AWS"] = named
        bucket_policy = {"Bucket": {"Ref": "Bucket"}, "PolicyDocument": document}
        resources = {
            "Role": role,
            "Bucket": {"Type": "AWS::S3::Bucket"},
            "Policy": {"Type": "AWS::S3::BucketPolicy", "Properties": bucket_policy},
        }
        stack = f"names-{end.partition('_')[0].lower()}"
        template = json.dumps({"Resources": resources})
        cloudformation.create_stack(StackName=stack, TemplateBody=template, Capabilities=["CAPABILITY_IAM"])
        until(lambda: cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"] == end)  # noqa: B023


LOGS_IN_PYTHON = """
import logging
def handler(event, context):
    for level in "debug", "info", "error":
        getattr(logging.getLogger("library"), level)("at level " + level)
"""

LOGS_IN_NODE = """
exports.handler = async () => {
  for (const level of ["debug", "log", "error"]) console[level]("at level " + level);
  throw new Error("at level thrown");
};
"""


@pytest.mark.parametrize(
    ("runtime", "code", "level", "kept"),
    [
        ("python3.12", LOGS_IN_PYTHON, "DEBUG", ["debug", "info", "error"]),
        ("python3.12", LOGS_IN_PYTHON, "ERROR", ["error"]),
        ("nodejs22.x", LOGS_IN_NODE, "INFO", ["log", "error", "thrown"]),
        ("nodejs22.x", LOGS_IN_NODE, "FATAL", []),
    ],
)
def test_a_function_logs_what_has_its_level(
    aws: LocalAws, runtime: str, code: str, level: str, kept: list[str]
) -> None:
    name = f"logs-{runtime.partition('.')[0]}-{level}"
    create_function(aws, name, code, runtime=runtime)
    functions = aws.client("lambda")
    logging = {"LogFormat": "JSON", "ApplicationLogLevel": level, "LogGroup": f"/aws/lambda/{name}"}
    functions.update_function_configuration(FunctionName=name, LoggingConfig=logging)
    functions.invoke(FunctionName=name)
    events = aws.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{name}")["events"]
    assert [found for event in events for found in re.findall(r"at level (\w+)", event["message"])] == kept


PROGRAM = """#!/var/lang/bin/python
import sys
print("{said by a program}", sys.argv[1:])
"""

RUNS_A_PROGRAM = """
import os, subprocess
def handler(event, context):
    subprocess.check_call(["/opt/tools/say", "hello"])
    return os.environ["AWS_CA_BUNDLE"]
"""


def test_a_function_runs_the_program_of_its_layer_which_prints_to_its_log(aws: LocalAws) -> None:
    functions = aws.client("lambda")
    create_function(aws, "runs-a-program", RUNS_A_PROGRAM)
    functions.update_function_configuration(
        FunctionName="runs-a-program",
        Layers=[
            layer(aws, "covered", **{"tools/say": PROGRAM.replace("said", "not said")}),
            layer(aws, "tools", **{"tools/say": PROGRAM}),
        ],
        Environment={"Variables": {"AWS_CA_BUNDLE": "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"}},
    )
    invoked = functions.invoke(FunctionName="runs-a-program")
    assert (json.load(invoked["Payload"]), "FunctionError" in invoked) == (str(aws.authority), False)
    events = aws.client("logs").filter_log_events(logGroupName="/aws/lambda/runs-a-program")["events"]
    assert "{said by a program} ['hello']" in [event["message"].strip() for event in events]


def layer(aws: LocalAws, name: str, **files: str) -> str:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        for path, content in files.items():
            package.writestr(path, content)
    published = aws.client("lambda").publish_layer_version(LayerName=name, Content={"ZipFile": archive.getvalue()})
    return str(published["LayerVersionArn"])
