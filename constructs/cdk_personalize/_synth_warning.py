"""The warnings of synth: one list, from which the table in docs/permissions.md is generated."""

from enum import Enum

import aws_cdk as cdk

from constructs import IConstruct


class SynthWarning(Enum):
    """A warning with its meaning and its remedy. Its ID, by which it is acknowledged, never changes."""

    BUCKET_POLICY = (
        "bucketPolicy",
        "the bucket is imported, and the app does not manage its policy",
        "add the statements that the warning shows",
    )
    KEY_POLICY = (
        "keyPolicy",
        "the KMS key of the data is imported, and the app does not manage its policy",
        "add the statements that the warning shows",
    )
    PREFLIGHT_TRUST = (
        "preflightTrust",
        "`role` is imported or in a third stack; it must trust Amazon Personalize, and the function for preflight",
        "add the statements that the warning shows",
    )
    LOGS_KEY_POLICY = (
        "logsKeyPolicy",
        "the `encryption_key` of an `ImportProvider` is imported, and its policy must allow CloudWatch Logs to use it",
        "add the statements that the warning shows",
    )
    EMPTY_FOLDER = (
        "emptyFolder",
        "the URI of `DataSource.s3_uri` has two `/` after the bucket's name: the key begins with `/`",
        "remove one `/`, unless the keys of the objects begin with `/`",
    )
    FILE_OR_FOLDER = (
        "fileOrFolder",
        "the location ends neither in `/` nor in `.csv`: Amazon Personalize imports a file of this name, or a folder",
        "`/` at the end of a folder, or `.csv` at the end of a file's name",
    )
    MANAGED_KEY = (
        "managedKey",
        "the bucket is encrypted with the key `aws/s3`, whose policy cannot be changed",
        "a customer managed key, or `BucketEncryption.S3_MANAGED`",
    )
    UNORDERED_UPLOAD = (
        "unorderedUpload",
        "a `BucketDeployment` of the app writes to the import's location, and the import does not depend on it: it can "
        "import the previous data",
        "`DataSource.bucket(deployment.deployed_bucket, …)`, or `job.node.add_dependency(deployment)`",
    )
    UNORDERED_IMPORTS = (
        "unorderedImports",
        "two imports into the same dataset have no dependency between them: either can be the last one",
        "`job.node.add_dependency(other_job)`",
    )
    PROVIDER_RIGHTS = (
        "providerRights",
        "another app has deployed the provider, and this app cannot grant its function's permissions",
        "deploy its `ImportProviderStack` with the parameters that the warning shows",
    )
    PROVIDER_ROLE = (
        "providerRole",
        "the role of such a provider's function is not known: preflight cannot read the data",
        "`function_role_arn=`, which the provider's stack exports, or `preflight=Preflight.OFF`",
    )
    CRHELPER_IMPORTS = (
        "crhelperImports",
        "more than 20 imports wait with crhelper, each with an EventBridge rule; the quota of an account is 300 rules "
        "in a Region, or 100",
        "`Waiter.provider_framework()`",
    )

    def __init__(self, name: str, meaning: str, remedy: str) -> None:
        self.id = f"cdk-personalize:{name}"
        self.meaning = meaning
        self.remedy = remedy

    def add_to(self, scope: IConstruct, text: str) -> bool:
        """Warn at a construct; return whether the warning is not acknowledged there or on a parent."""
        cdk.Annotations.of(scope).add_warning_v2(self.id, text)
        return any(text in str(entry.data) for entry in scope.node.metadata)
