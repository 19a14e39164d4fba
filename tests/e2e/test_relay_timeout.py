"""A relay whose time ends before its import does, through the real CDK CLI."""

from pathlib import Path

from local_aws.personalize import faults
from tests.e2e import relay

LINK_SECONDS = 12


def test_a_relay_proposes_a_longer_timeout_and_its_deletion_waits_for_the_import(tmp_path: Path) -> None:
    with relay.deployment(tmp_path) as deployment:
        code, output, _ = deployment.deploy([relay.asked("good.csv", LINK_SECONDS)])
        assert code == 0, output

        deployment.aws.admin.add_fault(faults.slow_job(seconds=5 * LINK_SECONDS))
        code, output, _ = deployment.deploy([relay.asked("good.csv", LINK_SECONDS, version="2")], "--no-rollback")
        assert code != 0
        timeout = 3 * LINK_SECONDS
        assert f"Timed out after {timeout} s" in output
        assert f"Set timeout, now {timeout} s, to {2 * timeout} s or more" in output

        code, output, _ = deployment.destroy()
        assert code == 0, output
        assert [job["status"] for job in deployment.jobs()] == ["ACTIVE", "ACTIVE"]
