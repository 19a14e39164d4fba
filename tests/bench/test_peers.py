"""The peers are what their documentation makes them, and do what is said of them."""

import logging

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from bench.peers import app as peers
from bench.peers.our_polls import our_poll
from bench.peers.polls_measured import COUNTED_EARLIER, seconds_beyond, transitions
from bench.peers.quota_behavior import crhelper_peer, provider_framework_peer, sample_peer, solution_peer
from bench.peers.step_functions import SOLUTION

LENGTHS = [600.0] * 8


@pytest.fixture(scope="module")
def templates() -> dict[str, Template]:

    app = peers.create_app()
    stacks = {stack.stack_name: stack for stack in app.node.children if isinstance(stack, cdk.Stack)}
    return {name: Template.from_stack(stack) for name, stack in stacks.items()}


def test_every_stack_holds_one_import(templates: dict[str, Template]) -> None:
    assert set(templates) == set(peers.STACKS) == set(COUNTED_EARLIER)
    for name in (peers.PROVIDER_FRAMEWORK, peers.CRHELPER):
        templates[name].resource_count_is("AWS::CloudFormation::CustomResource", 1)
    for name in (peers.OURS, peers.OURS_CRHELPER):
        templates[name].resource_count_is("Custom::PersonalizeDatasetImportJob", 1)


def test_alternatives_have_the_defaults_of_their_documentation(templates: dict[str, Template]) -> None:
    for name in (peers.PROVIDER_FRAMEWORK, peers.CRHELPER):
        functions = templates[name].find_resources("AWS::Lambda::Function").values()
        assert functions
        assert not any("MemorySize" in function["Properties"] for function in functions)
        assert not any("Architectures" in function["Properties"] for function in functions)
    (machine,) = templates[peers.PROVIDER_FRAMEWORK].find_resources("AWS::StepFunctions::StateMachine").values()
    parts = machine["Properties"]["DefinitionString"]["Fn::Join"][1]
    definition = "".join(part for part in parts if isinstance(part, str))
    assert '"IntervalSeconds":5,"MaxAttempts":360,"BackoffRate":1' in definition


@pytest.mark.parametrize("peer", [provider_framework_peer, crhelper_peer])
def test_what_goes_beyond_the_quota_fails_at_once(peer: object, capsys: pytest.CaptureFixture[str]) -> None:
    level = logging.root.level
    found = peer(LENGTHS)  # type: ignore[operator]
    assert (found.started, found.failed, found.refused) == (5, 3, 3)
    assert capsys.readouterr().out == ""
    assert logging.root.level == level


def test_loops_fail_beyond_the_quota_too() -> None:
    assert solution_peer(LENGTHS, 5)[1:4] == (5, 3, 3)
    assert sample_peer(LENGTHS, 5)[1:4] == (5, 3, 18)
    assert sample_peer([1.0, *LENGTHS[1:]], 5)[1:3] == (6, 2)


def test_the_solution_waits_for_about_five_hours() -> None:
    assert 5 * 3600 < SOLUTION.find(1e9).until < 5.5 * 3600


def test_a_state_that_is_retried_makes_one_transition() -> None:
    assert transitions({}) == 0
    assert transitions({"StartAt": "a", "States": {"a": {"Type": "Task", "Retry": [{}]}}}) == 1
    with pytest.raises(ValueError, match="a is no state"):
        transitions({"StartAt": "a", "States": {"a": {"Type": "Task"}}})


def test_too_few_polls_show_nothing_of_the_interval() -> None:
    assert seconds_beyond([0, 20, 40], 20) is None
    assert seconds_beyond([0, 1, 22, 24], 20) == 1


def test_a_poll_of_ours_makes_few_calls_and_writes_little() -> None:
    assert our_poll("provider_framework", 10.0).calls == 1
    crhelper = our_poll("crhelper", 60.0)
    assert crhelper.calls == 2
    assert 0 < crhelper.log_bytes < 150
