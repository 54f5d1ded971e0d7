"""A wizard without content, made into an exe by the same recipe: what the frame alone costs in size and time."""

import sys

from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWizard, QWizardPage


def main() -> int:
    """Show it until it is closed."""
    app = QApplication(sys.argv)
    wizard = QWizard()
    wizard.setWizardStyle(QWizard.WizardStyle.ModernStyle)
    wizard.setWindowTitle("POSCheckup bare wizard")
    for title in ("One", "Two"):
        page = QWizardPage()
        page.setTitle(title)
        QVBoxLayout(page).addWidget(QLabel("A page"))
        wizard.addPage(page)
    wizard.resize(960, 680)
    wizard.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
