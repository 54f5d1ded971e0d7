"""The reasons of the checklist in words, and the diagnosis as JSON for the unattended interface."""

from gui.kb import Catalog
from gui.model.codec import to_json
from gui.model.diagnosis import Diagnosis, NextStep
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


def diagnosis_json(diagnosis: Diagnosis, catalog: Catalog | None = None) -> dict[str, JsonValue]:
    """Return the output of the `diagnose` subcommand. Without a catalog `why` is the text key."""
    return {
        "schema": DIAGNOSIS_SCHEMA,
        "ranked": [
            {
                "cause": ranked.cause,
                "ref": ranked.ref,
                "owner": ranked.owner.value,
                "p": ranked.p,
                "contributions": [
                    {"id": item.evidence.id, "value": item.evidence.value, "bits": item.bits}
                    for item in ranked.contributions
                ],
            }
            for ranked in diagnosis.ranked
        ],
        "unknown_p": diagnosis.unknown_p,
        "next_steps": [_step_json(step, catalog) for step in diagnosis.next_steps],
        "excluded": list(diagnosis.excluded),
        "evidence": to_json(diagnosis.evidence),
        "unlisted_code": diagnosis.unlisted_code,
        "network_speaks_for_terminal": diagnosis.network_speaks_for_terminal,
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
