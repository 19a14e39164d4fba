from cdk_personalize_handler.preflight.codes import Evidence
from testing.evidence import all_cases
from tools import evidence_guide


def test_each_case_belongs_to_one_fact() -> None:
    named = [name for fact in evidence_guide.facts() for name in fact["cases"]]
    assert sorted(named) == [case.folder.name for case in all_cases()]


def test_facts_are_ordered_by_how_sure_they_are() -> None:
    order = [list(Evidence).index(Evidence(fact["evidence"])) for fact in evidence_guide.facts()]
    assert order == sorted(order)
    assert len(order) > len(set(order))
