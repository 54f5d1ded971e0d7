"""What the subcommands do: the same job as the wizard, from files and without a window.

Each function prints a short text for a person, unless its JSON goes to standard output, and returns the exit status.
"""

import math
from pathlib import Path

import gui
from gui.diagnose import diagnose, diagnosis_json, pair_text, review_knowledge, what_would_change, why_text
from gui.kb import LANGUAGES, Catalog, ChosenTargets, knowledge_summary, load_catalog, shop_file_error
from gui.model.bank import Bank
from gui.model.case import CaseFile, CaseState
from gui.model.codec import to_json
from gui.model.diagnosis import Diagnosis
from gui.model.errors import UserError
from gui.model.knowledge import Knowledge
from gui.model.observation import CheckReport
from gui.model.reference import Reference
from gui.paths import data_dir
from gui.probes import RUN_BUDGET_S, run_check_blocking
from gui.probes.path import path_of, rival_faults
from gui.report import Words, build_document, path_line, verify_file, write_file
from gui.session import Workspace, check_json, read_case, replay
from gui.session.ids import new_case_id, utc_now
from gui.session.values import nearest
from gui.unattended.console import STANDARD, read_json, say, say_error, write_json
from gui.unattended.selftest import run_self_test

_MAX_BUDGET_S = 300.0
_SHOWN_STEPS = 3


def show_knowledge(knowledge: Knowledge, catalog: Catalog, *, json_file: str | None) -> int:
    """Write the loaded knowledge; status 1 when trying it out finds a cause, a step or a plan that is wrong."""
    findings = review_knowledge(knowledge)
    summary = knowledge_summary(knowledge, load_catalog("zh"), load_catalog("en"))
    summary["findings"] = [str(problem) for problem in findings]
    if json_file is not None:
        write_json(json_file, summary)
    if json_file != STANDARD:
        say(
            catalog.text(
                "cli.kb.flawed" if findings else "cli.kb.loaded",
                causes=len(knowledge.causes),
                questions=len(knowledge.questions),
                steps=len(knowledge.steps),
                codes=len(knowledge.codes),
                providers=len(knowledge.providers),
                findings=len(findings),
            )
        )
    for problem in findings:
        say_error(str(problem))
    return 1 if findings else 0


def write_handbook(knowledge: Knowledge, reference: Reference, lang: str, path: Path) -> None:
    """Write the handbook in one language: as PDF when the file is called so, else as one HTML page.

    Raises UserError `report.*`.
    """
    from gui.report.handbook_build import build_handbook  # noqa: PLC0415 - nobody else needs it
    from gui.report.handbook_html import handbook_html  # noqa: PLC0415

    catalogs = {name: load_catalog(name) for name in LANGUAGES}
    handbook = build_handbook(knowledge, reference, catalogs, lang)
    if path.suffix.lower() != ".pdf":
        write_file(path, handbook_html(handbook))
        return
    from gui.qt.handbook_pdf import write_handbook_pdf  # noqa: PLC0415 - Qt is loaded only to write a PDF

    write_handbook_pdf(handbook, path)


def write_quick_guide(knowledge: Knowledge, lang: str, path: Path) -> None:
    """Write the page for the shop's wall as PDF. Raises UserError `report.*`."""
    from gui.qt.quick_guide import write_quick_guide as write  # noqa: PLC0415 - Qt is loaded only to write a PDF
    from gui.report.quick_guide import quick_guide_html  # noqa: PLC0415 - nobody else needs it

    catalogs = {name: load_catalog(name) for name in LANGUAGES}
    write(quick_guide_html(knowledge, catalogs, lang), catalogs[lang].text("guide.title"), path)


def check(
    knowledge: Knowledge,
    catalog: Catalog,
    *,
    chosen: ChosenTargets,
    provider: str | None,
    budget_s: float,
    json_file: str | None,
) -> int:
    """Run the connectivity checks; status 1 when a fault was found."""
    targets = chosen.targets
    if not (math.isfinite(budget_s) and 0 < budget_s <= _MAX_BUDGET_S):
        raise UserError("cli.budget", limit=f"{_MAX_BUDGET_S:g}")
    known = {*knowledge.providers, *(endpoint.provider for endpoint in targets.endpoints)}
    if provider is not None and provider not in known:
        options = nearest(provider, sorted(known))
        raise UserError("session.unknown_value", where="--provider", value=provider, options=options)
    tell_problems(catalog, chosen)
    report = run_check_blocking(targets.for_provider(provider), budget_s=budget_s)
    if json_file is not None:
        write_json(json_file, check_json(report))
    if json_file != STANDARD:
        say(verdict_text(catalog, report))
    return int(report.verdict.is_fault)


def verdict_text(catalog: Catalog, report: CheckReport) -> str:
    """Return the verdict in lines: where and what, the way part by part, what it means, what to do.

    Before what to do stands who signed in another's place, and what looks the same from one PC, if anything does.
    """
    fault = report.verdict.fault
    names = [catalog.text(f"segment.{report.verdict.segment}.name"), catalog.text(f"fault.{fault}.name")]
    separator = catalog.text("cli.check.separator")
    headline = catalog.text("cli.check.verdict", found=separator.join(dict.fromkeys(names)))
    issuer = report.verdict.issuer
    signed = [catalog.text("network.issuer", issuer=issuer)] if issuer else []
    way = path_line(Words(catalog), path_of(report))
    rivals = (catalog.text(f"remark.{rival}.text") for rival in rival_faults(report.verdict))
    lines = (headline, way, catalog.text(f"fault.{fault}.meaning"), *signed, *rivals, catalog.text(f"fault.{fault}.do"))
    return "\n".join(filter(None, lines))


def diagnose_case(knowledge: Knowledge, catalog: Catalog, *, case_file: str, json_file: str | None) -> int:
    """Diagnose a case file."""
    state = replay(_case_from(knowledge, case_file))
    diagnosis = diagnose(knowledge, state)
    if json_file is not None:
        turns = what_would_change(knowledge, state, diagnosis)
        write_json(json_file, diagnosis_json(diagnosis, catalog, turns))
    if json_file != STANDARD:
        say(diagnosis_text(catalog, diagnosis))
    return 0


def diagnosis_text(catalog: Catalog, diagnosis: Diagnosis) -> str:
    """Return the likeliest cause and the next steps in a few lines."""
    top = diagnosis.top
    lines = [catalog.text("cli.diagnose.unlisted")] if diagnosis.unlisted_code else []
    if top is None:
        lines.append(catalog.text("cli.diagnose.unclear"))
    else:
        name = catalog.text(f"cause.{top.cause}.name")
        lines.append(catalog.text("cli.diagnose.top", cause=name, percent=f"{top.p:.0%}"))
        lines.append(catalog.text(f"cause.{top.cause}.sentence"))
    if diagnosis.named_pair is not None:
        lines.append(pair_text(catalog, diagnosis.named_pair))
    for number, step in enumerate(diagnosis.next_steps[:_SHOWN_STEPS], start=1):
        lines.append(f"{number}. {catalog.text(f'step.{step.id}.title')} ({why_text(catalog, step)})")
    return "\n".join(lines)


def report_case(knowledge: Knowledge, catalog: Catalog, *, chosen: ChosenTargets, case_file: str, folder: Path) -> int:
    """Write the report of a case file: PDF, JSON and the short text."""
    tell_problems(catalog, chosen)
    case = _case_from(knowledge, case_file)
    _write_report(knowledge, catalog, case, replay(case), chosen.bank, folder)
    return 0


def verify(catalog: Catalog, path: Path) -> int:
    """Say whether an exported report is as it was written; status 1 when it is not."""
    found = verify_file(path)
    say(catalog.text(found.reason_key))
    if found.case_id:
        say(catalog.text("cli.verify.case", case=found.case_id, code=found.check_code))
        say(catalog.text("verify.note"))
    return 0 if found.ok else 1


def self_test(catalog: Catalog, *, json_file: str | None) -> int:
    """Check that this copy of the program works; status 1 when something does not."""
    results = run_self_test()
    ok = all(result.ok for result in results)
    if json_file is not None:
        checks = to_json(results)
        write_json(json_file, {"version": gui.__version__, "ok": ok, "checks": checks})
    if json_file != STANDARD:
        for result in results:
            word = catalog.text("cli.selftest.ok" if result.ok else "cli.selftest.failed")
            say(f"{word}  {result.name}  {result.detail}".rstrip())
    return 0 if ok else 1


def run_without_display(
    knowledge: Knowledge, catalog: Catalog, *, chosen: ChosenTargets, no_network: bool, folder: Path | None
) -> int:
    """Do the wizard's job with nobody watching: check the network, say the verdict, keep the case, write the report."""
    home = data_dir(folder)
    workspace = Workspace(home, knowledge)
    try:
        session = workspace.new_case(provider=chosen.bank.provider)
        for notice in (workspace.notice, shop_file_error(catalog, chosen.problems)):
            if notice is not None:
                say(notice_text(catalog, notice))
        session.record_answer("trouble", "network_only")
        if not no_network:
            wanted = chosen.targets.for_provider(session.state.answer("provider"))
            session.record_check(run_check_blocking(wanted, budget_s=RUN_BUDGET_S))
        session.close()
    finally:
        workspace.close()
    report = session.state.check
    say(catalog.text("cli.no_display"))
    say(catalog.text("cli.check.not_run") if report is None else verdict_text(catalog, report))
    _write_report(knowledge, catalog, session.case, session.state, chosen.bank, home / "reports")
    return int(report is not None and report.verdict.is_fault)


def notice_text(catalog: Catalog, notice: UserError) -> str:
    """Return what did not stop the program, in one line: what happened, and what it means."""
    return " ".join(catalog.text(f"error.{notice.key}.{part}", **notice.text_args) for part in ("what", "means"))


def tell_problems(catalog: Catalog, chosen: ChosenTargets) -> None:
    """Say on standard error what is wrong with the file beside the exe."""
    problem = shop_file_error(catalog, chosen.problems)
    if problem is not None:
        say_error(notice_text(catalog, problem))


def _case_from(knowledge: Knowledge, case_file: str) -> CaseFile:
    at_utc = utc_now()
    return read_case(
        knowledge, read_json(case_file), case_id=new_case_id(at_utc), at_utc=at_utc, app_version=gui.__version__
    )


def _write_report(
    knowledge: Knowledge, catalog: Catalog, case: CaseFile, state: CaseState, bank: Bank, folder: Path
) -> None:
    from gui.qt.headless import export_without_window  # noqa: PLC0415 - Qt is loaded only to write a PDF
    from gui.qt.system import system_summary  # noqa: PLC0415

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError("report.unwritable", path=str(folder)) from error
    diagnosis, system = diagnose(knowledge, state), system_summary()
    document = build_document(knowledge, catalog, case, state, diagnosis, now_utc=utc_now(), system=system, bank=bank)
    for path in export_without_window(document, folder):
        say(str(path))
