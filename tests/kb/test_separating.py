"""Where two faults look the same from one PC, both are named and the checklist asks what tells them apart."""

from dataclasses import replace

import pytest

from gui.diagnose import diagnose, is_cause_undecided, why_text
from gui.model.case import CaseState
from gui.model.evidence import UNKNOWN
from gui.model.observation import CheckReport, Segment, Verdict
from tests.kb.data import CATALOGS, KNOWLEDGE

HOTSPOT, DNS = "ask-works-on-other-network", "ask-dns-change-helps"
#: Rows 35 and 52c, 37 and 43 of the domain list, either of them being the one that is named first.
PAIRS = {
    ("down", "ip-filter"): (Segment.ACQUIRER, HOTSPOT),
    ("ip-filter", "down"): (Segment.ROUTER, HOTSPOT),
    ("firewall-reject", "down"): (Segment.ROUTER, HOTSPOT),
    ("resolver-down", "isp-dns-down"): (Segment.DNS, DNS),
    ("isp-dns-down", "resolver-down"): (Segment.ISP, DNS),
}
#: What a shop in this trouble may have said. The number: how many steps for the customer's money may come before.
CASES: dict[str, tuple[dict[str, str], int]] = {
    "not charged": ({"trouble": "no_network", "charged": "no", "connection": "wifi", "other_card_works": "no"}, 0),
    "hardly anything": ({"trouble": "abnormal_or_code", "connection": "ethernet"}, 0),
    "not sure": ({"trouble": "abnormal_or_code", "charged": "unknown", "connection": "unknown"}, 0),
    "only the network": ({"trouble": "network_only"}, 0),
    "perhaps charged": ({"trouble": "charged_but_failed", "connection": "wifi"}, 4),
}
SEPARATING = [step for step in KNOWLEDGE.steps.values() if step.separates]
TESTS = {"own_card": HOTSPOT, "clean": HOTSPOT, **{step.id: step.id for step in SEPARATING}}


def case_of(pair: tuple[str, str], answers: dict[str, str]) -> CaseState:
    """Return a case whose run found the first of two faults and named the other."""
    fault, rival = pair
    verdict = Verdict(segment=PAIRS[pair][0], fault=fault, confidence=0.6, remarks=("gw-no-ping", rival))
    return CaseState(
        answers=answers,
        check=CheckReport(started_utc="2026-11-23T08:00:00Z", duration_ms=900, verdict=verdict, probes=()),
    )


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
@pytest.mark.parametrize("name", CASES)
def test_the_separating_question_comes_first(pair: tuple[str, str], name: str) -> None:
    """First of all, or right after the looks for the customer's money. Its reason names both faults."""
    answers, money_checks = CASES[name]
    steps = diagnose(KNOWLEDGE, case_of(pair, answers)).next_steps
    place = [step.id for step in steps].index(PAIRS[pair][1])
    assert place <= money_checks
    assert all(step.kind.value == "check_money" for step in steps[:place])
    for catalog in CATALOGS.values():
        why = why_text(catalog, steps[place])
        assert all(catalog.text(f"fault.{fault}.name") in why for fault in pair)


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if PAIRS[pair][1] == HOTSPOT], ids="-".join)
@pytest.mark.parametrize(("answer", "cause"), [("yes", "firewall-blocks-provider"), ("no", "acquirer-outage")])
def test_the_hotspot_tells_filter_and_outage_apart(pair: tuple[str, str], answer: str, cause: str) -> None:
    """Works on the hotspot: the shop's line. Same trouble: the provider. Before that no cause is named firmly."""
    answers = CASES["not charged"][0]
    assert is_cause_undecided(KNOWLEDGE, case_of(pair, answers))
    told = case_of(pair, {**answers, "works_on_other_network": answer})
    assert diagnose(KNOWLEDGE, told).ranked[0].cause == cause
    assert not is_cause_undecided(KNOWLEDGE, told)


@pytest.mark.parametrize("answer", ["router", "pc_only"])
def test_another_name_server_that_helps_speaks_for_names(answer: str) -> None:
    """Either way it is a matter of name servers; with neither it is the line."""
    answers = CASES["not charged"][0]
    told = diagnose(KNOWLEDGE, case_of(("resolver-down", "isp-dns-down"), {**answers, "dns_change_helps": answer}))
    assert told.ranked[0].cause == "dns-failure"
    assert told.ranked[0].p > 0.95
    neither = diagnose(KNOWLEDGE, case_of(("resolver-down", "isp-dns-down"), {**answers, "dns_change_helps": "no"}))
    assert neither.ranked[0].cause == "no-internet"


@pytest.mark.parametrize(
    ("connection", "line"),
    [("cellular", {"weak-cellular", "data-card-expired", "sim-loose-or-locked"}), ("wifi", {"wifi-not-joined"})],
)
def test_the_hotspot_splits_line_and_terminal(connection: str, line: set[str]) -> None:
    """Works there: the SIM card or the shop's WiFi. Same trouble there: rather something else."""
    clean = case_of(("down", "ip-filter"), {**CASES["not charged"][0], "connection": connection}).check
    assert clean is not None
    clean = replace(clean, verdict=Verdict(segment=Segment.NONE, fault="none", confidence=0.95))
    case = CaseState(answers={**CASES["not charged"][0], "connection": connection}, check=clean)

    def on_the_line(told: CaseState) -> float:
        return sum(item.p for item in diagnose(KNOWLEDGE, told).ranked if item.cause in line)

    works, same = (case.with_answer("works_on_other_network", answer) for answer in ("yes", "no"))
    assert diagnose(KNOWLEDGE, works).ranked[0].cause in line
    assert on_the_line(works) > on_the_line(case) > 2 * on_the_line(same)


@pytest.mark.parametrize("lang", CATALOGS)
@pytest.mark.parametrize("test_id", TESTS)
def test_every_test_is_worded(lang: str, test_id: str) -> None:
    """A title, a reason, four steps, a button and a meaning for every result, in both languages."""
    text, has = CATALOGS[lang].text, CATALOGS[lang].has
    assert text(f"split.{test_id}.title") != text(f"split.{test_id}.why")
    steps = test_id if has(f"split.{test_id}.step1") else "hotspot"
    assert all(text(f"split.{steps}.step{number}") for number in range(1, 5))
    values = KNOWLEDGE.questions[KNOWLEDGE.steps[TESTS[test_id]].question or ""].values
    assert all(text(f"split.{test_id}.answer.{value}") for value in values)
    results = [text(f"split.{test_id}.result.{value}") for value in (*values, UNKNOWN)]
    assert len(set(results)) == len(results)


def test_the_hotspot_never_risks_the_customers_money() -> None:
    """The money comes before the try in words; when the customer may be charged nothing but a sign-in is tried."""
    zh = CATALOGS["zh"].text
    assert zh("split.money").startswith("先管钱")
    assert zh("split.hotspot.step3").index("没有扣款") < zh("split.hotspot.step3").index("试一笔")
    assert "试一笔" not in zh("split.hotspot.step3_charged")
    assert "不要" in zh("split.money_charged")
