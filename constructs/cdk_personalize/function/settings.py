"""What all functions of a provider have in common."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs

from cdk_personalize_handler.contract.constraints import InvalidValue


@dataclass(frozen=True, kw_only=True)
class FunctionSettings:
    """Where functions run, and how what they keep is encrypted and for how long.

    It goes to the import function and to those of the CDK's Provider framework alike. Raises `ValueError` for what does
    not go together.
    """

    vpc: ec2.IVpc | None
    vpc_subnets: ec2.SubnetSelection | None
    security_groups: Sequence[ec2.ISecurityGroup] | None
    encryption_key: kms.IKey | None
    log_retention: logs.RetentionDays

    def __post_init__(self) -> None:
        """Refuse what the CDK would ignore."""
        for name in ("vpc_subnets", "security_groups"):
            if getattr(self, name) is not None and self.vpc is None:
                raise InvalidValue.because(name, "set without vpc; use vpc as well, or leave it out")
