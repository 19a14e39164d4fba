"""Known causes of a failure, by the service's words, and what to do about each. The first that fits is told.

The words are from the developer guide, *Troubleshooting*, and from reports of users.
"""

import re

_REMEDIES = [
    (
        r"missing the following columns",
        "The header row must name every field of the dataset's schema: unquoted, comma-separated, no byte-order mark.",
    ),
    (
        r"insufficient privileges|access denied.* s3|fix bucket policy",
        "Role, bucket policy and, if the bucket is encrypted, key policy must all let Personalize read the data. If "
        "they do, and are new, deploy again.",
    ),
    (
        r"passrole",
        "The function may pass only roles of the app: give the role as role= to the construct.",
    ),
    (
        r"not authorized|assume",
        "The role must trust personalize.amazonaws.com, and the function must be allowed the call.",
    ),
    (r"invalid data location", "The location must exist; a folder ends in '/'."),
    (r"length cannot be more than", "Shorten the value, or look for an unclosed quote in the rows before it."),
    (r"metric attribution", "Create a metric attribution first, or leave PublishAttributionMetricsToS3 out."),
    (r"incremental", "Import the dataset in FULL mode once before the first incremental import."),
    (r"at least 1,?000|1,?000 (records|rows|interactions)", "An interactions import needs 1,000 rows or more."),
    (r"ResourceNotFoundException", "The dataset must exist in the Region and account of the stack."),
]


def remedy_for(words: str) -> str:
    """Return what to do about a failure, as a sentence; empty where the cause is not known."""
    return next((remedy for pattern, remedy in _REMEDIES if re.search(pattern, words, re.IGNORECASE)), "")
