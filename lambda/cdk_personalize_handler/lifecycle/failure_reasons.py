"""Failure reasons as CloudFormation shows them: the cause first, then the job, the data, and the remedies."""

from collections.abc import Sequence

from cdk_personalize_handler.contract import job_names
from cdk_personalize_handler.lifecycle.outcomes import Context, Detail, Fail, JobArn, NextStep

_LONG_CAUSE = 200
"""Characters that a cause has before any remedy, as many as the longest sentence that is known of the service has."""

_LEAST_ROOM = 150
"""Characters for cause and remedies to which the details of the context give way."""

_CONTINUE_BRIEFLY = "Continue with 'cdk rollback' or continue-update-rollback."


def render(failure: Fail, limit: int) -> str:
    """Return the reason of a failure in at most `limit` characters.

    Where not everything fits, this leaves out details of the context, the next step, remedies, errors, and at last the
    end of the cause. What stays is the job's name, what became of it, and how to continue a rollback: nothing else
    helps then.
    """
    cause = " ".join(failure.cause.split()).rstrip(".")
    errors, step = failure.errors, failure.next_step.value if failure.next_step else ""
    whole = _joined(_listed(cause, errors, len(errors)), _with_details(failure.context), *failure.remedies, step)
    if len(whole) <= limit:
        return whole
    stays = _CONTINUE_BRIEFLY if failure.next_step is NextStep.CONTINUE_ROLLBACK else ""
    wanted = min(len(_joined(cause, *errors, *failure.remedies)), _LEAST_ROOM)
    context = _context(failure.context, limit - wanted - len(_joined("", stays)))
    room = limit - len(_joined("", context, stays))
    beginning = _shortened(cause, errors, room)
    certain = len(beginning) if errors else min(len(beginning), _LONG_CAUSE)
    remedies = _fitting(failure.remedies, room - certain - 2)
    if remedies and not errors:
        beginning = _cut(cause, room - len(remedies) - 2)
    reason = _joined(beginning, context, remedies, stays)
    return f"{reason} {step}" if not stays and step and len(f"{reason} {step}") <= limit else reason


def _joined(beginning: str, *sentences: str) -> str:
    rest = " ".join(filter(None, sentences))
    return f"{beginning}{' ' if beginning.endswith('...') else '. '}{rest}" if rest else beginning


def _with_details(context: Context) -> str:
    return "".join(_text(part) for part in context)


def _text(part: str | JobArn | Detail) -> str:
    return part if isinstance(part, str) else part.arn if isinstance(part, JobArn) else part.text


def _context(context: Context, room: int) -> str:
    """Leave out the details, and then what is around the job's name, if there is no room for them."""
    without_details = tuple(part for part in context if not isinstance(part, Detail))
    with_name_only = tuple(
        job_names.name_of(part.arn) if isinstance(part, JobArn) else part for part in without_details
    )
    forms = [_with_details(form) for form in (context, without_details, with_name_only)]
    return next((form for form in forms if len(form) + 1 <= room), forms[-1])


def _listed(cause: str, errors: Sequence[str], told: int) -> str:
    return f"{cause}: {'; '.join(errors[:told])}{_more(len(errors) - told)}" if errors else cause


def _more(errors: int) -> str:
    return f"; {errors:,} more error{' is' if errors == 1 else 's are'} in the function's log" if errors else ""


def _shortened(cause: str, errors: Sequence[str], room: int) -> str:
    """List as many errors as have room, and of the first one at least the beginning."""
    if not errors:
        return _cut(cause, room)
    cause = _cut(cause, room // 2)
    for told in range(len(errors), 0, -1):
        if len(_listed(cause, errors, told)) <= room:
            return _listed(cause, errors, told)
    rest = _more(len(errors) - 1)
    return f"{cause}: {_cut(errors[0], room - len(f'{cause}: {rest}'))}{rest}"


def _fitting(remedies: Sequence[str], room: int) -> str:
    """Return as many whole sentences of the remedies as have room."""
    fitting = ""
    for remedy in remedies:
        left = room - len(fitting) - 1
        sentences = remedy if len(remedy) <= left else remedy[: remedy.rfind(". ", 0, max(left, 0)) + 1]
        fitting = f"{fitting} {sentences}".strip()
    return fitting


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 3] + "..."
