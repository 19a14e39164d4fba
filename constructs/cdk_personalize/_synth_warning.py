"""Everything that synth warns of: one list, which the table in docs/permissions.md is written from."""

from enum import Enum

import aws_cdk as cdk

from constructs import IConstruct


class SynthWarning(Enum):
    """A warning with what it means and what to do about it. Its id is what it is acknowledged by, and never changes."""

    BUCKET_POLICY = (
        "bucketPolicy",
        "the bucket comes from elsewhere, and its policy is not the app's",
        "add the statements that the warning shows",
    )
    KEY_POLICY = ("keyPolicy", "the same of its KMS key", "add the statements that the warning shows")
    PREFLIGHT_TRUST = (
        "preflightTrust",
        "`role` comes from elsewhere or from a third stack, and must trust Personalize, and the function for preflight",
        "add the statements that the warning shows",
    )
    LOGS_KEY_POLICY = (
        "logsKeyPolicy",
        "the `encryption_key` of an `ImportProvider` is not the app's, and its policy must admit CloudWatch Logs",
        "add the statements that the warning shows",
    )
    EMPTY_FOLDER = (
        "emptyFolder",
        "in `DataSource.s3_uri`, two `/` follow the bucket's name: the key begins with `/`",
        "leave one out, unless the keys of the objects do begin with `/`",
    )
    MANAGED_KEY = (
        "managedKey",
        "the bucket is encrypted with the key `aws/s3`, whose policy cannot be changed",
        "a key of your own, or `BucketEncryption.S3_MANAGED`",
    )
    UNORDERED_UPLOAD = (
        "unorderedUpload",
        "a `BucketDeployment` of the app writes to the import's location, and the import does not wait for it, so that "
        "what was there before may be imported",
        "`DataSource.bucket(deployment.deployed_bucket, …)`, or `job.node.add_dependency(deployment)`",
    )
    UNORDERED_IMPORTS = (
        "unorderedImports",
        "two imports into one dataset have no order, so that either may be the last, and what it replaces is chance",
        "`job.node.add_dependency(other_job)`",
    )
    PROVIDER_RIGHTS = (
        "providerRights",
        "the provider was deployed elsewhere, and what its function may do is not this app's to grant",
        "deploy its `ImportProviderStack` with the parameters that the warning shows",
    )
    PROVIDER_ROLE = (
        "providerRole",
        "the role of such a provider's function is not known, so preflight cannot look at the data",
        "`function_role_arn=`, which the provider's stack exports, or `preflight=Preflight.OFF`",
    )
    CRHELPER_IMPORTS = (
        "crhelperImports",
        "more than 20 imports wait with crhelper, each with an EventBridge rule, of which an account has 300 in a "
        "Region, or 100",
        "`Waiter.provider_framework()`",
    )

    def __init__(self, name: str, meaning: str, remedy: str) -> None:
        self.id = f"cdk-personalize:{name}"
        self.meaning = meaning
        self.remedy = remedy

    def add_to(self, scope: IConstruct, text: str) -> bool:
        """Warn of something at a construct; return whether that is not acknowledged there or further up."""
        cdk.Annotations.of(scope).add_warning_v2(self.id, text)
        return any(text in str(entry.data) for entry in scope.node.metadata)
