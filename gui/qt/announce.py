"""Says to screen readers what changes in the window while the keyboard is elsewhere."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str, *, is_urgent: bool = False) -> None:
    """Have a change read out if it can be seen; `is_urgent` interrupts what is being read."""
    if text and widget.isVisible():
        deliver(widget, text, is_urgent=is_urgent)


def deliver(widget: QWidget, text: str, *, is_urgent: bool) -> None:
    """Hand an announcement to the system, which drops it when nobody listens."""
    event = QAccessibleAnnouncementEvent(widget, text)
    if is_urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
