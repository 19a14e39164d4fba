"""Preflight on the command line: the data of an import, read whole, before anything is deployed.

`check_data` needs nothing but the standard library, so an app can call it at synth. The command `cdk-personalize check`
needs the extra `check`; it also reads from Amazon S3 and asks Amazon Personalize.
"""

from cdk_personalize_check.check_data import check_data
from cdk_personalize_handler.preflight import Code, Finding, Severity

__all__ = ["Code", "Finding", "Severity", "check_data"]
