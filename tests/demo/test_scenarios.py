from demo.scenarios import failed_resources

OUTPUT = """\
Recommendations | 1/30 | CREATE_FAILED | Items

Failed resources:
Recommendations | CREATE_FAILED | Items Error: the reason

Logs: /aws/lambda/x
❌  Recommendations failed to deploy
‣ DeploymentError: Resource updates failed:
"""


def test_failed_resources_are_shown_in_the_words_of_the_cli() -> None:
    assert failed_resources(OUTPUT).strip().splitlines() == [
        "Failed resources:",
        "Recommendations | CREATE_FAILED | Items Error: the reason",
        "",
        "Logs: /aws/lambda/x",
        "❌  Recommendations failed to deploy",
    ]
