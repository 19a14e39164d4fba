"""Ask what is known against the locked versions: `python -m tools.audit`.

Both locks are compared with the advisories of PyPI and, where these have no response, of OSV. Exits with 1 if something
is known, and with 2 if some version could not be looked up: pip-audit alone would count it as clean.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")
SERVICES = ("pypi", "osv")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a service knows of the versions; why it had no response for some, if so."""

    known: Sequence[str] = ()
    silence: str | None = None


def ask(service: str, versions: Sequence[str]) -> Answer:
    """Have pip-audit look the versions up, each as it is in the lock."""
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder, "requirements.txt")
        requirements.write_text("\n".join(versions))
        options = ["--disable-pip", "--no-deps", "--format", "json", "--progress-spinner", "off", "--timeout", "15"]
        command = [sys.executable, "-m", "pip_audit", "--vulnerability-service", service, *options]
        done = subprocess.run([*command, "-r", str(requirements)], capture_output=True, text=True, check=False)
    return read(done.stdout, done.stderr, len(versions))


def read(report: str, errors: str, expected: int) -> Answer:
    """Return what a report says, which must have as many versions in it as were asked for."""
    if not report.strip():
        return Answer(silence=(errors.strip() or "no report").splitlines()[-1])
    found = json.loads(report)["dependencies"]
    known = [
        f"{each['name']} {each['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'no version'}"
        for each in found
        for fault in each.get("vulns", [])
    ]
    skipped = [each["skip_reason"] for each in found if "skip_reason" in each]
    if skipped:
        return Answer(known=known, silence=f"{len(skipped)} of {expected} versions: {skipped[0]}")
    missing = expected - len(found)
    return Answer(known=known, silence=f"{missing} of {expected} versions are not in the report" if missing else None)


def locked_versions() -> list[str]:
    """Return what both locks pin."""
    lines = {line for lock in LOCKS for line in (ROOT / lock).read_text().splitlines()}
    return sorted(line for line in lines if "==" in line)


def main() -> int:
    """Ask one service after the other until one has responded for all."""
    versions = locked_versions()
    for service in SERVICES:
        answer = ask(service, versions)
        for fault in answer.known:
            print(fault)
        if answer.known:
            return 1
        if answer.silence is None:
            print(f"{service}: nothing is known against the {len(versions)} versions in {' and '.join(LOCKS)}")
            return 0
        print(f"{service}: no answer. {answer.silence}", file=sys.stderr)
    print("the locks are NOT audited: no source of advisories could be asked about all of them", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
