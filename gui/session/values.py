"""What may be recorded: checks answers and fields against the knowledge, masks secrets, refuses passwords.

A number or a name in a typed text is masked or replaced by a token. A password, PIN, CVV, expiry date or SMS code is
refused: nobody needs it, and whoever typed it should know that.
"""

import re
from collections.abc import Iterable

from gui.model.errors import UserError
from gui.model.evidence import UNKNOWN
from gui.model.fields import FIELDS, parse_field
from gui.model.knowledge import Knowledge
from gui.model.observation import JsonValue
from gui.plain import nfkc
from gui.report import redact
from gui.report.named_secrets import named_secrets
from gui.report.pseudonyms import TOKEN

#: Answers that are typed, not chosen. What is typed can be anything, so it is redacted.
TYPED_ANSWERS = ("code", "screen_text")
_SIGN_OF_A_MASK = re.compile(rf"\*|{TOKEN.pattern}")
#: The error of a typed text that looks like a password or the like.
REFUSED = "field.secret"
#: So many valid names are listed when none is near to what was written.
_LISTED = 20
#: A name is meant that differs in no larger share of its characters (own choice).
_MOST_SLIPS = 0.5


def answer_ids(knowledge: Knowledge) -> tuple[str, ...]:
    """Return what can be answered: the questions of the knowledge, the provider, and what is typed."""
    return (*knowledge.questions, "provider", *TYPED_ANSWERS)


def clean_answer(knowledge: Knowledge, question_id: str, value: str, where: str = "") -> str:
    """Return the answer as it is to be stored. `where` names the place in a file for the message (`answers.charged`).

    Raises:
        UserError: `session.unknown_key` or `session.unknown_value`, with the nearest valid names as `options`;
            `field.secret`, in a file `session.secret`, for a typed text with a password or the like in it.
    """
    if question_id in TYPED_ANSWERS:
        _refuse_secrets(value, where)
        typed = nfkc(value) if question_id == "code" else value  # ４１ is 41 for every rule
        return redact(typed.strip()).text
    where = where or question_id
    values: Iterable[str]
    if question_id in knowledge.questions:
        values = knowledge.questions[question_id].values
    elif question_id == "provider":
        values = knowledge.providers
    else:
        options = nearest(question_id, answer_ids(knowledge))
        raise UserError("session.unknown_key", where=redact(where).text, options=options)
    if value != UNKNOWN and value not in values:
        options = nearest(value, (*values, UNKNOWN))
        raise UserError("session.unknown_value", where=where, value=redact(value).text, options=options)
    return value


def clean_field(name: str, text: str, where: str = "") -> JsonValue:
    """Return a report field as it is to be stored; None when it is empty. Free text comes back redacted.

    Raises:
        UserError: `field.<name>` when the text does not fit, `session.unknown_key` when there is no such field, and
            `field.secret` or `session.secret` as `clean_answer`.
    """
    if name not in FIELDS:
        raise UserError("session.unknown_key", where=redact(where or name).text, options=nearest(name, FIELDS))
    _refuse_secrets(text, where)  # `CVV 123` would do for an authorisation code
    value = parse_field(name, text)
    return redact(value).text if FIELDS[name].free_text and isinstance(value, str) else value


def _refuse_secrets(text: str, where: str) -> None:
    if next(named_secrets(nfkc(text)), None) is not None:
        raise UserError("session.secret", where=where) if where else UserError(REFUSED)


def may_become_secret(typed: str) -> bool:
    """Tell whether what is being typed may be the beginning of something that would be refused."""
    plain = nfkc(typed)
    return any(next(named_secrets(plain + rest), None) is not None for rest in ("1111", "1/27", "/27", "27"))


def is_masked(stored: object, typed: str) -> bool:
    """Tell whether a part of what was typed was masked or replaced by a token before it was stored."""
    return isinstance(stored, str) and any(sign not in typed for sign in _SIGN_OF_A_MASK.findall(stored))


def nearest(name: str, options: Iterable[str]) -> str:
    """Return the valid name nearest to `name`; when none is near, all of them or the first ones."""
    from gui.kb.schema import closest  # noqa: PLC0415 (the first page does without)

    names = list(dict.fromkeys(options))
    close = closest(name, names, most_slips=_MOST_SLIPS)
    if close is not None:
        return close
    return ", ".join(names[:_LISTED]) + (", ..." if len(names) > _LISTED else "")
