"""Amazon Personalize as IAM knows it."""

PERSONALIZE = "personalize.amazonaws.com"
"""Assumes the import role, and reads the data as a service too; the same in every partition."""
