"""The machine-readable report: the schema is `resources/schema/report-1.schema.json`."""

from gui import __version__
from gui.model.codec import to_json
from gui.model.diagnosis import Contribution, Diagnosis, NextStep, RankedCause, RankedPair
from gui.model.failure import ooni_name
from gui.model.observation import CheckReport, JsonValue
from gui.model.photo import Photo
from gui.probes.path import path_of
from gui.report.facts import Facts, clean_event
from gui.report.integrity import REPORT_SCHEMA, chain, seal_of, sha256

#: Two causes at the same time are left out of the file when they are less probable than this (own choice).
_PAIR_FROM_P = 0.01


def sealed_content(facts: Facts, *, lang: str, headline: str) -> dict[str, JsonValue]:
    """Return the whole report as JSON values, with the chained events and the seal."""
    events = chain(clean_event(event, facts.hidden) for event in facts.case.events)
    content: dict[str, JsonValue] = {
        "schema": REPORT_SCHEMA,
        "lang": lang,
        "generated_utc": facts.now_utc,
        "program": {
            "name": "POSCheckup",
            "version": __version__,
            "knowledge_digest": facts.knowledge.digest,
            "system": facts.system,
        },
        "case": {
            "id": facts.case.id,
            "created_utc": facts.case.created_utc,
            "app_version": facts.case.app_version,
            "knowledge_digest": facts.case.knowledge_digest,
        },
        "answers": dict(facts.state.answers),
        "fields": dict(facts.state.fields),
        "hidden_fields": to_json(sorted(facts.hidden)),
        "masked_count": facts.masked_count,
        "response_code": _response_code(facts),
        "verdict": _verdict(facts, headline),
        "diagnosis": _diagnosis(facts.diagnosis),
        "steps": to_json(facts.state.steps),
        "check": to_json(facts.state.check),
        "path": _path(facts.state.check),
        "photos": [_photo(photo) for photo in facts.photos],
        "ooni_failures": _ooni_failures(facts.state.check),
        "targets_tested": to_json(facts.targets),
        "events": list(events),
    }
    if facts.state.lan is not None:
        content["lan"] = to_json(facts.state.lan)
    if facts.bank.hotline:
        bank = facts.bank
        content["bank"] = {"name_zh": bank.name_zh, "name_en": bank.name_en, "hotline": bank.hotline}
    return {**content, "seal": seal_of(content)}


def _path(check: CheckReport | None) -> JsonValue:
    """Return the way to the provider, part by part, None without a run."""
    return None if check is None else to_json(path_of(check))


def _photo(photo: Photo) -> JsonValue:
    """Return what shows that a photo in the PDF is the one that was put there."""
    sizes = {"width_px": photo.width_px, "height_px": photo.height_px, "size_bytes": len(photo.jpeg)}
    return {"sha256": sha256(photo.jpeg), **sizes}


def _ooni_failures(check: CheckReport | None) -> JsonValue:
    """Return what OONI df-007 calls each failure that the run met, by our name."""
    probes = () if check is None else check.probes
    met = {seen.failure for probe in probes for seen in probe.observations if seen.failure is not None}
    return {failure.value: ooni_name(failure) for failure in sorted(met)}


def _response_code(facts: Facts) -> JsonValue:
    shown = facts.shown_code or facts.screen_text
    if not shown:
        return None
    meanings: list[JsonValue] = [
        {"id": code.id, "meaning_zh": code.meaning_zh, "meaning_en": code.meaning_en} for code in facts.codes
    ]
    return {"shown": shown, "meanings": meanings}


def _verdict(facts: Facts, headline: str) -> JsonValue:
    top = facts.top
    cause, p = (None, None) if top is None else (top.cause, top.p)
    return {"cause": cause, "owner": facts.owner, "p": p, "sentence": headline}


def _diagnosis(diagnosis: Diagnosis) -> JsonValue:
    return {
        "ranked": [_ranked(cause) for cause in diagnosis.ranked],
        "unknown_p": diagnosis.unknown_p,
        "pairs": [_pair(pair) for pair in diagnosis.pairs if pair.p >= _PAIR_FROM_P],
        "excluded": list(diagnosis.excluded),
        "next_steps": [_next_step(step) for step in diagnosis.next_steps],
        "unlisted_code": diagnosis.unlisted_code,
        "network_speaks_for_terminal": diagnosis.network_speaks_for_terminal,
    }


def _ranked(cause: RankedCause) -> JsonValue:
    return {
        "cause": cause.cause,
        "ref": cause.ref,
        "owner": cause.owner.value,
        "p": cause.p,
        "p_present": cause.p_present,
        "evidence": [_contribution(contribution) for contribution in cause.contributions],
    }


def _pair(pair: RankedPair) -> JsonValue:
    return {"causes": [pair.first, pair.second], "p": pair.p}


def _contribution(contribution: Contribution) -> JsonValue:
    evidence = contribution.evidence
    return {
        "id": evidence.id,
        "value": evidence.value,
        "source": evidence.source.value,
        "bits": round(contribution.bits, 3),
    }


def _next_step(step: NextStep) -> JsonValue:
    return {"id": step.id, "kind": step.kind.value, "minutes": step.minutes}
