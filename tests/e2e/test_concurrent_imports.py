"""Many imports share the five slots of a Region, in one stack or in several."""

import json
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from pathlib import Path

from local_aws import LocalAws
from local_aws.personalize import faults
from testing.deployment import Deployment

IMPORTS = 12
SLOTS = 5
SECONDS = 20
FIRST_SECONDS = 4


def test_a_queue_wastes_no_slot(tmp_path: Path) -> None:
    """Twelve imports take three rounds of the five slots, and little more than the overhead of a single import."""
    with LocalAws(import_seconds=FIRST_SECONDS - 1, pending_seconds=1) as aws:
        deployment = Deployment(aws, tmp_path)
        deployment.prepare(groups=IMPORTS + 1)
        everything = [{"group": f"group{number}", "key": "good.csv"} for number in range(IMPORTS + 1)]

        code, output, alone = deployment.deploy(everything[:1])
        assert code == 0, output
        aws.admin.add_fault(faults.slow_job(seconds=SECONDS - 1, times=IMPORTS))
        code, output, together = deployment.deploy(everything)
        assert code == 0, output
        records = [json.loads(line) for line in deployment.log() if line.startswith('{"timestamp"')]

    assert output.count("Status = ACTIVE") == IMPORTS + 1
    ideal = ceil(IMPORTS / SLOTS) * SECONDS
    ratio = (together - (alone - FIRST_SECONDS)) / ideal
    print(f"{IMPORTS} imports of {SECONDS} s: {ratio:.2f} times the ideal {ideal} s")
    assert ratio <= 1.25

    queued = [record for record in records if record.get("running_jobs")]
    assert max(len(record["running_jobs"]) for record in queued) == SLOTS
    assert {"job", "owner", "seconds_waited", "seconds_left"} <= set(queued[0])


def test_two_stacks_share_the_slots(tmp_path: Path) -> None:
    """Eight imports of two stacks that are deployed at the same time take two rounds of the five slots."""
    each = 4
    with LocalAws(import_seconds=FIRST_SECONDS, pending_seconds=1) as aws:
        stacks = [Deployment(aws, tmp_path / name, name) for name in ("First", "Second")]
        stacks[0].prepare(groups=2 * each)
        imports = [{"group": f"group{number}", "key": "good.csv"} for number in range(2 * each)]
        with ThreadPoolExecutor() as pool:
            first = pool.submit(stacks[0].deploy, imports[:each])
            second = pool.submit(stacks[1].deploy, imports[each:])
        for code, output, _ in (first.result(), second.result()):
            assert code == 0, output
            assert output.count("Status = ACTIVE") == each
        assert [job["status"] for job in stacks[0].jobs()] == ["ACTIVE"] * 2 * each
