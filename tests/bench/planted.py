"""Secrets as people and programs write them, made from a seed, each with what to look for afterwards."""

import itertools
import random
import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gui.plain import nfkc
from gui.report.redact import luhn_valid

_FULL_WIDTH = str.maketrans(string.digits, "０１２３４５６７８９")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SURNAMES = "欧阳司马诸葛慕容夏侯尉迟澹台"
_GIVEN = "鹏翀晟珏琰瑾璇翊骁韬麒麓黛霁澜"
_LATIN = ("Zhang", "Ouyang", "Murong", "Xiahou", "Weichi", "Zhuge")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A secret: `text` as it is written among other words, `needle` what must not be found (`folded`).

    `is_refused`: of a kind that no field takes.
    """

    kind: str
    text: str
    needle: str
    is_refused: bool = False


def folded(text: str) -> str:
    """Return the text without width, case and separators: all spellings of one secret are the same then."""
    return re.sub(r"[\s\-\u2010-\u2015:._/·()（）%*]", "", nfkc(text).casefold())


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices(string.digits, k=count))


def _word(rng: random.Random, count: int) -> str:
    return "".join(rng.choices(string.ascii_letters, k=count)) + _digits(rng, 3)


def _person(rng: random.Random) -> str:
    if rng.random() < 0.5:
        return "".join(rng.choices(_SURNAMES, k=2)) + "".join(rng.choices(_GIVEN, k=2)) + _digits(rng, 2)
    return f"{rng.choice(_LATIN)}{_word(rng, 4)}"


def _written(rng: random.Random, digits: str) -> str:
    """Write a number with any separators, perhaps in full-width digits."""
    gap = rng.choice(["", "", " ", "-", "\u3000", "‐", " - "])
    text = gap.join(digits[start : start + 4] for start in range(0, len(digits), 4))
    return text.translate(_FULL_WIDTH) if rng.random() < 0.3 else text


def _card_digits(rng: random.Random) -> str:
    body = rng.choice(["62", "4", "51"]) + _digits(rng, rng.choice([13, 16]))
    return body + next(digit for digit in string.digits if luhn_valid(body + digit))


def _card(rng: random.Random) -> Planted:
    digits = _card_digits(rng)
    return Planted(kind="card", text=f"卡号{_written(rng, digits)}", needle=digits)


def _track(rng: random.Random) -> Planted:
    digits = _card_digits(rng)
    text = rng.choice([f"%B{digits}^WANG/X^2912101?", f";{digits}=29121010000?"])
    return Planted(kind="track data", text=text, needle=digits)


def _identity(rng: random.Random) -> Planted:
    born = f"19{rng.randint(50, 99)}0{rng.randint(1, 9)}{rng.randint(10, 28)}"
    body = f"{rng.randint(110000, 659999)}{born}{_digits(rng, 3)}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    number = body + "10X98765432"[total % 11]
    return Planted(kind="identity number", text=f"身份证{number}", needle=number.lower())


def _mobile(rng: random.Random) -> Planted:
    digits = f"1{rng.choice('3456789')}{_digits(rng, 9)}"
    text = rng.choice([digits, f"{digits[:3]} {digits[3:7]} {digits[7:]}", f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"])
    return Planted(kind="mobile number", text=f"电话 {text}", needle=digits)


def _mac(rng: random.Random) -> Planted:
    digits = "".join(rng.choices("0123456789abcdef", k=9)) + rng.choice("abcdef") + "7" + rng.choice("abcdef")
    pairs = [digits[start : start + 2] for start in range(0, 12, 2)]
    fours = [digits[start : start + 4] for start in range(0, 12, 4)]
    text = rng.choice(
        [":".join(pairs), "-".join(pairs).upper(), ".".join(fours), "-".join(fours), digits, digits.upper()]
    )
    return Planted(kind="hardware address", text=f"地址 {text} 。", needle=digits)


def _wifi_name(rng: random.Random) -> Planted:
    name = _person(rng) + rng.choice(["的WiFi", "_5G", "-Home"])
    text = rng.choice(["WiFi名 {}", "SSID: {}", "WiFi名称：{}", 'ssid="{}"', "    SSID      : {}", "WIFI:T:WPA;S:{};;"])
    return Planted(kind="WiFi name", text=f"{text.format(name)}", needle=folded(name))


def _wifi_key(rng: random.Random) -> Planted:
    key = _word(rng, 7)
    text = rng.choice(
        ["    关键内容      : {}", "psk={}", 'psk="{}"', "wpa_passphrase={}", "Key Content : {}", "WIFI:S:a;P:{};;"]
    )
    return Planted(kind="WiFi key", text=text.format(key), needle=key.lower(), is_refused="pass" in text)


def _user(rng: random.Random) -> Planted:
    name = _person(rng)
    text = rng.choice([
        "C:\\Users\\{}\\Desktop\\a.txt", "C:\\\\Users\\\\{}\\\\a.txt", "/home/{}/a", "file:///C:/Users/{}/a.pdf",
        "C:/Users/{}/a.pdf", "/Users/{}/x", "用户名：{}", "/media/{}/disk",
    ])  # fmt: skip
    return Planted(kind="user name", text=text.format(name), needle=folded(name))


def _path(rng: random.Random) -> Planted:
    name = _person(rng)
    text = rng.choice(
        ["D:\\{}\\a.txt", "C:\\Users\\Public\\{}.pdf", "\\\\pc\\{}\\a.txt", "\\\\{}\\d\\a.txt", "E:\\账 本\\{} 2.xls"]
    )
    return Planted(kind="path", text=text.format(name), needle=folded(name))


_Make = Callable[[random.Random], Planted]


def _refused(kind: str, forms: Sequence[str], value: Callable[[random.Random], str]) -> _Make:
    def made(rng: random.Random) -> Planted:
        secret = value(rng)
        return Planted(kind=kind, text=rng.choice(forms).format(secret), needle=secret, is_refused=True)

    return made


def _labelled(kind: str, forms: Sequence[str], value: Callable[[random.Random], str]) -> _Make:
    """Return what makes a secret so short that only with the word before it can it be told from other numbers."""

    def made(rng: random.Random) -> Planted:
        text = rng.choice(forms).format(value(rng))
        return Planted(kind=kind, text=text, needle=folded(text), is_refused=True)

    return made


def _month(rng: random.Random) -> str:
    return f"{rng.randint(1, 12):02}/{rng.randint(26, 39)}"


KINDS: Mapping[str, _Make] = {
    "card": _card,
    "track data": _track,
    "identity number": _identity,
    "mobile number": _mobile,
    "hardware address": _mac,
    "WiFi name": _wifi_name,
    "WiFi key": _wifi_key,
    "user name": _user,
    "path": _path,
    "password": _refused(
        "password", ("密码是{}", "password: {}", "密码：{}", "pwd={}"), lambda rng: _word(rng, 6).lower()
    ),
    "PIN": _labelled("PIN", ("PIN: {}", "PIN{}", "pin码{}", "密码{}"), lambda rng: _digits(rng, 6)),
    "CVV": _labelled("CVV", ("CVV {}", "CVV2: {}", "安全码{}"), lambda rng: _digits(rng, 3)),
    "SMS code": _labelled("SMS code", ("验证码{}", "验证码是{}", "短信验证码：{}"), lambda rng: _digits(rng, 6)),
    "expiry date": _labelled("expiry date", ("有效期{}", "有效期：{}", "exp {}"), _month),
}


def plant(count: int, seed: int) -> list[Planted]:
    """Return so many secrets, every kind in turn."""
    rng = random.Random(seed)
    return [make(rng) for make in itertools.islice(itertools.cycle(KINDS.values()), count)]
