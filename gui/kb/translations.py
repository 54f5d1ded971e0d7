"""Which texts the knowledge needs, in every language. A missing one is a problem: nobody sees a bare key."""

from collections.abc import Iterator, Sequence

from gui.kb.catalog import Catalog
from gui.kb.checks import Draft
from gui.kb.schema import nearest
from gui.model.errors import Problem
from gui.model.knowledge import Cause, Knowledge, NetworkFault, Owner

#: The texts of one entry, by the first word of their keys.
FIELDS = {
    "cause": ("name", "sentence", "now", "tell", "asks", "meanwhile"),
    "question": ("text", "why"),
    "step": ("title", "text"),
    "provider": ("name", "note"),
    "contact": ("name",),
    "fault": ("name", "meaning", "do"),
}


def _with_contact(knowledge: Knowledge) -> Iterator[Cause | NetworkFault]:
    yield from knowledge.causes.values()
    yield from knowledge.network_faults.values()


def needed_texts(knowledge: Knowledge) -> Iterator[str]:
    """Yield the key of every text that the knowledge refers to; the values of `provider` are named by the providers."""
    used = {
        "cause": knowledge.causes,
        "question": knowledge.questions,
        "step": knowledge.steps,
        "provider": knowledge.providers,
        "contact": dict.fromkeys(entry.contact for entry in _with_contact(knowledge) if entry.contact),
        "fault": knowledge.network_faults,
    }
    for kind, ids in used.items():
        yield from (f"{kind}.{entry_id}.{field}" for entry_id in ids for field in FIELDS[kind])
    for question in knowledge.questions.values():
        if question.id != "provider":
            yield from (f"question.{question.id}.value.{value}" for value in question.values)
    yield from (f"owner.{owner}" for owner in Owner)
    yield from sorted({f"scope.{item}" for cause in knowledge.causes.values() for item in cause.scope})
    yield from sorted({f"ui.namespace.{code.namespace}" for code in knowledge.codes})
    yield "answer.unknown"


def check_translations(draft: Draft, catalogs: Sequence[Catalog]) -> Iterator[Problem]:
    """Yield a problem for every needed text that a language lacks or leaves blank."""
    needed = tuple(needed_texts(draft.knowledge))
    for catalog in catalogs:
        folder = f"i18n/{catalog.lang}"
        for key in needed:
            if key not in catalog.texts:
                message = f"missing text{nearest(key, _neighbours(key, catalog))}"
                yield Problem(file=folder, key=key, message=message)
            elif not catalog.texts[key].strip():
                yield Problem(file=folder, key=key, message="blank text")


def _neighbours(key: str, catalog: Catalog) -> list[str]:
    """Return the texts of the same kind with the same last word: the only ones that a slip could have meant."""
    kind, field = key.partition(".")[0], key.rpartition(".")[2]
    return [other for other in catalog.texts if other.startswith(f"{kind}.") and other.endswith(f".{field}")]
