"""The exit statuses that the window and the commands without one share."""

#: Of a program that was interrupted (128 + SIGINT).
INTERRUPTED = 130
