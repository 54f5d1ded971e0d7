"""The reasons of the checklist in words, and the diagnosis as JSON for the unattended interface."""

from collections.abc import Sequence

from gui.kb import Catalog
from gui.model.codec import to_json
from gui.model.diagnosis import Diagnosis, NextStep, RankedPair, Turn
from gui.model.evidence import UNKNOWN
from gui.model.observation import JsonValue

DIAGNOSIS_SCHEMA = "poscheckup.diagnosis/1"

#: What the arguments of a reason name, as the text key of that name.
_NAMES = {
    "cause": "cause.{}.name",
    "other": "cause.{}.name",
    "question": "question.{}.text",
    "step": "step.{}.title",
    "fault": "fault.{}.name",
    "rival": "fault.{}.name",
}


def why_text(catalog: Catalog, step: NextStep) -> str:
    """Return why a step comes now, in the catalog's language. `why_args` hold ids: their names are looked up."""
    names = {name: catalog.text(_NAMES[name].format(value)) for name, value in step.why_args.items()}
    return catalog.text(step.why, **names)


def pair_text(catalog: Catalog, pair: RankedPair) -> str:
    """Return that there may be two problems at the same time, and which one comes first."""
    first, second = (catalog.text(f"cause.{cause}.name") for cause in (pair.first, pair.second))
    return catalog.text("pair.both", first=first, second=second)


def turn_text(catalog: Catalog, turn: Turn) -> str:
    """Return in one sentence which answer would put which cause first."""
    names = {
        "question": catalog.text(f"question.{turn.question}.text"),
        "value": _answer_text(catalog, turn.question, turn.value),
        "cause": catalog.text(f"cause.{turn.cause}.name"),
    }
    if turn.given == UNKNOWN:
        return catalog.text("change.open", **names)
    return catalog.text("change.given", given=_answer_text(catalog, turn.question, turn.given), **names)


def _answer_text(catalog: Catalog, question: str, value: str) -> str:
    return catalog.text(f"provider.{value}.name" if question == "provider" else f"question.{question}.value.{value}")


def turns_text(catalog: Catalog, turns: Sequence[Turn]) -> str:
    """Return what would change the verdict, a line for each answer, or that no single answer would."""
    if not turns:
        return catalog.text("change.none")
    return "\n".join([catalog.text("change.title"), *(turn_text(catalog, turn) for turn in turns)])


def diagnosis_json(
    diagnosis: Diagnosis, catalog: Catalog | None = None, turns: Sequence[Turn] = ()
) -> dict[str, JsonValue]:
    """Return the output of the `diagnose` subcommand. Without a catalog `why` is the text key.

    `ranked` p and `unknown_p` sum to 1; `pairs` are a part of that. `turns` become `would_change`.
    """
    named = diagnosis.named_pair
    return {
        "schema": DIAGNOSIS_SCHEMA,
        "ranked": [
            {
                "cause": ranked.cause,
                "ref": ranked.ref,
                "owner": ranked.owner.value,
                "p": ranked.p,
                "p_present": ranked.p_present,
                "contributions": [
                    {"id": item.evidence.id, "value": item.evidence.value, "bits": item.bits}
                    for item in ranked.contributions
                ],
            }
            for ranked in diagnosis.ranked
        ],
        "unknown_p": diagnosis.unknown_p,
        "pairs": [{"causes": [pair.first, pair.second], "p": pair.p} for pair in diagnosis.pairs],
        "named_pair": None if named is None else [named.first, named.second],
        "would_change": [_turn_json(turn, catalog) for turn in turns],
        "next_steps": [_step_json(step, catalog) for step in diagnosis.next_steps],
        "hand_over": diagnosis.hand_over,
        "excluded": list(diagnosis.excluded),
        "evidence": to_json(diagnosis.evidence),
        "unlisted_code": diagnosis.unlisted_code,
        "network_speaks_for_terminal": diagnosis.network_speaks_for_terminal,
    }


def _turn_json(turn: Turn, catalog: Catalog | None) -> JsonValue:
    return {
        "question": turn.question,
        "value": turn.value,
        "given": turn.given,
        "cause": turn.cause,
        "p": turn.p,
        "p_answer": turn.p_answer,
        "text": "" if catalog is None else turn_text(catalog, turn),
    }


def _step_json(step: NextStep, catalog: Catalog | None) -> dict[str, JsonValue]:
    return {
        "id": step.id,
        "kind": step.kind.value,
        "minutes": step.minutes,
        "why": step.why if catalog is None else why_text(catalog, step),
        "why_key": step.why,
        "why_args": dict(step.why_args),
        "p_fix": step.p_fix,
        "sale": step.sale.value,
    }
