"""Everything that patches ministack, which a new version may change: `tests/local_aws/ministack` guards it."""
