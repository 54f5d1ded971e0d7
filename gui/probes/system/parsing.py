"""What both systems have in common: hosts files, proxies, radio channels, hardware addresses. Pure functions."""

import ipaddress
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit


def read_lines(path: Path) -> list[str]:
    """Return the lines of a system file; none when it is missing or not readable."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def read_word(path: Path) -> str | None:
    """Return the stripped content of a small system file; None when it is missing, not readable or empty."""
    lines = read_lines(path)
    return (lines[0].strip() or None) if lines else None


def parse_hosts(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the names of a hosts file (hosts(5)) with their addresses."""
    entries: dict[str, tuple[str, ...]] = {}
    for line in lines:
        address, *names = line.partition("#")[0].split() or [""]
        for name in names:
            entries[name.lower()] = (*entries.get(name.lower(), ()), address)
    return entries


def is_loopback(address: str) -> bool:
    """Tell whether an address never leaves this machine."""
    return ipaddress.ip_address(address).is_loopback


def is_random_mac(mac: bytes) -> bool | None:
    """Tell whether a hardware address of six bytes was made up rather than given by a maker; None without one.

    IEEE 802-2014, section 8.2: bit 1 of the first byte is "locally administered".
    """
    return bool(mac[0] & 2) if len(mac) == 6 and any(mac) else None


def masked_url(text: str) -> str | None:
    """Return `scheme://host:port` of a proxy or PAC address, without user, password and path; None without a host."""
    try:
        parts = urlsplit(text.strip() if "//" in text else f"http://{text.strip()}")
        host, port = parts.hostname, parts.port
    except ValueError:  # a port that is no number, a broken IPv6 literal
        return None
    if not host:
        return None
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}:{port}" if port else f"{parts.scheme}://{shown}"


def parse_proxy_list(text: str) -> dict[str, str]:
    """Return the proxies by protocol of a Windows setting: `host:port`, or `http=host:port;socks=...`.

    The key `all` stands for an entry without protocol (Internet Explorer's "use for all protocols").
    """
    found: dict[str, str] = {}
    for entry in text.replace(" ", ";").split(";"):
        protocol, equals, address = entry.partition("=")
        shown = masked_url(address if equals else entry)
        if shown is not None:
            found.setdefault(protocol.lower() if equals else "all", shown)
    return found


def channel_of(frequency_mhz: int) -> tuple[float, int] | None:
    """Return the band in GHz and the channel of a centre frequency (IEEE 802.11-2020, annex E); None outside."""
    if frequency_mhz == 2484:
        return 2.4, 14
    for band_ghz, first_mhz, last_mhz, base_mhz in _BANDS:
        if first_mhz <= frequency_mhz <= last_mhz:
            return band_ghz, (frequency_mhz - base_mhz) // 5
    return None


_BANDS = ((2.4, 2412, 2472, 2407), (5.0, 5160, 5885, 5000), (6.0, 5955, 7115, 5950))
