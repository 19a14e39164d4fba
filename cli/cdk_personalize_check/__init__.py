"""Preflight from the command line: a check of all data of an import before a deployment.

`check_data` needs only the standard library, so that an app can call it at synth. The command `cdk-personalize check`
needs the extra `check`. The command also reads from Amazon S3 and calls Amazon Personalize.
"""

from cdk_personalize_check.check_data import check_data
from cdk_personalize_handler.preflight import Code, Finding, Severity

__all__ = ["Code", "Finding", "Severity", "check_data"]
