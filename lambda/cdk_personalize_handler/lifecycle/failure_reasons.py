"""Failure reasons as CloudFormation shows them: the cause first, then the job, the data, and the remedies."""

import math
from collections.abc import Sequence

from cdk_personalize_handler.contract import job_names
from cdk_personalize_handler.lifecycle.outcomes import Context, Detail, Fail, JobArn, NextStep

_LONG_CAUSE = 240
"""Characters that a cause has before any remedy, as many as the longest words that are known of the service have. Where
no sentence of a remedy has room beside them, the first one has it beside the first sentence of the cause."""

_LEAST_ROOM = 150
"""Characters for cause and remedies to which the details of the context give way."""

_CONTINUE_BRIEFLY = "Continue with 'cdk rollback' or continue-update-rollback."


def render(failure: Fail, limit: int) -> str:
    """Return the reason of a failure in at most `limit` characters.

    Where not everything fits, this leaves out details of the context, the next step, remedies, errors, and at last the
    end of the cause. What stays is the job's name, what became of it, and how to continue a rollback: nothing else
    helps then.
    """
    cause, errors = _cause(failure, math.inf), failure.errors
    step = failure.next_step.value if failure.next_step else ""
    whole = _joined(_listed(cause, errors, len(errors)), _fitted(failure.context, math.inf), *failure.remedies, step)
    if len(whole) <= limit:
        return whole
    cause = _cause(failure, 0)
    step, stays = ("", _CONTINUE_BRIEFLY) if failure.next_step is NextStep.CONTINUE_ROLLBACK else (step, "")
    wanted = min(len(_joined(cause, *errors, *failure.remedies, step)), _LEAST_ROOM)
    context = _fitted(failure.context, limit - wanted - len(_joined("", stays)) - 1)
    room = limit - len(_joined("", context, stays))
    beginning = _shortened(cause, errors, room)
    space = 1 if context or stays else 2
    certain = len(beginning) if errors else min(len(beginning), _LONG_CAUSE)
    remedies = _whole_sentences(failure.remedies, room - certain - space)
    if not remedies and not errors:
        first = [_first_sentence(remedy) for remedy in failure.remedies[:1]]
        remedies = _whole_sentences(first, room - len(_first_sentence(beginning)) - space)
    if remedies and not errors:
        beginning = _cut(cause, room - len(remedies) - space)
    reason = _joined(beginning, context, remedies, stays)
    return f"{reason} {step}" if step and len(f"{reason} {step}") <= limit else reason


def _cause(failure: Fail, room: float) -> str:
    parts = (failure.cause,) if isinstance(failure.cause, str) else failure.cause
    return " ".join(_fitted(parts, room).split()).rstrip(".")


def _joined(beginning: str, *sentences: str) -> str:
    rest = " ".join(filter(None, sentences))
    return f"{beginning}{' ' if beginning.endswith('...') else '. '}{rest}" if rest else beginning


def _fitted(context: Context, room: float) -> str:
    """Leave out the details, the last first, and then the ARN around the job's name, until the rest has room."""
    details = [part for part in context if isinstance(part, Detail)]
    forms = [[part for part in context if part not in details[kept:]] for kept in range(len(details), -1, -1)]
    forms.append([job_names.name_of(part.arn) if isinstance(part, JobArn) else part for part in forms[-1]])
    texts = ["".join(map(_text, form)) for form in forms]
    return next((text for text in texts if len(text) <= room), texts[-1])


def _text(part: str | JobArn | Detail) -> str:
    return part if isinstance(part, str) else part.arn if isinstance(part, JobArn) else part.text


def _listed(cause: str, errors: Sequence[str], listed: int) -> str:
    return f"{cause}: {'; '.join(errors[:listed])}{_more(len(errors) - listed)}" if errors else cause


def _more(errors: int) -> str:
    return f"; {errors:,} more error{' is' if errors == 1 else 's are'} in the function's log" if errors else ""


def _shortened(cause: str, errors: Sequence[str], room: int) -> str:
    """List as many errors as have room, and of the first one at least the beginning."""
    if not errors:
        return _cut(cause, room)
    cause = _cut(cause, room // 2)
    for listed in range(len(errors), 0, -1):
        if len(_listed(cause, errors, listed)) <= room:
            return _listed(cause, errors, listed)
    rest = _more(len(errors) - 1)
    return f"{cause}: {_cut(errors[0], room - len(f'{cause}: {rest}'))}{rest}"


def _whole_sentences(remedies: Sequence[str], room: int) -> str:
    """Return as many whole sentences of the remedies as have room."""
    fitting = ""
    for remedy in remedies:
        left = room - len(f"{fitting} ".lstrip())
        sentences = remedy if len(remedy) <= left else remedy[: remedy.rfind(". ", 0, max(left, 0)) + 1]
        fitting = f"{fitting} {sentences}".strip()
    return fitting


def _first_sentence(text: str) -> str:
    return text[: text.find(". ") + 1] or text


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 3] + "..."
