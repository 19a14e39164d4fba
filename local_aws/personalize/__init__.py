"""A faithful model of the part of Amazon Personalize that gets data into datasets.

Its rules for data are written apart from those of preflight on purpose: property tests compare both.
"""

from local_aws.personalize.errors import ServiceError
from local_aws.personalize.import_jobs import Contents
from local_aws.personalize.objects import MemoryObjects, ObjectError
from local_aws.personalize.service import Call, Personalize

__all__ = ["Call", "Contents", "MemoryObjects", "ObjectError", "Personalize", "ServiceError"]
