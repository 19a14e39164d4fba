"""Guards the internals of ministack that `local_aws` relies on; a new version may move them."""

import inspect
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import Any, cast

import pytest
from ministack import app
from ministack.core import iam_actions, iam_evaluator, lambda_runtime, router
from ministack.services import eventbridge, iam, kms, lambda_svc, s3, sts
from ministack.services.cloudformation import changesets, custom_resource, handlers, provisioners, stacks

from local_aws.ministack import bucket_encryption, extensions, scheduled_rules
from local_aws.ministack.custom_resources import custom_resources_last


def test_version_is_the_one_that_was_read() -> None:
    assert version("ministack") == extensions.VERSION


def test_services_are_found_by_target_prefix_and_dispatched_by_name() -> None:
    patterns: dict[str, Any] = router.SERVICE_PATTERNS
    assert "target_prefixes" in patterns["dynamodb"]
    assert set(router.SERVICE_PATTERNS) & set(app.SERVICE_HANDLERS)
    assert list(inspect.signature(app.SERVICE_HANDLERS["s3"]).parameters) == [
        "method",
        "path",
        "headers",
        "body",
        "query_params",
    ]


def test_resource_types_have_create_and_delete() -> None:
    types: dict[str, Any] = provisioners._RESOURCE_HANDLERS
    bucket = types["AWS::S3::Bucket"]
    assert list(inspect.signature(bucket["create"]).parameters) == ["logical_id", "props", "stack_name"]
    assert list(inspect.signature(bucket["delete"]).parameters)[:2] == ["physical_id", "props"]


def test_buckets_take_their_encryption_as_s3_does() -> None:
    types: dict[str, Any] = provisioners._RESOURCE_HANDLERS
    update = types["AWS::S3::Bucket"]["update"]
    assert list(inspect.signature(update).parameters) == ["physical_id", "old_props", "new_props", "stack_name"]
    assert list(inspect.signature(cast(Any, s3)._put_bucket_encryption).parameters) == ["name", "body"]
    assert "BucketEncryption" not in inspect.getsource(provisioners), "bucket_encryption.py is not needed any more"
    given = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "arn:aws:kms:us-east-1:000000000000:key/mine"}
    xml = bucket_encryption.configuration([{"ServerSideEncryptionByDefault": given}]).decode()
    for name, value in given.items():
        assert f"<{name}>{value}</{name}>" in xml


def test_permissions_can_be_evaluated_one_by_one() -> None:
    parameters = inspect.signature(iam_evaluator.enforce).parameters
    assert {"access_key_id", "iam_action", "service", "region", "resource_arn", "service_context"} <= set(parameters)


def test_a_condition_on_who_calls_sees_the_role_behind_a_session(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluator: Any = iam_evaluator
    session, role = "arn:aws:sts::000000000000:assumed-role/import/job", "arn:aws:iam::000000000000:role/path/import"

    def seen(caller: str) -> Any:
        context = evaluator.EvalContext(caller, "AssumedRole", "000000000000", "sts:AssumeRole", role, "us-east-1")
        return evaluator._resolve_condition_key("aws:PrincipalArn", context)

    assert seen(session) == session, "the seam is not needed any more"
    monkeypatch.setattr(evaluator, "_resolve_condition_key", evaluator._resolve_condition_key)
    extensions.tell_sessions_by_their_role()
    assert seen(session) == session, "a role that is not there has no ARN"
    roles: Any = iam._roles
    roles.set_scoped("000000000000", None, "import", {"Arn": role})
    assert (seen(session), seen(role)) == (role, role)
    roles.pop_scoped("000000000000", None, "import")


def test_stack_engine_has_the_steps_that_are_replaced() -> None:
    steps: Any = stacks
    for step, first in {
        "_topological_sort": ["resources", "conditions"],
        "_resolve_refs": ["value", "resources", "params", "conditions", "mappings", "stack_name", "stack_id"],
        "run_reentrant": ["fn", "args"],
        "_add_event": ["stack_id", "stack_name", "logical_id", "resource_type", "status", "reason", "physical_id"],
        "_failed_operation": ["is_update", "previous_stack", "created", "failed_update"],
        "_roll_back_operation": ["stack_name", "stack_id", "stack", "operation"],
        "_provision_keeping_seed": ["args"],
        "_update_keeping_seed": ["args"],
        "_deploy_stack_async": ["stack_name", "stack_id", "template", "param_values"],
        "_delete_stack_async": ["stack_name", "stack_id"],
    }.items():
        assert list(inspect.signature(getattr(steps, step)).parameters)[: len(first)] == first, step
    for step in "_roll_back_operation", "_deploy_stack_async", "_delete_stack_async":
        assert vars(handlers)[step] is getattr(steps, step)
    assert vars(changesets)["_deploy_stack_async"] is steps._deploy_stack_async
    assert "DeleteStack" in handlers._ACTION_HANDLERS
    assert list(inspect.signature(custom_resource.deliver_response).parameters) == ["token", "response"]


def test_the_engine_asks_whether_an_update_is_to_be_refused_before_it_is_and_when_it_is_begun() -> None:
    question = "_custom_named_replacement_error"
    for module in (stacks, provisioners):
        parameters = inspect.signature(getattr(module, question)).parameters
        assert list(parameters)[:3] == ["resource_type", "old_props", "new_props"]
        assert f"{question}(" in inspect.getsource(module)


def resource(kind: str, *needs: str) -> dict[str, Any]:
    return {"Type": kind, "DependsOn": list(needs)}


def test_custom_resources_come_as_late_as_their_dependents_allow() -> None:
    definitions = {
        "A": resource("Custom::Import"),
        "B": resource("AWS::S3::Bucket"),
        "C": resource("Custom::Import", "B"),
        "D": resource("AWS::S3::Bucket", "A"),
        "E": resource("AWS::CloudFormation::CustomResource", "D"),
    }
    assert custom_resources_last(list(definitions), definitions) == ["B", "A", "D", "C", "E"]


def test_eventbridge_has_the_steps_that_are_replaced() -> None:
    steps: Any = eventbridge
    for step, parameters in {
        "_parse_rate_seconds": ["expr"],
        "_invoke_target": ["target", "event", "rule", "view"],
        "_put_targets": ["data"],
        "_delete_rule": ["data"],
        "_rule_key": ["rule_name", "bus_name"],
    }.items():
        assert list(inspect.signature(getattr(steps, step)).parameters) == parameters, step
    assert steps._parse_rate_seconds("rate(1 minute)") == 60
    assert steps._SCHEDULER_TICK_INTERVAL == 10
    assert "time.sleep(_SCHEDULER_TICK_INTERVAL)" in inspect.getsource(steps._scheduler_loop)
    functions: Any = lambda_svc
    assert list(inspect.signature(functions._get_func_record_for_ref).parameters) == ["function_ref"]
    resource: Any = iam_actions.extract_resource_arn
    assert list(inspect.signature(resource).parameters)[:5] == ["service", "method", "path", "headers", "body"]
    assert "from ministack.core.iam_actions import" in inspect.getsource(app)  # at each call


@pytest.mark.parametrize(
    ("changed", "may"),
    [
        ({}, True),
        ({"Effect": "Deny"}, False),
        ({"Action": "lambda:GetFunction"}, False),
        ({"Principal": {"Service": "s3.amazonaws.com"}}, False),
        ({"Condition": {"ArnLike": {"AWS:SourceArn": "arn:aws:events:us-east-1:000000000000:rule/Other*"}}}, False),
    ],
)
def test_a_rule_calls_a_function_whose_policy_names_it(changed: dict[str, Any], may: bool) -> None:
    rules = "arn:aws:events:us-east-1:000000000000:rule/PersonalizeImport*"
    statement = {
        "Effect": "Allow",
        "Action": "lambda:InvokeFunction",
        "Principal": {"Service": "events.amazonaws.com"},
        "Condition": {"ArnLike": {"AWS:SourceArn": rules}},
    }
    rule = "arn:aws:events:us-east-1:000000000000:rule/PersonalizeImport01"
    assert scheduled_rules.may_call(rule, [statement | changed]) is may
    assert not scheduled_rules.may_call(rule, [])


def test_functions_inherit_the_variables_of_the_server_except_their_own() -> None:
    runtime: Any = lambda_runtime
    assert "AWS_REGION" in runtime._RESERVED_RUNTIME_ENV_VARS
    spawn = inspect.getsource(runtime)
    assert "if key not in _RESERVED_RUNTIME_ENV_VARS" in spawn
    assert "spawn_env = {**os.environ, **env_vars}" in spawn
    assert "spawn_env.update(execution_credentials(self.config))" in spawn
    log: Any = cast(Any, lambda_svc)._emit_lambda_logs
    assert list(inspect.signature(log).parameters)[:4] == ["func", "request_id", "log_text", "error"]


def test_functions_get_their_layers_and_respond_on_the_standard_output_that_they_begin_with() -> None:
    spawn = inspect.getsource(cast(Any, lambda_runtime))
    assert 'spawn_env["_LAMBDA_LAYERS_DIRS"] = os.pathsep.join(layers_dirs)' in spawn
    assert "_real_stdout = sys.stdout" in spawn
    assert 'os.path.join(self._tmpdir, f"_worker{ext}")' in spawn
    assert "[binary, worker_path]" in spawn


def test_policies_are_taken_by_the_functions_that_are_replaced() -> None:
    services: Any = {
        iam: ("_trust_policy_not_principal_error", ["doc"]),
        s3: ("_put_bucket_policy", ["name", "body"]),
        kms: ("_put_key_policy", ["data"]),
    }
    for service, (step, parameters) in services.items():
        assert list(inspect.signature(getattr(service, step)).parameters) == parameters
        assert f" {step}(" in inspect.getsource(service) or f": {step}," in inspect.getsource(service)
    assert "_iam._trust_policy_not_principal_error(" in inspect.getsource(provisioners)


def test_sessions_are_registered_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(dict[str, Any]):
        """Lets others work while it is looked through."""

        def items(self) -> Any:
            for item in super().items():
                time.sleep(0.001)
                yield item

    monkeypatch.setattr(sts, "_sessions", Slow({f"key{number}": {} for number in range(20)}))
    monkeypatch.setattr(sts, "register_session", sts.register_session)
    extensions.guard_sessions()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda number: sts.register_session(f"new{number}", {}), range(20)))
    assert len(sts._sessions) == 40
