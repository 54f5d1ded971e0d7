"""The exact reading of a finished input. Nothing is guessed: what is not in the tables is 未收录, an empty tuple."""

from collections.abc import Iterable, Mapping, Sequence

from gui.kb.entries import Entry, EntryIndex, index_of
from gui.kb.folding import bigrams
from gui.kb.typed import Run, Typed
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import SCREEN_TEXT, Code, CodeNamespace, Knowledge, Trade

#: Codes of so many characters do not stand in a text by chance: they are names such as NOTENOUGH, or 000852.
_NO_CHANCE = 6
#: The kind of trade on which a message was shown; elsewhere (an app, a payout, a message) both may be meant.
TRADES: Mapping[str | None, Trade] = {"card_trade": Trade.CARD, "sign_in": Trade.CARD, "qr_trade": Trade.QR}


def resolve_code(
    knowledge: Knowledge, code: str, *, shown_where: str | None = None, provider: str | None = None
) -> tuple[Code, ...]:
    """Return what a code means: a `Code.id`, or what was typed (` ５１ `, `提示51余额不足`). Empty: 未收录.

    A code that several namespaces hold means the one that fits where it was shown and whose terminal it is; all that
    fit, the likelier first, where that leaves it open. Words are read as a screen text.
    """
    entries = index_of(knowledge)
    typed = entries.reader.read(code, entries.by_key)
    found = _by_id(entries, code) or _by_code(entries, typed) or _by_text(entries, typed.texts + typed.phrases)
    return _preferred(found, shown_where, provider)


def resolve_screen_text(
    knowledge: Knowledge, text: str, *, shown_where: str | None = None, provider: str | None = None
) -> tuple[Code, ...]:
    """Return the code or fixed text that a terminal shows as `text`, whole or one phrase of it. Empty: 未收录.

    On a QR trade a wallet's code with that text comes first: a bare 账户异常 there is WeChat's ACCOUNTERROR. A code is
    read as a code.
    """
    entries = index_of(knowledge)
    typed = entries.reader.read(text, entries.by_key)
    found = (
        _by_id(entries, text)
        or _by_text(entries, (typed.text,))
        or _by_code(entries, typed)
        or _by_text(entries, typed.texts + typed.phrases)
    )
    return _preferred(found, shown_where, provider)


def find_code(knowledge: Knowledge, code_id: str) -> Code | None:
    """Return the entry with exactly this id (`unionpay-39:51`), or None."""
    return next((code for code in knowledge.codes if code.id == code_id), None)


def is_open(codes: Iterable[Code]) -> bool:
    """Say whether it matters which of its meanings a code has: they point at different causes."""
    leading = (max(code.likelihood, key=lambda cause: code.likelihood[cause], default=code.id) for code in codes)
    return len(set(leading)) > 1


def agrees(entry: Entry, typed: Typed, index: EntryIndex) -> bool:
    """Say whether the words beside a code have something in common with what it means."""
    return not (bigrams(typed.words) - index.common_pairs).isdisjoint(entry.pairs)


def is_said(run: Run, entry: Entry, typed: Typed, index: EntryIndex) -> bool:
    """Say whether a run is meant as the code of this entry, and is no number that stands there by chance."""
    if run.is_marked or len(run.key) >= _NO_CHANCE or agrees(entry, typed, index):
        return True
    return run.is_edge and not typed.message


def _by_id(index: EntryIndex, text: str) -> list[Entry]:
    wanted = text.strip().casefold()
    return [entry for entry in index.entries if entry.code.id.casefold() == wanted]


def _by_code(index: EntryIndex, typed: Typed) -> list[Entry]:
    """Return the entries of the whole, else of the one code among the words; those that the words fit, if any do."""
    if typed.whole in index.by_key:
        return list(index.by_key[typed.whole])
    said = [
        (run.key, entry)
        for run in typed.runs
        for entry in index.by_key.get(run.key, ())
        if is_said(run, entry, typed, index)
    ]
    if len({key for key, _ in said}) != 1:
        return []
    found = [entry for _, entry in said]
    return [entry for entry in found if agrees(entry, typed, index)] or found


def _by_text(index: EntryIndex, texts: Iterable[str]) -> list[Entry]:
    for text in texts:
        found = [entry for entry in index.entries if text in entry.shown]
        if found:
            return found
    return []


def _preferred(found: Sequence[Entry], shown_where: str | None, provider: str | None) -> tuple[Code, ...]:
    """Narrow several hits to those that fit the place and the provider; what is left open stays, the likelier first."""
    trade = TRADES.get(shown_where)
    own = [entry for entry in found if provider in entry.namespace.providers and _fits(entry.namespace, trade)]
    if own:
        return _codes(own)
    left = [entry for entry in found if not is_anothers(entry.namespace, provider)] or found
    if trade is Trade.QR:
        return _codes(_on_qr(left))
    fixed = [entry for entry in left if entry.code.namespace == SCREEN_TEXT]
    if fixed:
        return _codes(fixed)
    on_card = [entry for entry in left if entry.namespace.trade is not Trade.QR]
    standard = [entry for entry in on_card if entry.namespace.standard] or on_card
    if trade is Trade.CARD:
        return _codes(standard or left)
    return _codes([*standard, *_passed_on_first(left)])


def is_anothers(namespace: CodeNamespace, provider: str | None) -> bool:
    """Say whether codes are another provider's own, and not passed on by this one."""
    if provider in (None, UNKNOWN) or not namespace.providers or namespace.passed_on:
        return False
    return provider not in namespace.providers


def _on_qr(left: Sequence[Entry]) -> list[Entry]:
    """A named provider's QR codes are what they are; one unnamed acquirer's may be, and UnionPay's QR codes too."""
    on_qr = _passed_on_first(left)
    named = [entry for entry in on_qr if entry.namespace.providers]
    rest = [entry for entry in left if entry.namespace.trade is not Trade.QR]
    standard = [entry for entry in rest if entry.namespace.standard]
    return named or [*on_qr, *(standard or rest)]


def _passed_on_first(left: Sequence[Entry]) -> list[Entry]:
    """Return the QR entries: first those that every provider passes on."""
    on_qr = [entry for entry in left if entry.namespace.trade is Trade.QR]
    return sorted(on_qr, key=lambda entry: not entry.namespace.passed_on)


def _fits(namespace: CodeNamespace, trade: Trade | None) -> bool:
    return trade is None or namespace.trade in (trade, Trade.ANY)


def _codes(entries: Iterable[Entry]) -> tuple[Code, ...]:
    return tuple(entry.code for entry in entries)
