"""The sections after the first page: the judgement with reasons, answers, steps, probes, versions and remarks."""

from collections.abc import Iterator, Sequence

from gui import __version__
from gui.diagnose import why_text
from gui.model.case import StepRecord
from gui.model.diagnosis import NOTICEABLE_BITS, Contribution, NextStep, RankedCause, RankedPair
from gui.model.observation import CheckReport, ProbeResult, ProbeState
from gui.report.document import Row, Section, Table
from gui.report.facts import Facts, failed
from gui.report.lan import lan_section
from gui.report.look_up import bank_section, limit_section
from gui.report.picture import COLUMNS, seen_sentences, watch_picture
from gui.report.summary import network_lines
from gui.report.wording import Words

_POSSIBLE_FROM_P = 0.02  # own choice: what is less probable, and not ruled out, is left to the JSON
_SHOWN_CONTRIBUTIONS = 2
_SHOWN_TARGETS = 4
_DIGEST_LENGTH = 12


def detail_sections(facts: Facts, words: Words) -> tuple[Section, ...]:
    """Return the sections of the detail pages, in their order; empty ones are left out."""
    sections = (
        _causes(facts, words),
        _excluded(facts, words),
        limit_section(facts, words),
        bank_section(facts, words),
        _advised(facts, words),
        _answers(facts, words),
        _steps(facts.state.steps, words),
        _probes(facts, words),
        _watch(facts, words),
        lan_section(facts.state.lan, words),
        _targets(facts, words),
        _note(facts, words),
        _versions(facts, words),
        Section(title=words.say("report.section.remarks"), lines=tuple(_remarks(facts, words))),
    )
    return tuple(section for section in sections if section.facts or section.table or section.lines)


def _table(words: Words, columns: dict[str, int], rows: Sequence[tuple[str, ...]]) -> Table | None:
    """Return a table, None without rows. `columns`: the name of the text and the width in per cent."""
    if not rows:
        return None
    names = tuple(words.say(f"report.column.{name}") for name in columns)
    return Table(columns=names, widths=tuple(columns.values()), rows=tuple(rows))


def _causes(facts: Facts, words: Words) -> Section:
    rows = [
        (
            words.cause(cause.cause, is_little_known=facts.is_little_known(cause.cause)),
            words.say(f"owner.{cause.owner}"),
            words.chance(cause.p_present),
            _reasons(cause, words),
        )
        for cause in facts.diagnosis.ranked
        if cause.p_present >= _POSSIBLE_FROM_P and cause.cause not in facts.diagnosis.excluded
    ]
    unknown = (words.say("report.cause.unlisted"), words.say("report.cause.unlisted_owner"))
    rows.append((*unknown, words.chance(facts.diagnosis.unknown_p), words.say("report.cause.no_evidence")))
    columns = {"cause": 22, "owner": 13, "chance": 19, "evidence": 46}
    lines = () if facts.diagnosis.named_pair is None else (_pair(facts.diagnosis.named_pair, words),)
    return Section(title=words.say("report.section.possible"), table=_table(words, columns, rows), lines=lines)


def _pair(pair: RankedPair, words: Words) -> str:
    return words.say("pair.both", first=words.cause(pair.first), second=words.cause(pair.second))


def _reasons(cause: RankedCause, words: Words) -> str:
    """Return the strongest evidence for and against a cause, each on a line of its own."""
    supporting = [part for part in cause.contributions if part.bits >= NOTICEABLE_BITS]
    opposing = [part for part in cause.contributions if part.bits <= -NOTICEABLE_BITS]
    lines = [
        words.say(key, list=_joined(parts, words))
        for key, parts in (("report.cause.for", supporting), ("report.cause.against", opposing))
        if parts
    ]
    return "\n".join(lines) or words.say("report.cause.no_evidence")


def _joined(parts: Sequence[Contribution], words: Words) -> str:
    strongest = sorted(parts, key=lambda part: -abs(part.bits))[:_SHOWN_CONTRIBUTIONS]
    return words.join(words.evidence(part.evidence) for part in strongest)


def _excluded(facts: Facts, words: Words) -> Section:
    names = words.join(map(words.cause, facts.diagnosis.excluded))
    lines = (words.say("report.cause.excluded", list=names),) if names else ()
    return Section(title=words.say("report.section.excluded"), lines=lines)


def _advised(facts: Facts, words: Words) -> Section:
    done = {record.step for record in facts.state.steps}
    rows = [
        (words.step(step.id), words.duration(step.minutes), _why(step, words))
        for step in facts.diagnosis.next_steps
        if step.id not in done
    ]
    columns = {"step": 38, "minutes": 14, "why": 48}
    return Section(title=words.say("report.section.advised"), table=_table(words, columns, rows[:5]))


def _why(step: NextStep, words: Words) -> str:
    try:
        return why_text(words.catalog, step)
    except KeyError:  # a text that the catalog lacks must not cost the report
        return ""


def _answers(facts: Facts, words: Words) -> Section:
    rows = []
    for question, value in facts.state.answers.items():
        fallback = words.say(f"evidence.{question}", question)
        shown = facts.shown_code if question == "code" and facts.codes else words.answer(question, value)
        rows.append((words.say(f"question.{question}.text", fallback), shown))
    return Section(title=words.say("report.section.answers"), table=_table(words, {"question": 62, "answer": 38}, rows))


def _steps(steps: tuple[StepRecord, ...], words: Words) -> Section:
    rows = [(words.step(record.step), words.outcome(record.outcome), words.time(record.at_utc)) for record in steps]
    columns = {"step": 46, "outcome": 18, "time": 36}
    return Section(title=words.say("report.section.steps"), table=_table(words, columns, rows))


def _probes(facts: Facts, words: Words) -> Section:
    check = facts.state.check
    if check is None:
        return Section(title=words.say("report.section.probes"), lines=(words.say("report.network.unknown"),))
    rows = [_probe(probe, words) for probe in check.probes]
    columns = {"probe": 20, "target": 32, "result": 36, "took": 12}
    verdict = [*network_lines(facts, words)]
    if check.verdict.issuer:
        verdict.append(words.say("network.issuer", issuer=check.verdict.issuer))
    verdict += [text for remark in check.verdict.remarks if (text := _remark(remark, words))]
    return Section(title=words.say("report.section.probes"), table=_table(words, columns, rows), lines=tuple(verdict))


def _remark(remark: str, words: Words) -> str:
    return words.say(f"remark.{remark}.text", words.fault(remark))


def _probe(probe: ProbeResult, words: Words) -> tuple[str, ...]:
    targets = list(dict.fromkeys(observation.target for observation in probe.observations))
    shown = targets[:_SHOWN_TARGETS] + ["…"] * (len(targets) > _SHOWN_TARGETS)
    name = words.say(f"probe.{probe.kind}.name", probe.kind.value)
    took = words.say("report.version.milliseconds", ms=probe.duration_ms) if probe.state is ProbeState.DONE else "–"
    return (name, "\n".join(shown) or "–", "\n".join(_result(probe, words)), took)


def _result(probe: ProbeResult, words: Words) -> Iterator[str]:
    """Yield what came of a probe, and the different failures it met."""
    yield words.probe_state(probe)
    if probe.state is not ProbeState.DONE:
        reason = words.say(f"report.state.{probe.state}")
        yield words.say(probe.skipped_reason, reason) if probe.skipped_reason else reason
    failures = dict.fromkeys(observation.failure for observation in failed(probe.observations))
    for failure in failures:
        yield words.say(f"report.failure.{failure}", str(failure))


def _watch(facts: Facts, words: Words) -> Section:
    """Show what watching the line after the run saw; without a watch the section is empty, and left out."""
    title, check = words.say("watch.table.title"), facts.state.check
    if check is None or check.watch is None or not check.watch.parts:
        return Section(title=title)
    watch = check.watch
    table = Table(
        columns=tuple(words.say(f"watch.table.{name}") for name, _, _ in COLUMNS),
        widths=tuple(width for _, width, _ in COLUMNS),
        rows=tuple(tuple(cell(part, words.text) for _, _, cell in COLUMNS) for part in watch.parts),
    )
    lines = (*seen_sentences(watch, words.text), words.say("watch.table.note"))
    return Section(title=title, picture=watch_picture(watch, words.text, is_live=False), table=table, lines=lines)


def _targets(facts: Facts, words: Words) -> Section:
    line = words.join(facts.targets)
    return Section(title=words.say("report.section.targets"), lines=(line,) if line else ())


def _note(facts: Facts, words: Words) -> Section:
    note = facts.field("note")
    return Section(title=words.say("report.section.note"), lines=(str(note),) if note else ())


def _versions(facts: Facts, words: Words) -> Section:
    case, check = facts.case, facts.state.check
    values = {
        "program": f"POSCheckup {__version__}",
        "knowledge": _knowledge_version(facts, words),
        "system": facts.system,
        "case_opened": words.time(case.created_utc),
        "generated": words.time(facts.now_utc),
    }
    if check is not None:
        values["check_started"] = words.time(check.started_utc)
        values["check_took"] = words.say("report.version.seconds", seconds=f"{check.duration_ms / 1000:.1f}")
    values["clock"] = _clock(check, words)
    rows = tuple(Row(label=words.say(f"report.version.{name}"), value=value) for name, value in values.items())
    return Section(title=words.say("report.section.versions"), facts=rows)


def _knowledge_version(facts: Facts, words: Words) -> str:
    now, then = facts.knowledge.digest[:_DIGEST_LENGTH], facts.case.knowledge_digest[:_DIGEST_LENGTH]
    return now if now == then or not then else words.say("report.version.knowledge_changed", now=now, then=then)


def _clock(check: CheckReport | None, words: Words) -> str:
    offset_s = None if check is None else check.clock_offset_s
    if offset_s is None:
        return words.say("report.version.clock_unknown")
    if abs(offset_s) < 1:
        return words.say("report.version.clock_right")
    key = "report.version.clock_fast" if offset_s > 0 else "report.version.clock_slow"
    return words.say(key, seconds=f"{abs(offset_s):.0f}")


def _remarks(facts: Facts, words: Words) -> Iterator[str]:
    for name in ("estimate", "unknown"):
        yield words.say(f"report.remark.{name}")
    yield words.say("report.network.caveat")
    if facts.masked_count:
        yield words.say("report.remark.masked", count=facts.masked_count)
    if facts.hidden:
        yield words.say("report.remark.hidden", list=words.join(map(words.name, sorted(facts.hidden))))
    if facts.photos:
        yield words.say("report.remark.photos", count=len(facts.photos))
    yield words.say("report.remark.secrets")
    yield words.say("report.remark.tamper")
