"""What looks like a password is refused where it is typed: nothing is recorded, the reason stands beside the field."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox, QWizard

from gui.model.errors import UserError
from gui.qt.pages.report import ReportPage
from gui.qt.window import WizardParts
from gui.session.values import REFUSED
from tests.qt.walk import Walker, on_symptom, type_text

MakeWizard = Callable[..., WizardParts]


def on_disk(tmp_path: Path) -> bytes:
    """Return all that the data folder holds."""
    return b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir() if path.is_file())


def test_a_code_box_refuses_a_pin_and_stays(walker: Walker, tmp_path: Path) -> None:
    """Next does not go on, the former words stay recorded, and a language switch says it again."""
    page = on_symptom(walker)
    type_text(page.code.search.edit, "账户异常")
    page.code.search.flush()
    page.code.search.edit.clear()
    type_text(page.code.search.edit, "PIN: 4711")
    walker.press(QWizard.WizardButton.NextButton)
    assert walker.page == "symptom"
    assert page.code.masked.isVisible()
    assert page.code.masked.text() == " ".join(page.texts.error(UserError(REFUSED)))
    assert page.code.search.edit.text() == "PIN: 4711"
    assert walker.context.session.state.answers["screen_text"] == "账户异常"
    assert b"4711" not in on_disk(tmp_path)
    page.refresh()
    page.texts.switch()
    assert page.code.masked.text() == " ".join(page.texts.error(UserError(REFUSED)))
    assert page.code.search.edit.text() == "PIN: 4711"
    page.code.search.edit.clear()
    type_text(page.code.search.edit, "密码错误 55")
    walker.next()
    assert walker.context.session.state.answers["screen_text"] == "密码错误 55"
    assert not page.code.masked.text()


def test_half_a_password_is_not_stored_in_a_pause(walker: Walker) -> None:
    """It is stored when the page is left, unless it has become a whole one."""
    page = on_symptom(walker)
    search, answers = page.code.search, walker.context.session.state.answers
    type_text(search.edit, "提示密码")
    search._pause()
    assert search.pending()
    assert "screen_text" not in answers
    search.set_state("", "")
    assert search.edit.text() == "提示密码"
    assert page.code.leave()
    assert walker.context.session.state.answers["screen_text"] == "提示密码"
    type_text(search.edit, "错误 55")
    search._pause()
    assert not search.pending()
    assert walker.context.session.state.answers["screen_text"] == "提示密码错误 55"


def test_another_error_is_told_in_a_box(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what was refused is told beside the field."""
    said: list[str] = []

    def run(box: QMessageBox) -> int:
        said.append(box.text())
        box.deleteLater()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", run)
    page = on_symptom(walker)

    def full(_question: str, _value: str) -> str:
        raise UserError("data.full", path="x")

    monkeypatch.setattr(walker.context.session, "record_answer", full)
    type_text(page.code.search.edit, "51")
    page.code.search.flush()
    assert len(said) == 1
    assert not page.code.masked.text()


@pytest.mark.parametrize("text", ["密码123456", "CVV 123", "验证码 482913", "有效期 12/27", "PIN: 1234"])
@pytest.mark.parametrize("name", ["note", "merchant_name"])
def test_a_field_refuses_it_with_what_why_and_what_to_do(walker: Walker, tmp_path: Path, name: str, text: str) -> None:
    """What was typed stays in the field to be corrected; the case knows nothing of it."""
    walker.walk_without_network({"trouble": "no_network", "charged": "no"})
    page = walker.wizard.pages["report"]
    assert isinstance(page, ReportPage)
    field = page.fields[name]
    field.edit.setText(text)
    assert not field.commit()
    assert field._hint.text() == "× " + " ".join(page.texts.error(UserError(REFUSED)))
    assert field.edit.text() == text
    assert name not in walker.context.session.state.fields
    assert text.encode() not in on_disk(tmp_path)
    field.edit.setText("密码键盘坏了")
    assert field.commit()
    assert walker.context.session.state.fields[name] == "密码键盘坏了"


def test_a_name_that_became_a_token_is_announced(walker: Walker) -> None:
    """As a masked number is."""
    walker.walk_without_network({"trouble": "no_network", "charged": "no"})
    page = walker.wizard.pages["report"]
    assert isinstance(page, ReportPage)
    field = page.fields["note"]
    field.edit.setText("WiFi名 laowang 连不上")
    assert field.commit()
    assert "laowang" not in field.edit.text()
    assert field._hint.text() == page.texts.text("ui.report.masked")
