"""Finds what names a person, a device or a place in a text: hardware addresses, WiFi names and keys, users, paths.

Each finder yields `(start, end, what to write instead)` for a text in plain form; what has been replaced already is
left. IP addresses and the folders that every PC has stay. The patterns are texts, compiled by `re` when the first text
needs them: the first page does not wait for it.
"""

import re
from collections.abc import Callable, Iterator

from gui.report.pseudonyms import TOKEN, own_names, token

Span = tuple[int, int, str]

REMOVED = "***"

_DASH = r"[:\-\u2010-\u2015]"
_HEX = "[0-9A-Fa-f]"
_MAC = (
    rf"(?<![0-9A-Za-z])(?<!{_HEX}{{4}}-)(?:{_HEX}{{1,2}}(?:{_DASH}{_HEX}{{1,2}}){{5}}|{_HEX}{{2}}(?: {_HEX}{{2}}){{5}}"
    rf"|{_HEX}{{4}}([.\-]){_HEX}{{4}}\1{_HEX}{{4}}|{_HEX}{{6}}-{_HEX}{{6}}|{_HEX}{{12}})(?!{_DASH}?[0-9A-Za-z])"
)
_MAC_WORD = r"(?:mac|hwaddr|ether|bssid|物理地址|硬件地址)[^0-9A-Za-z\n]*$"
_MAC_LENGTH = 11
_WORD_BEFORE_MAC = 24

_QUOTED = r"[\"“‘「『']([^\"”’」』'\n]+)"
_REST = r"([^\s,;。；、\"“][^\n,;。；、\"“]*)"
_FIRST = r"(?![不没改错要在里也都有被对和及与或什吗能换已])([^\s,;。；、:=\"“”()]+(?: [A-Z0-9][!-+\--:<-~]*)*)"
_SAYS = r"(?:是|叫做?|为|(?:is|called)\s)"
_WIFI_WORD = (
    r"(?<![a-z])e?ssid(?:\s*[0-9]{1,2}(?=\s*[:=]))?(?:\s*(?:名称?|name))?"
    r"|(?:wi-?fi|wlan|无线(?:网络?)?|热点)\s*的?(?:名[称字]?|\s+name)|(?:network|hotspot)\s+name|网络名称?"
)
_WIFI = rf"(?:{_WIFI_WORD})\s*(?:[:=]\s*(?:{_QUOTED}|{_REST})|(?:{_SAYS}\s*|\s)(?:{_QUOTED}|{_FIRST}))"
_PROFILE = (
    r"^\s*(?:(?:所有用户|当前用户|组策略)?配置文件|(?:(?:all|current) user )?profile)\s*:\s*(\S[^\n]*)"
    r"|(?:上的配置文件|^profile)\s+([^\n]{1,64}?)(?=:$|\s+on interface)|wifi:(?:[^\n;]{0,64};){0,6}?s:([^;\n]+)"
)
_KEY = (
    r"(?:(?<![a-z])psk|wpa_passphrase|wep_key[0-9]|sae_password|(?:^|network|security|wpa)\s*key|key content"
    r"|关键内容|(?:网络安全|预共享)?密[钥鑰])\s*[:=]\s*(?:[\"“']([^\"”'\n]+)|([^\s,;。；、\"“*]\S*))"
    r"|(?:wi-?fi|wlan|无线(?:网络?)?|热点|网络)\s*的?\s*(?:密[码碼钥]|口令|password|key|pwd)"
    r"(?:\s*(?:[:=]|是|为|is\s)\s*[\"“']?((?!\*{3})[!-~]{3,})|\s*((?=[!-~]*[0-9])[!-~]{8,63}))"
    r"|wifi:(?:[^\n;]{0,64};){0,6}?p:((?!\*{3};)[^;\n]+)"
)
_USER = (
    r"(?:(?:用户|登[录陆])名|user\s?name|(?<![a-z_])(?:login|identity|user|logname))\s*[:=]\s*(?:[\"“']([^\"”'\n]+)"
    r"|([^\s,;。；、\"“\\/]+))"
)

_PART = r"(?:(?![,;。；]\s*[\\/])[^\\/:*?\"<>|\r\n\t])+"
_SIMPLE_LAST = r"[^\\/:*?\"<>|\s,;。；、()】」』”’'`]+(?: [A-Z][^\\/:*?\"<>|\s,;。；、()]*)*"
# A last part with blanks is known by its ending.
_LAST = rf"(?:[^\\/:*?\"<>|\r\n\t,;。；]{{1,80}}?\.[A-Za-z][0-9A-Za-z]{{0,4}}(?![0-9A-Za-z.])|{_SIMPLE_LAST})"
_DRIVE = rf"(?<![0-9A-Za-z])[A-Za-z]:(?:\\+(?:{_PART}\\+)*(?:{_LAST})?|/+(?:{_PART}/+)*(?:{_LAST})?)"
_UNC = rf"(?<![\\0-9A-Za-z])\\\\{{1,3}}[0-9A-Za-z\u3400-\u9fff](?:{_PART}\\+)+(?:{_LAST})?"
_HOMES = r"(?:home|users|media|mnt|run/media|var/home)"
_POSIX = rf"(?:(?<=file://)|(?<![0-9A-Za-z_~/\-]))/{_HOMES}/(?:{_PART}/+)*(?:{_LAST})?"
_PATH = rf"{_DRIVE}|{_UNC}|{_POSIX}"
_STEPS = r"[^\\/]+"
_SUFFIX = r"\.[A-Za-z0-9]{1,5}\Z"
#: Folders and files that every PC has, or that are our own.
_KNOWN_PARTS = frozenset((
    "users", "用户", "documents and settings", "home", "media", "mnt", "run", "var", "documents", "文档", "desktop",
    "桌面", "downloads", "下载", "pictures", "图片", "appdata", "local", "locallow", "roaming", "temp", "tmp",
    "program files", "program files (x86)", "programdata", "windows", "system32", "syswow64", "drivers", "etc",
    "hosts", "public", "default", "poscheckup", "logs", "reports", "cases.db", "poscheckup.log", "fault.log",
    "poscheckup.exe", "poscheckup.toml", "usr", "lib", "share", "bin", "gui", "qt", "model", "kb", "diagnose",
    "probes", "store", "report", "session", "unattended", "pages", "widgets", "resources", ".local", ".work",
    "site-packages", "internal", "_internal", "venv", "root", "cdrom", "onedrive"
))  # fmt: skip
_KNOWN_SHAPE = r"[A-Za-z]:|[a-z_][a-z0-9_]*\.py|python[0-9.]*|[0-9]{1,3}(?:\.[0-9]{1,3}){3}|\.{1,2}|file:"
_HOLDS_USERS = frozenset(("users", "用户", "documents and settings", "home", "media"))

#: One of these is in every text with a name that is told by a word.
_WORDS = re.compile(
    r"ssid|wi-?fi|wlan|无线|热点|网络名|name|配置文件|profile|psk|wpa|wep|sae|key|密|关键|user|用户|登|log|ident",
    re.IGNORECASE,
)


def name_finders(plain: str) -> Iterator[Callable[[str], Iterator[Span]]]:
    """Yield what has to look at this text, in this order; the owner's own names are `own_name_spans`."""
    if _WORDS.search(plain.lower()):
        yield from (_keys, _wifi_names, _users)
    if "\\" in plain or "/" in plain:
        yield _paths
    if len(plain) >= _MAC_LENGTH:
        yield _macs


def _keys(plain: str) -> Iterator[Span]:
    return ((start, end, REMOVED) for start, end, _ in _values(_KEY, plain))


def _wifi_names(plain: str) -> Iterator[Span]:
    for pattern in (_WIFI, _PROFILE):
        yield from ((start, end, token("wifi", value)) for start, end, value in _values(pattern, plain))


def _users(plain: str) -> Iterator[Span]:
    return ((start, end, token("user", value)) for start, end, value in _values(_USER, plain))


def _values(pattern: str, plain: str) -> Iterator[tuple[int, int, str]]:
    """Yield the values that a pattern's words name, without those that were replaced already."""
    for match in re.finditer(pattern, plain, re.IGNORECASE | re.MULTILINE):
        group = match.lastindex or 0
        value = match[group].rstrip()
        if value.strip("*•.- ") and not TOKEN.fullmatch(value):
            yield match.start(group), match.start(group) + len(value), value


def _macs(plain: str) -> Iterator[Span]:
    for match in re.finditer(_MAC, plain):
        if _is_mac(match, plain):
            digits = _mac_digits(match[0])
            maker = ":".join(digits[start : start + 2] for start in (0, 2, 4))
            yield match.start(), match.end(), f"{maker}:{token('mac', digits)}"


def _mac_digits(text: str) -> str:
    parts = re.split(_DASH, text)
    return (
        "".join(part.zfill(2) for part in parts).lower() if len(parts) == 6 else re.sub("[^0-9a-f]", "", text.lower())
    )


def _is_mac(match: re.Match[str], plain: str) -> bool:
    """Tell a hardware address from a part of an IPv6 address, and from a number that happens to be as long."""
    text = match[0]
    has_letter, has_digit = re.search("[A-Fa-f]", text) is not None, re.search("[0-9]", text) is not None
    if len(re.split(_DASH, text)) == 6:
        return (has_letter or len(text) == 17) and not (":" in text and _is_in_ipv6(match, plain))
    if " " in text:
        has_letter = False  # a list of codes looks like that
    before = plain[max(0, match.start() - _WORD_BEFORE_MAC) : match.start()]
    return (has_letter and has_digit) or re.search(_MAC_WORD, before, re.IGNORECASE) is not None


def _is_in_ipv6(match: re.Match[str], plain: str) -> bool:
    import ipaddress  # noqa: PLC0415 (seldom needed)

    start, end = match.span()
    while start and plain[start - 1] in "0123456789abcdefABCDEF:":
        start -= 1
    while end < len(plain) and plain[end] in "0123456789abcdefABCDEF:":
        end += 1
    if start and plain[start - 1].isalnum():
        return False
    try:
        ipaddress.IPv6Address(plain[start:end])
    except ValueError:
        return False
    return True


def _paths(plain: str) -> Iterator[Span]:
    for match in re.finditer(_PATH, plain, re.IGNORECASE):
        found, before = [], ""
        parts = list(re.finditer(_STEPS, match[0]))
        for index, part in enumerate(parts):
            shown = _part(part[0], before, is_last=index == len(parts) - 1)
            if shown != part[0]:
                found.append((match.start() + part.start(), match.start() + part.end(), shown))
            before = part[0].strip().lower()
        yield from found


def _part(part: str, before: str, *, is_last: bool) -> str:
    """Return what is shown of one part of a path: known folders as they are, others and users as tokens."""
    name = part.strip()
    if not name or name.lower() in _KNOWN_PARTS or re.fullmatch(_KNOWN_SHAPE, name, re.IGNORECASE) or TOKEN.match(name):
        return part
    if before in _HOLDS_USERS:
        return token("user", name)
    suffix = re.search(_SUFFIX, name) if is_last else None
    return token("path", name[: suffix.start()]) + suffix[0] if suffix else token("path", name)


def own_name_spans(plain: str) -> Iterator[Span]:
    """Yield the names of the PC's user."""
    names = own_names()
    for match in names.finditer(plain) if names else ():
        yield match.start(), match.end(), token("user", match[0])
