"""The settings that all functions of a provider share."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs

from cdk_personalize_handler.contract.constraints import InvalidValue


@dataclass(frozen=True, kw_only=True)
class FunctionSettings:
    """The network, the encryption and the log retention of functions.

    The import function and the functions of the CDK's Provider framework have the same. Raises `ValueError` for
    settings that do not fit together.
    """

    vpc: ec2.IVpc | None
    vpc_subnets: ec2.SubnetSelection | None
    security_groups: Sequence[ec2.ISecurityGroup] | None
    encryption_key: kms.IKey | None
    log_retention: logs.RetentionDays

    def __post_init__(self) -> None:
        """Raise `InvalidValue` for settings that the CDK ignores."""
        for name in ("vpc_subnets", "security_groups"):
            if getattr(self, name) is not None and self.vpc is None:
                raise InvalidValue.because(name, "set without vpc; use vpc as well, or leave it out")
