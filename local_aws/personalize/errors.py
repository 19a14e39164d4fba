"""What goes wrong, as the service says it."""


class ServiceError(Exception):
    """An error answer of the service: a code, a message and an HTTP status."""

    def __init__(self, code: str, message: str, http_status: int = 400):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.http_status = http_status


class InvalidInputError(ServiceError):
    """The request breaks a rule: `InvalidInputException`."""

    def __init__(self, message: str):
        super().__init__("InvalidInputException", message)


class ImportFailedError(Exception):
    """The data cannot be imported; the text becomes the job's `failureReason`."""


class ModelViolationError(AssertionError):
    """An answer of this model breaks botocore's description of the service: a bug in here, not in the caller."""
