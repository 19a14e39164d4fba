"""Remedies for known causes of a failure, by patterns of the service's messages. The first match counts.

The messages are from the developer guide, *Troubleshooting*, and from recordings and reports of users. The first
sentence of a remedy says what to do: where there is little room, it is all that stays.
"""

import re

from cdk_personalize_handler.contract.properties import ImportProperties
from cdk_personalize_handler.lifecycle.import_job import ImportJob

# Parameters of the provider's stack, or the construct, grant the function's permissions; a boundary is rare.
_PERMISSION = (
    "The function lacks this permission. In plain CloudFormation, {parameter} of the provider's stack must cover "
    "{covered}; in the CDK, {cdk}. If it already does, check for a permissions boundary that denies it."
)

_REMEDIES = [
    (
        r"missing the following columns",
        "The header row must name every field of the dataset's schema: comma-separated, no byte-order mark.",
    ),
    # The service has a sentence for each of the two policies.
    (
        r"insufficient privileges.* ensure your role is configured correctly",
        "Role {role} needs s3:ListBucket and s3:GetObject. Both must cover the location; the role must also "
        "have the KMS key of encrypted data, and trust personalize.amazonaws.com.",
    ),
    (
        r"insufficient privileges.* fix bucket policy on ",
        "The bucket policy must allow personalize.amazonaws.com s3:ListBucket and s3:GetObject. If a KMS key encrypts "
        "the data, the key's policy must allow personalize.amazonaws.com, too.",
    ),
    (
        r"insufficient privileges|access denied.* s3|fix bucket policy",
        "s3:ListBucket and s3:GetObject are needed twice: by role {role}, and by personalize.amazonaws.com in the "
        "bucket policy. Both also need the KMS key of an encrypted bucket, by its key policy. If all of this is in "
        "place but new, it may not have propagated yet.",
    ),
    (
        r"cross-account pass role",
        "Use a role of the stack's account: role {role} is in another one, and no permission changes that. It can be "
        "allowed to read a bucket of another account.",
    ),
    (
        r"passrole",
        _PERMISSION.format(
            parameter="ImportRoleArns", covered="role {role}", cdk="give the role as role= to DatasetImportJob"
        ),
    ),
    (
        r"assume(?!d-role/)",
        "Role {role} must trust personalize.amazonaws.com, for this account (aws:SourceAccount) and its jobs "
        "(aws:SourceArn).",
    ),
    (
        r"not authorized to perform: cloudformation:",
        _PERMISSION.format(parameter="StackArns", covered="the stack", cdk="DatasetImportJob grants it"),
    ),
    (
        r"not authorized",
        _PERMISSION.format(parameter="DatasetArns", covered="the dataset", cdk="DatasetImportJob grants it"),
    ),
    (r"invalid data location", "The location must exist; a folder ends in '/'."),
    (
        r"\(LimitExceededException\)",
        "A quota of the account is reached, other than the queue of imports. Delete what is no longer needed, or "
        "request an increase in Service Quotas.",
    ),
    (r"length cannot be more than", "Shorten the value, or look for an unclosed quote in the rows before it."),
    (r"metric attribution", "Create a metric attribution first, or leave PublishAttributionMetricsToS3 out."),
    (r"incremental", "Import the dataset in FULL mode once before the first incremental import."),
    (r"at least 1,?000|1,?000 (records|rows|interactions)", "An interactions import needs 1,000 rows or more."),
    (r"already exists", "A job name cannot be used again: use another name, or omit JobName to generate one."),
    (r"must be in the active state", "Wait until it is ACTIVE."),
    (r"ResourceNotFoundException|does not exist", "The dataset must exist in the Region and account of the stack."),
]


def remedy_for(words: str, wanted: ImportJob | ImportProperties) -> str:
    """Return the remedy for a failed import, in a sentence or two; empty for an unknown cause."""
    remedy = next((remedy for pattern, remedy in _REMEDIES if re.search(pattern, words, re.IGNORECASE)), "")
    return remedy.format(role=wanted.role_arn.rpartition("/")[2])
