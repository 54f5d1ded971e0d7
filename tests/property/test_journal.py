"""Whatever a log call carries, none of it reaches the file unless it is on the list."""

import logging
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gui import journal
from gui.journal import LOG_NAME, Event, open_journal

#: Marks the text, so that it is not found by chance in what the log writes itself; digits as a card number has.
CARD = "6222021234567890128"
SECRETS = st.builds(lambda before, after: f"{before}密{CARD}{after}", st.text(max_size=20), st.text(max_size=20))
FIELD_NAMES = st.sampled_from(sorted(journal._FIELDS))
NAMES = st.one_of(FIELD_NAMES, SECRETS)
VALUES = st.one_of(SECRETS, st.just(int(CARD)), st.just(float(CARD)), st.lists(SECRETS), SECRETS.map(str.encode))
ARGUMENTS = st.one_of(
    st.just(()),
    st.tuples(VALUES),
    st.tuples(VALUES, VALUES),
    st.dictionaries(NAMES, VALUES, min_size=1).map(lambda fields: (fields,)),
)
MESSAGES = st.one_of(st.sampled_from(list(Event)), SECRETS, VALUES)
LOGGERS = st.sampled_from(["gui.probes.run", "asyncio", "dns.resolver"])


def _raise(secret: str, *, how: int) -> None:
    """Raise an exception whose message, type name, function name or file name is secret."""
    if how == 0:
        raise ValueError(secret)
    if how == 1:
        raise ExceptionGroup(secret, [OSError(5, secret, secret)]) from KeyError(secret)
    if how == 2:
        raise type(secret.replace("\0", "").encode("utf-8", "replace").decode(), (Exception,), {})(secret)
    scope = {"__name__": secret}
    exec(compile("def f():\n  raise ValueError\nf()", secret.replace("\0", ""), "exec"), scope)


def _log(logger: str, message: object, arguments: tuple[Any, ...], extra: dict[str, object], error: Exception) -> None:
    """Give a record to the log only: other handlers fail loudly on arguments that do not fit the message."""
    exc_info = (type(error), error, error.__traceback__)
    record = logging.getLogger(logger).makeRecord(
        logger, logging.ERROR, "file", 1, message, arguments, exc_info, "function", extra
    )
    for handler in logging.getLogger().handlers:
        if isinstance(handler, journal._JournalHandler):
            handler.handle(record)


@given(
    logger=LOGGERS,
    message=MESSAGES,
    arguments=ARGUMENTS,
    extra=st.dictionaries(FIELD_NAMES, VALUES, max_size=3),
    secret=SECRETS,
    how=st.integers(0, 3),
)
def test_nothing_unlisted_reaches_the_log(
    logger: str, message: object, arguments: tuple[Any, ...], extra: dict[str, object], secret: str, how: int
) -> None:
    """Text in the message, the arguments, extra attributes and exceptions never appears; every record is one line."""
    with tempfile.TemporaryDirectory() as folder, open_journal(Path(folder)):
        try:
            _raise(secret, how=how)
        except Exception as error:  # noqa: BLE001 - raised on purpose
            _log(logger, message, arguments, {**extra, "shop": secret}, error)
        written = (Path(folder) / "logs" / LOG_NAME).read_text(encoding="utf-8")
    assert written.isascii()
    assert written.count("\n") == 1
    assert CARD not in written
    assert CARD[-4:] not in written.partition("Z ")[2].replace(".py:", "")
    assert written.split(" ")[2] == logger
