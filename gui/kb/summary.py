"""The knowledge as plain JSON values: the answer of `poscheckup kb --json`."""

from gui import __version__
from gui.kb.catalog import Catalog
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import Code, Knowledge
from gui.model.observation import JsonValue


def knowledge_summary(knowledge: Knowledge, zh: Catalog, en: Catalog) -> dict[str, JsonValue]:
    """Return causes, questions, steps, codes and providers with their texts in both languages; a stable contract."""

    def both(key: str, name: str) -> dict[str, JsonValue]:
        return {f"{name}_zh": zh.text(key), f"{name}_en": en.text(key)}

    return {
        "version": __version__,
        "digest": knowledge.digest,
        "causes": [
            {
                "id": cause.id,
                "ref": cause.ref,
                "owner": cause.owner.value,
                **both(f"cause.{cause.id}.name", "name"),
                "confidence": cause.confidence,
                "scope": list(cause.scope),
                "measured_by": list(cause.measured_by),
                "asks_for": list(cause.asks_for),
                "masks": list(cause.masks),
            }
            for cause in sorted(knowledge.causes.values(), key=lambda cause: cause.ref)
        ],
        "questions": [
            {
                "id": question.id,
                **both(f"question.{question.id}.text", "text"),
                "values": [*question.values, UNKNOWN],
            }
            for question in knowledge.questions.values()
        ],
        "steps": [
            {
                "id": step.id,
                "kind": step.kind.value,
                "minutes": step.minutes,
                "who": step.who.value,
                **both(f"step.{step.id}.title", "title"),
            }
            for step in knowledge.steps.values()
        ],
        "codes": [_code_summary(code) for code in knowledge.codes],
        "providers": [
            {
                "id": provider.id,
                **both(f"provider.{provider.id}.name", "name"),
                "phone": provider.phone,
                "hosts": list(provider.hosts),
            }
            for provider in knowledge.providers.values()
        ],
    }


def _code_summary(code: Code) -> dict[str, JsonValue]:
    return {
        "id": code.id,
        "namespace": code.namespace,
        "code": code.code,
        "meaning_zh": code.meaning_zh,
        "meaning_en": code.meaning_en,
        "causes": [cause for cause, _ in sorted(code.likelihood.items(), key=lambda item: -item[1])],
        "confidence": code.confidence,
    }
