"""Hardware addresses, WiFi names and keys, users and paths become tokens: the same value the same, nothing else."""

import os
import re
from collections.abc import Iterator

import pytest

from gui.report import redact
from gui.report.pseudonyms import KEY_BYTES, TOKEN, own_names, token, use_key
from gui.report.redact import redact_json

MAC_NOTATIONS = (
    "a4:5e:60:12:34:5f", "A4:5E:60:12:34:5F", "a4-5e-60-12-34-5f", "A4‐5E‐60‐12‐34‐5F", "a45e.6012.345f",
    "a45e-6012-345f",
    "A45E60-12345F", "a45e6012345f", "ａ４：５ｅ：６０：１２：３４：５ｆ", "MAC A4 5E 60 12 34 5F",
)  # fmt: skip


@pytest.fixture(autouse=True)
def a_key_of_its_own() -> Iterator[None]:
    """The same key for a whole test, another one afterwards."""
    use_key(b"k" * KEY_BYTES)
    yield
    use_key(os.urandom(KEY_BYTES))


@pytest.fixture
def owner(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The PC belongs to 王小明, whose login is XiaomingW."""
    monkeypatch.setenv("USERNAME", "XiaomingW")
    monkeypatch.setenv("USERPROFILE", r"C:\Users\王小明")
    own_names.cache_clear()
    yield
    own_names.cache_clear()


@pytest.mark.parametrize("written", MAC_NOTATIONS)
def test_a_hardware_address_keeps_its_makers_half(written: str) -> None:
    """Every notation leads to the same token."""
    (shown,) = re.findall(r"a4:5e:60:mac-[a-z]{4}", redact(f"网卡 {written}，不通").text)
    assert shown == redact("a4:5e:60:12:34:5f").text
    assert "345f" not in redact(f"网卡 {written}，不通").text.lower()


def test_leading_zeros_of_a_hardware_address_may_be_missing() -> None:
    """As `arp -a` of macOS writes it."""
    assert redact("0:1b:63:84:5:e6").text == redact("00:1b:63:84:05:e6").text


@pytest.mark.parametrize(
    "text",
    [
        "fe80::a4:5e:60:12:34:56",
        "a4:5e:60:12:34:56:: a4:5e:60:12:34:56::1",
        "1:2:a4:5e:60:12:34:56",
        "2001:db8::a65e:60ff:fe12:3456 fe80::1%eth0",
        "550e8400-e29b-41d4-a716-446655440abc",
        "{4D36E972-E325-11CE-BFC1-08002BE10318}",
        "5f" * 32,
        "031612345678 a4:5e:60 10 20 30 40 50 60",
        "12:34:56 2026-01-31T06:01:00Z",
        "1:2:3:4:5:6",
        "codes A2 A4 A5 A6 10 11",
        "http://pay.example/home/index https://pay.example/users/1",
        r"HTTP/1.1 200 TLS/1.3 192.168.1.1/24 \d+ 1/2 和/或 C:",
        "WiFi名称和密码 WiFi密码错误 WiFi名是什么 WiFi名 改了 SSID",
        "was the WiFi password changed? icon",
        r"C:\Windows\System32\drivers\etc\hosts",
        "用户名：***",
        "master key: only the bank",
    ],
)
def test_what_only_looks_alike_stays(text: str) -> None:
    """IPv6 addresses, ids, times, URLs and the folders of every PC."""
    assert redact(text).text == text


def test_a_hardware_address_after_other_signs_is_found() -> None:
    """A word before it makes no IPv6 address of it."""
    for text in (
        "a4:5e:60:12:34:56: down",
        "MAC:a4:5e:60:12:34:56",
        "MAC::a4:5e:60:12:34:56",
        "MAC 123456789012",
        "BSSID：1234.5678.9012",
    ):
        assert "mac-" in redact(text).text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("WiFi名 {} 连不上", "WiFi名 {} 连不上"),
        ("WiFi名称：{}，信号弱", "WiFi名称：{}，信号弱"),
        ("无线名叫{}。", "无线名叫{}。"),
        ("SSID: {}", "SSID: {}"),
        ("    SSID                   : {}\n    信号", "    SSID                   : {}\n    信号"),
        ("SSID 1 : {}", "SSID 1 : {}"),
        ('wlan0 ESSID:"{}"', 'wlan0 ESSID:"{}"'),
        ('ssid="{}"', 'ssid="{}"'),
        ("    所有用户配置文件 : {}", "    所有用户配置文件 : {}"),
        ("    All User Profile     : {}", "    All User Profile     : {}"),
        ("Profile {} on interface WLAN:", "Profile {} on interface WLAN:"),
        ("接口 WLAN 上的配置文件 {}:", "接口 WLAN 上的配置文件 {}:"),
        ("WIFI:T:WPA;S:{};;", "WIFI:T:WPA;S:{};;"),
        ("the wifi name is {}, ok", "the wifi name is {}, ok"),
    ],
)
@pytest.mark.parametrize("name", ["小王家的WiFi", "TP-LINK_5G", "Laowang"])
def test_a_wifi_name_becomes_a_token(text: str, shown: str, name: str) -> None:
    """In sentences, in what netsh, iwconfig and iw print, in configuration files and QR codes."""
    assert redact(text.format(name)).text == shown.format(token("wifi", name))


@pytest.mark.parametrize(
    "text",
    [
        "WiFi密码 {}", "wifi密码是{}", "无线密码：{}", "热点密码{}", "    关键内容            : {}",
        "    Key Content            : {}",
        'psk="{}"', "psk={}", "wpa_passphrase={}", "wep_key0={}", "WIFI:T:WPA;S:x;P:{};;", "WiFi password: {}",
        "密钥：{}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", ["laowang88", "20240501", "p@ss-W0rd!"])
def test_a_wifi_key_is_removed(text: str, key: str) -> None:
    """Not tokenised: a key is no name."""
    cleaned = redact(text.format(key)).text
    assert key not in cleaned
    assert "***" in cleaned


@pytest.mark.parametrize(
    "path",
    [
        r"C:\Users\王小明\Documents\报告 1.pdf", r"c:\users\王小明\桌面\a.txt", r"C:\\Users\\王小明\\a.txt",
        "C:/Users/王小明/a.txt",
        "file:///C:/Users/%E7%8E%8B%E5%B0%8F%E6%98%8E/a.txt", "/home/王小明/a/b", "file:///home/王小明/b",
        "/Users/王小明/b",
        r"C:\Documents and Settings\王小明\x", "/media/王小明/U盘/x.json", r"C:\用户\王小明",
    ],
)  # fmt: skip
def test_the_user_in_a_path_becomes_a_token(path: str) -> None:
    """However the path is written, the same user has the same token."""
    shown = redact(f"打不开 {path}").text
    assert token("user", "王小明") in shown
    assert not re.search("王小明|%E7|报告|U盘", shown)


def test_the_parts_of_a_path_stay_apart() -> None:
    """Known folders and the ending are kept; everything else is a token."""
    user, one, two = token("user", "Wang Xiaoming"), token("path", "收银"), token("path", "a")
    assert redact(r"C:\Users\Wang Xiaoming\Desktop\收银\a.pdf").text == rf"C:\Users\{user}\Desktop\{one}\{two}.pdf"
    server, share = token("path", "SHOP-PC"), token("path", "共享")
    assert (
        redact(r"\\SHOP-PC\共享\a.txt，\\192.168.1.5\共享").text
        == rf"\\{server}\{share}\{two}.txt，\\192.168.1.5\{share}"
    )
    assert redact("D:\\收银\\gui\\app.py:12").text == f"D:\\{one}\\gui\\app.py:12"


def test_a_user_name_after_its_word_becomes_a_token() -> None:
    """As programs print it."""
    assert redact('用户名：laowang identity="laowang"').text == '用户名：{0} identity="{0}"'.format(
        token("user", "laowang")
    )


@pytest.mark.usefixtures("owner")
def test_the_owners_names_are_hidden_everywhere() -> None:
    """With or without capitals; inside another word they are another word."""
    first, second = token("user", "xiaomingw"), token("user", "王小明")
    assert redact("xiaomingw 打不开，王小明的电脑, XiaomingWX").text == f"{first} 打不开，{second}的电脑, XiaomingWX"
    assert redact_json({"a": "XiaomingW", "xiaomingw": "xiaomingw"})[0] == {"a": first, "xiaomingw": "xiaomingw"}


@pytest.mark.parametrize("name", ["root", "Administrator", "pc", "8848", ""])
def test_a_name_that_tells_nothing_is_no_secret(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """It stands in many a text."""
    for variable in ("USERNAME", "USER", "LOGNAME"):
        monkeypatch.setenv(variable, name)
    monkeypatch.delenv("USERPROFILE", raising=False)
    monkeypatch.setenv("HOME", "/root")
    own_names.cache_clear()
    assert own_names() is None
    own_names.cache_clear()


def test_a_token_depends_on_the_key_and_the_kind() -> None:
    """Nobody can try out names without the key; case and width do not matter."""
    before = token("wifi", "Laowang")
    assert TOKEN.fullmatch(before)
    assert token("wifi", "ｌａｏｗａｎｇ ") == before
    assert token("user", "Laowang")[5:] != before[5:]
    use_key(b"x" * KEY_BYTES)
    assert token("wifi", "Laowang") != before


def test_tokens_and_masks_are_left_alone() -> None:
    """Whatever comes back from a report stays as it is."""
    text = "SSID: Laowang 5G\nWiFi密码 laowang88\na4:5e:60:12:34:56 C:\\Users\\王小明\\报告.pdf \\\\PC\\x 用户名：王"
    once = redact(text)
    assert once.masked_count == 8
    assert redact(once.text).text == once.text
    assert redact(once.text).masked_count == 0
