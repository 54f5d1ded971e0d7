"""Plain-HTTP pages with a known answer: a portal or a hijack shows itself by another one (RFC 9110)."""

import asyncio
import re
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from gui.model.failure import Failure, Operation
from gui.model.observation import Observation
from gui.model.targets import PortalTarget
from gui.probes import limits
from gui.probes.classify import classify_os_error
from gui.probes.dial import connected_tcp
from gui.probes.plan import split_url, url_host
from gui.probes.timing import Stopwatch

_MAX_BYTES = 8192
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3})")
#: Longer than `_MAX_BYTES` is all the same; other scripts' digits are none here.
_LENGTH = re.compile(r"[0-9]{1,9}\Z")
#: The longest host name (RFC 1035, section 2.3.4).
_MAX_HOST = 255
#: A date in whole seconds is on average half a second old.
_DATE_RESOLUTION_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An answer: status, header fields by lower-case name, and the first bytes of the body."""

    status: int
    headers: dict[str, str]
    body: bytes


def parse_page(data: bytes) -> Page | None:
    """Return the page of a raw answer; None when it is not HTTP."""
    head, _, body = data.partition(b"\r\n\r\n")
    status = _STATUS_LINE.match(head)
    if status is None:
        return None
    lines = head.decode("latin-1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return Page(status=int(status[1]), headers=headers, body=body)


def is_whole(data: bytes) -> bool:
    """Tell whether nothing more needs to be read: a status without body, or all of the announced length."""
    if b"\r\n\r\n" not in data:
        return False
    page = parse_page(data)
    if page is None or page.status in (204, 304):
        return True
    length = _LENGTH.match(page.headers.get("content-length", ""))
    return length is not None and len(page.body) >= int(length[0])


def is_expected(target: PortalTarget, page: Page) -> bool:
    """Tell whether the page is the real one."""
    if page.status != target.status:
        return False
    return target.body is None or page.body.decode("utf-8", errors="replace").strip() == target.body


def date_offset_s(page: Page, now_s: float) -> float | None:
    """Return PC clock minus server clock; None when the answer carries no readable date."""
    try:
        stamp_s = parsedate_to_datetime(page.headers["date"]).timestamp()
    except (KeyError, ValueError, OverflowError):
        return None
    return now_s - (stamp_s + _DATE_RESOLUTION_S / 2)


async def http_get(watch: Stopwatch, target: PortalTarget, address: str) -> Observation:
    """Fetch the page from `address` and say whether it is the expected one."""
    t0_s = watch.now_s()
    try:
        async with asyncio.timeout(limits.HTTP_TIMEOUT_S):
            data = await _fetch(target, address)
    except OSError as error:
        return watch.observe(Operation.HTTP_GET, target.url, t0_s, failure=classify_os_error(error), address=address)
    page = parse_page(data)
    if page is None:
        failure = Failure.HTTP_MALFORMED if data else Failure.EOF
        return watch.observe(Operation.HTTP_GET, target.url, t0_s, failure=failure, address=address)
    offset_s = date_offset_s(page, time.time())
    expected = is_expected(target, page)
    return watch.observe(
        Operation.HTTP_GET,
        target.url,
        t0_s,
        failure=None if expected else Failure.HTTP_UNEXPECTED,
        address=address,
        status=page.status,
        location_host=url_host(page.headers["location"])[:_MAX_HOST] if "location" in page.headers else None,
        date_offset_s=None if offset_s is None else round(offset_s, 3),
    )


def _host_field(host: str, port: int) -> str:
    """Return what the Host field says (RFC 9110, 7.2): a server that has several pages goes by it."""
    name = f"[{host}]" if ":" in host else host
    return name if port == 80 else f"{name}:{port}"


async def _fetch(target: PortalTarget, address: str) -> bytes:
    """Return the raw answer, as far as it is needed. Raises OSError."""
    host, port, path = split_url(target.url)
    head = (f"GET {path} HTTP/1.1", f"Host: {_host_field(host, port)}", "User-Agent: POSCheckup", "Connection: close")
    request = "".join(f"{line}\r\n" for line in (*head, ""))
    loop, data = asyncio.get_running_loop(), b""
    async with connected_tcp(address, port, limits.HTTP_TIMEOUT_S) as tcp:
        await loop.sock_sendall(tcp, request.encode("ascii", errors="replace"))
        while len(data) < _MAX_BYTES and not is_whole(data):
            chunk = await loop.sock_recv(tcp, _MAX_BYTES)
            if not chunk:
                break
            data += chunk
    return data
