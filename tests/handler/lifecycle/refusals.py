"""Sentences of Amazon Personalize with which it refuses an import, as they were recorded or are documented."""

_GUIDE = "https://docs.aws.amazon.com/personalize/latest/dg/granting-personalize-s3-access.html"
OF_THE_ROLE = (
    f"Insufficient privileges for accessing data in S3. Please look at {_GUIDE} and ensure your role is configured "
    "correctly."
)
OF_THE_BUCKET = (
    f"Insufficient privileges for accessing data in S3. Please look at {_GUIDE}#attach-bucket-policy and fix bucket "
    "policy on lake."
)
FIVE_JOBS = "More than 5 resources with PENDING or IN_PROGRESS status"
TEN_RESOURCES = "More than 10 resources in ACTIVE state. Please delete some and try again."
TOO_LONG = (
    "Length cannot be more than 1000 characters for GENRES. If no values exceed the character limit, make sure your "
    "data follows the formatting guidelines listed in https://docs.aws.amazon.com/personalize/latest/dg/data-prep.html."
)
NAME_TAKEN = (
    "Another resource with Arn arn:aws:personalize:us-east-1:000000000000:dataset-import-job/nightly already exists."
)
NO_GROUP = "The given dataset group does not exist: arn:aws:personalize:us-east-1:000000000000:dataset-group/movies"
NOT_ACTIVE = "The given solution must be in the ACTIVE state: arn:aws:personalize:us-east-1:000000000000:solution/x"
THEIR_ROLE = "arn:aws:iam::111111111111:role/theirs"
