"""The time that shops, banks and slips in China go by."""

from datetime import timedelta, timezone

#: China has one time zone, and slips print it; a PC with another zone set must not shift the report (GB/T 7408).
BEIJING = timezone(timedelta(hours=8))
