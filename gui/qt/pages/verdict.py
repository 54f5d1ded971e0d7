"""结论: whose problem it is, what to do now, whom to call, how to take money meanwhile, and why."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWizard

from gui.diagnose import (
    attracts_swindlers,
    is_firm,
    may_be_charged,
    pair_text,
    split_test,
    undecided,
)
from gui.kb import is_open, resolve_code, resolve_screen_text
from gui.model.diagnosis import Diagnosis
from gui.model.evidence import UNKNOWN
from gui.model.knowledge import SCREEN_TEXT, Cause, NetworkFault, Owner
from gui.model.observation import Segment
from gui.probes.path import path_of, rival_faults
from gui.qt.context import WizardContext
from gui.qt.icons import drawing
from gui.qt.pages.base import Page
from gui.qt.theme import present_palette
from gui.qt.widgets.bank_picker import BankPicker
from gui.qt.widgets.basics import Card, Fold, Notice, button, clear, horizontal, label, vertical
from gui.qt.widgets.code_words import code_words
from gui.qt.widgets.limit_texts import limit_text, may_be_limited
from gui.qt.widgets.path_picture import PathPicture
from gui.qt.widgets.ranked import CauseRow, change_text

SHOWN_CAUSES = 5
OWNER_PX = 48
#: Widths of the three columns: whom to call and what to say is the longest text.
COLUMN_SHARES = (3, 4, 3)
#: Contacts that are reached through the provider's hotline.
PROVIDER_CONTACTS = ("acquirer", "after_sales", "data_card")
#: Contacts that are a bank: which one, the shop knows.
BANK_CONTACTS = ("issuer", "settlement_bank")
#: Below this a further cause is noise on the page (it stays in the report).
SHOWN_P = 0.01


class VerdictPage(Page):
    """Reads the diagnosis; decides nothing."""

    name = "verdict"

    def __init__(self, context: WizardContext) -> None:
        super().__init__(context)
        self.owner = label(wrap=False)
        self.whose = label("group")
        self.sentence = label("sentence")
        self.money = Notice("attention")
        self.network = Notice("attention")
        self.path = PathPicture(context.texts)
        self.titles = {key: label("group") for key in ("now", "call", "meanwhile")}
        self.bodies = {key: label() for key in ("now", "call", "meanwhile")}
        self.copy = button()
        self.copy.clicked.connect(self._copy)
        cards = [Card(self.titles[key], self.bodies[key]) for key in ("now", "call", "meanwhile")]
        self.bank = BankPicker(context.texts)
        self.bank.hide()
        cards[1].column.addWidget(self.bank)
        cards[1].column.addWidget(self.copy)
        for card in cards:
            card.column.addStretch(1)
        self.ranked_title = label("group")
        self.ranked = QVBoxLayout()
        self.ranked.setSpacing(8)
        self.show_excluded = Fold(context.texts)
        self.excluded = label("secondary")
        self.excluded.hide()
        self.show_excluded.opened.connect(self.excluded.setVisible)
        banner = horizontal(self.owner, vertical(self.whose, self.sentence, spacing=4), spacing=16)
        banner.setStretch(1, 1)
        self.column.addWidget(Card(banner))
        for item in (self.money, self.network):
            self.column.addWidget(item)
        columns = horizontal(*cards, spacing=12)
        for i, share in enumerate(COLUMN_SHARES):
            columns.setStretch(i, share)
        self.column.addLayout(columns)
        self.column.addWidget(self.path)
        self.column.addWidget(self.ranked_title)
        self.column.addLayout(self.ranked)
        self.column.addWidget(self.show_excluded)
        self.column.addWidget(self.excluded)

    def retranslate(self) -> None:
        """Write all texts anew."""
        super().retranslate()
        for key, title in self.titles.items():
            title.setText(self.texts.text(f"ui.verdict.{key}"))
        self.copy.setText(self.texts.text("ui.verdict.copy"))
        self.ranked_title.setText(self.texts.text("ui.verdict.ranked"))
        self.refresh_if_seen()

    def focus_first(self) -> None:
        """Nothing has to be answered here: Enter goes on."""
        self.wizard().button(QWizard.WizardButton.NextButton).setFocus()

    def refresh(self) -> None:
        """Show the present diagnosis."""
        diagnosis = self.context.session.diagnosis()
        if self.context.session.state.is_about_network_only:
            self._show_network_verdict()
        else:
            self._show_cause(diagnosis)
        self._show_ranked(diagnosis)
        self._show_notices(diagnosis)
        report = self.context.session.state.check
        self.path.setVisible(report is not None)
        if report is not None:
            self.path.show_path(path_of(report))
        self.owner.setAccessibleName(self.whose.text())
        self.copy.setAccessibleDescription(self.titles["call"].text())
        self.announce_news()

    def news(self) -> str:
        """Return whose problem it is, and what."""
        return f"{self.whose.text()} {self.sentence.text()}"

    def _show_cause(self, diagnosis: Diagnosis) -> None:
        text = self.texts.text
        self._show_bank("")
        if diagnosis.top is None:
            self._show_no_cause(diagnosis.leaning)
            return
        cause = self.context.knowledge.causes[diagnosis.top.cause]
        self._show_owner(cause.owner)
        self.whose.setText(text("ui.verdict.whose", owner=text(f"owner.{cause.owner}")))
        sentence = text(f"cause.{cause.id}.sentence")
        firm = is_firm(self.context.knowledge, self.context.session.state, diagnosis)
        lines = [sentence if firm else text("ui.verdict.tentative", sentence=sentence)]
        if diagnosis.named_pair is not None:
            lines.append(pair_text(self.texts.catalog, diagnosis.named_pair))
        self.sentence.setText("\n".join(lines))
        self.bodies["now"].setText(text(f"cause.{cause.id}.now"))
        self.bodies["call"].setText(self._call_text(cause))
        scope = text("ui.list_separator").join(text(f"scope.{item}") for item in cause.scope)
        affected = text("ui.verdict.scope", scope=scope)
        self.bodies["meanwhile"].setText("\n".join((affected, text(f"cause.{cause.id}.meanwhile"))))

    def _show_no_cause(self, owner: Owner | None) -> None:
        """Say who must act all the same, where that is clear; of a card it is also clear what to do."""
        text = self.texts.text
        self._show_owner(owner)
        name = "" if owner is None else text(f"owner.{owner}")
        self.whose.setText(text("ui.verdict.whose_leaning", owner=name) if name else text("ui.verdict.whose_unknown"))
        known = "card" if owner is Owner.CARDHOLDER else "unknown"
        for key, target in self.bodies.items():
            target.setText(text(f"ui.verdict.{known}.{key}"))
        if self.context.bank.hotline and known == "unknown":
            self.bodies["call"].setText("\n".join((*self._hotlines(), self.bodies["call"].text())))
        sentence = "leaning" if name and known == "unknown" else f"{known}.sentence"
        self.sentence.setText(text(f"ui.verdict.{sentence}", owner=name))

    def _show_owner(self, owner: Owner | None) -> None:
        """Draw who has to act beside the sentence; the words below say it too."""
        name = "trouble-unknown" if owner is None else f"owner-{owner}"
        icon = drawing(name, present_palette().accent, OWNER_PX, self.devicePixelRatioF())
        self.owner.setPixmap(icon or QPixmap())

    def _show_bank(self, contact: str) -> None:
        """Offer the banks' numbers when a bank has to be called."""
        wanted = contact in BANK_CONTACTS
        if wanted:
            self.bank.fill()
        self.bank.setVisible(wanted)

    def _call_text(self, cause: Cause) -> str:
        text = self.texts.text
        lines = self._whom(cause.contact)
        lines.append(text("ui.verdict.say", words=text(f"cause.{cause.id}.tell")))
        lines.append(text("ui.verdict.asks", asks=text(f"cause.{cause.id}.asks")))
        return "\n".join([*lines, *self._not_given(cause)])

    def _whom(self, contact: str) -> list[str]:
        """Return whom to call, with the numbers where it is the provider."""
        self._show_bank(contact)
        lines = [self.texts.text("ui.verdict.contact", contact=self.texts.text(f"contact.{contact}.name"))]
        return [*lines, *self._hotlines()] if contact in PROVIDER_CONTACTS else lines

    def _hotlines(self) -> list[str]:
        """Return the number of the bank whose copy this is, then the provider's, each with the word to verify it."""
        text, bank = self.texts.text, self.context.bank
        provider = self.context.knowledge.providers.get(self.context.answer("provider") or "")
        lines = []
        if bank.hotline:
            lines.append(text("ui.verdict.bank_hotline", phone=bank.hotline, bank=bank.name(self.texts.lang)))
        if provider is not None:
            phone = text("ui.verdict.phone", phone=provider.phone) if provider.phone else text("ui.verdict.no_phone")
            lines.append(f"{text(f'provider.{provider.id}.name')} {phone}")
        is_number = bank.hotline or (provider is not None and provider.phone)
        return [*lines, text("report.banks.scam")] if is_number else lines

    def _not_given(self, cause: Cause) -> list[str]:
        """Name what they ask for and the report does not hold yet."""
        state, text = self.context.session.state, self.texts.text
        known = {name for name, value in state.fields.items() if value is not None}
        if state.answers.get("code", UNKNOWN) != UNKNOWN:
            known.add("response_code")
        names = [text(f"field.{name}.name") for name in cause.asks_for if name not in known]
        return [text("ui.verdict.not_given", fields=text("ui.list_separator").join(names))] if names else []

    def _show_network_verdict(self) -> None:
        report, text = self.context.session.state.check, self.texts.text
        fault, segment = ("unknown", Segment.UNKNOWN)
        if report is not None:
            fault, segment = report.verdict.fault, report.verdict.segment
        known = self.context.knowledge.network_faults.get(fault)
        owner = None if known is None else known.owner
        self._show_owner(owner)
        if owner is not None:
            whose = text("ui.verdict.whose", owner=text(f"owner.{owner}"))
        else:
            whose = text("ui.verdict.whose_nobody" if known else "ui.verdict.whose_unknown")
        self.whose.setText(f"{text('ui.verdict.segment', segment=text(f'segment.{segment}.name'))}\n{whose}")
        self.sentence.setText(text(f"fault.{fault}.name"))
        self.bodies["now"].setText(text(f"fault.{fault}.do"))
        lines = [text(f"fault.{fault}.meaning"), *self._told_apart(), self._network_call_text(known)]
        self.bodies["call"].setText("\n".join(lines))
        self.bodies["meanwhile"].setText(text("ui.verdict.network_meanwhile"))

    def _network_call_text(self, fault: NetworkFault | None) -> str:
        """Return whom to call about a fault and what to say, in the likeliest cause's words if the same are called."""
        text, top = self.texts.text, self.context.session.diagnosis().top
        cause = None if top is None else self.context.knowledge.causes[top.cause]
        if fault is not None and fault.owner is not None and cause is not None and cause.contact == fault.contact:
            return self._call_text(cause)
        name = text(f"fault.{fault.id if fault else UNKNOWN}.name")
        words = text("ui.verdict.say", words=text("ui.verdict.network_say", fault=name))
        return "\n".join((*self._whom(fault.contact if fault else "network_admin"), words))

    def _told_apart(self) -> list[str]:
        """Return what the test of the network page told, or else what looks the same as the fault from this PC."""
        state, text = self.context.session.state, self.texts.text
        test = split_test(self.context.knowledge, state)
        answer = None if test is None else state.answer(test.step.question or "")
        if test is not None and answer not in (None, UNKNOWN):
            return [text(f"split.{test.id}.result.{answer}")]
        rivals = () if state.check is None else rival_faults(state.check.verdict)
        return [text(f"remark.{rival}.text") for rival in rivals]

    def _show_ranked(self, diagnosis: Diagnosis) -> None:
        clear(self.ranked)
        turns = partial(change_text, self.texts, self.context.knowledge, self.context.session.state, diagnosis)
        for place, ranked in enumerate(diagnosis.ranked[:SHOWN_CAUSES]):
            if ranked.p_present >= SHOWN_P:
                little_known = self.context.knowledge.causes[ranked.cause].is_little_known
                more = None if place else turns
                row = CauseRow(self.texts, ranked, ranked.p_present, is_little_known=little_known, more=more)
                self.ranked.addWidget(row)
        self.ranked.addWidget(CauseRow(self.texts, None, diagnosis.unknown_p))
        names = [self.texts.text(f"cause.{cause}.name") for cause in diagnosis.excluded]
        joined = self.texts.text("ui.list_separator").join(names)
        self.excluded.setText(joined)
        self.show_excluded.say(self.texts.text("ui.verdict.excluded", number=len(names)))
        self.show_excluded.setVisible(bool(names))

    def _show_notices(self, diagnosis: Diagnosis) -> None:
        text = self.texts.text
        warn = may_be_charged(self.context.knowledge, self.context.session.state)
        self.money.say(text("ui.verdict.money") if warn else "")
        running = [text("ui.verdict.checking")] if self.context.check.running else []
        notes = [*running, *self._warnings(diagnosis)]
        report = self.context.session.state.check
        clean = report is not None and report.verdict.segment is Segment.NONE
        if clean and not diagnosis.network_speaks_for_terminal:
            notes.append(text("ui.verdict.own_card"))
        pair = undecided(self.context.knowledge, self.context.session.state)
        if pair is not None:
            names = {"fault": text(f"fault.{pair.fault}.name"), "rival": text(f"fault.{pair.rival}.name")}
            notes.append(text("split.undecided", step=text(f"step.{pair.step.id}.title"), **names))
        notes.extend(filter(None, (self._limit_note(diagnosis),)))
        if diagnosis.unlisted_code:
            notes.append(text("ui.verdict.unlisted_code", code=self.context.answer("code") or ""))
        notes.extend(self._code_notes())
        self.network.say("\n".join(notes))

    def _limit_note(self, diagnosis: Diagnosis) -> str:
        """Return what WeChat Pay's limit means that was typed, or where to see one that may be the cause."""
        typed = limit_text(self.texts, self.context.answer("screen_text") or self.context.answer("code") or "")
        if typed:
            return typed
        by_qr = self.context.answer("shown_where") == "qr_trade" or self.context.answer("provider") == "wechat-pay"
        may_be = by_qr and diagnosis.top is not None and may_be_limited(diagnosis.top.cause)
        return self.texts.text("ui.limit.where") if may_be else ""

    def _warnings(self, diagnosis: Diagnosis) -> list[str]:
        """Return what must be known about the cause that is named: swindlers, and weak sources."""
        if diagnosis.top is None or self.context.session.state.is_about_network_only:
            return []
        cause, text = self.context.knowledge.causes[diagnosis.top.cause], self.texts.text
        scam = [text("ui.verdict.scam")] if attracts_swindlers(cause) else []
        return [*scam, text("ui.verdict.little_known")] if cause.is_little_known else scam

    def _code_notes(self) -> Iterator[str]:
        """Say what stays open about the code, alone or among words: several meanings, or none that is well sourced."""
        typed, words = self.context.answer("code"), self.context.answer("screen_text") or ""
        resolve = resolve_code if typed else resolve_screen_text
        found = resolve(
            self.context.knowledge,
            typed or words,
            shown_where=self.context.answer("shown_where"),
            provider=self.context.answer("provider"),
        )
        codes = [code for code in found if code.namespace != SCREEN_TEXT]
        if is_open(codes):
            meanings = "\n".join(code_words(self.texts, code) for code in codes)
            yield self.texts.text("ui.verdict.several_meanings", meanings=meanings)
        if codes and not any(code.confidence == "high" for code in codes):
            yield self.texts.text("ui.verdict.doubtful_code")

    def _copy(self) -> None:
        bank = "" if self.bank.isHidden() else self.bank.number.text()
        words = filter(None, (self.sentence.text(), self.bodies["call"].text(), bank))
        QGuiApplication.clipboard().setText("\n".join(words))
        self.copy.setText(self.texts.text("ui.verdict.copied"))
