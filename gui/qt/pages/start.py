"""开始: what is wrong, whether a customer was charged, and whether the network may be tested."""

from PySide6.QtWidgets import QCheckBox

from gui.diagnose import has_payment
from gui.qt.context import WizardContext
from gui.qt.pages.base import Page
from gui.qt.widgets.basics import Card, Fold, Notice, label
from gui.qt.widgets.question import QuestionBox


class StartPage(Page):
    """Money safety first: whether the customer was charged is asked before anything that could charge twice."""

    name = "start"

    def __init__(self, context: WizardContext) -> None:
        super().__init__(context)
        self.trouble = QuestionBox(context.knowledge.questions["trouble"], context.texts, columns=2, titled=False)
        self.trouble.cards.keep_room("trouble")
        self.charged = QuestionBox(context.knowledge.questions["charged"], context.texts, columns=3)
        self.money = Notice("attention")
        self.network = QCheckBox()
        self.contacts = label("secondary")
        self.hosts = label("secondary")
        self.show_hosts = Fold(context.texts)
        self.hosts.hide()
        for item in (
            self.trouble,
            self.charged,
            self.money,
            Card(self.network, self.contacts, self.show_hosts, self.hosts),
        ):
            self.column.addWidget(item)
        self.column.setSpacing(16)
        self.trouble.answered.connect(self._record)
        self.charged.answered.connect(self._record)
        self.network.clicked.connect(self._allow_network)
        context.check.changed.connect(self._show_permission)
        self.show_hosts.opened.connect(self.hosts.setVisible)

    def retranslate(self) -> None:
        """Write all texts anew."""
        super().retranslate()
        self.trouble.retranslate()
        self.charged.retranslate()
        self.network.setText(self.texts.text("ui.start.network_switch"))
        self.show_hosts.say(self.texts.text("ui.start.show_hosts"))
        self.refresh()

    def refresh(self) -> None:
        """Show the answers, and the warning that fits them."""
        self.trouble.cards.choose(self.context.answer("trouble"))
        self.charged.cards.choose(self.context.answer("charged"))
        self._show_permission()
        payment = has_payment(self.context.session.state)
        self.charged.setVisible(payment)
        warning = {"yes": "ui.start.charged_yes", "unknown": "ui.start.charged_unknown"}
        key = warning.get(self.context.answer("charged") or "") if payment else None
        self.money.say(self.texts.text(key) if key else "")
        hosts = self._hosts()
        self.contacts.setText(self.texts.text("ui.start.contacts", number=len(hosts)))
        self.network.setAccessibleDescription(self.contacts.text())
        self.hosts.setText(self.texts.text("ui.start.hosts", hosts="、".join(hosts)))

    def show_icons(self) -> None:
        """Draw the icons: once the window is there, since Qt loads two more libraries for SVG."""
        self.trouble.cards.show_icons()

    def isComplete(self) -> bool:
        """Go on as soon as the trouble is named; every other answer may be left open."""
        return self.context.answer("trouble") is not None

    def _hosts(self) -> list[str]:
        targets = self.context.check.targets
        hosts = [portal.url.split("/")[2] for portal in targets.portals]
        hosts += [resolver.address for resolver in targets.resolvers] + [ntp.host for ntp in targets.ntp]
        hosts += [f"{control.host}:{control.port}" for control in targets.controls]
        hosts += [f"{endpoint.host}:{endpoint.port}" for endpoint in targets.endpoints]
        hosts += [name.host for name in targets.private_names]
        return list(dict.fromkeys(hosts))

    def _record(self, question_id: str, value: str) -> None:
        self.record_answer(question_id, value)
        if value == "charged_but_failed" and self.context.answer("charged") is None:
            self.record_answer("charged", "yes")  # that is what the user just said
        self.completeChanged.emit()

    def _allow_network(self, allowed: bool) -> None:
        self.context.check.allow(allowed=allowed)
        self.context.check.start()

    def _show_permission(self) -> None:
        self.network.setChecked(self.context.check.allowed)
