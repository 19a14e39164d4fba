"""An AWS on this machine: ministack plus a faithful Amazon Personalize."""

from local_aws.instance import LocalAws, LocalAwsError

__all__ = ["LocalAws", "LocalAwsError"]
