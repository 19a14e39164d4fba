"""What the figures were measured on and with."""

import json
import os
import platform
import re
import subprocess
from importlib import metadata
from pathlib import Path

_PROJECT = Path(__file__).parents[2]
_PACKAGES = ("boto3", "aws-cdk-lib", "crhelper")


def machine() -> dict[str, str]:
    """Return what this machine is, but not which one."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{memory / 10**9:.0f} GB",
        "operating system": _operating_system(),
        "load when it began": f"{os.getloadavg()[0]:.1f}",
    }


def versions() -> dict[str, str]:
    """Return the versions of what was measured, and of what it runs on."""
    cli = json.loads((_PROJECT / "node_modules" / "aws-cdk" / "package.json").read_text())["version"]
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    packages = {name: metadata.version(name) for name in _PACKAGES}
    return {"Python": platform.python_version()} | packages | {"CDK CLI": cli, "Node.js": node.removeprefix("v")}


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        model = re.search(r"^model name\s*:\s*(.+)$", information.read_text(), re.MULTILINE)
        if model:
            return model[1].strip()
    return platform.processor() or platform.machine()


def _operating_system() -> str:
    try:
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']} ({platform.machine()})"
    except OSError:
        return f"{platform.system()} {platform.release()} ({platform.machine()})"
