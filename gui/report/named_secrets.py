"""Finds what is never asked for, by the word before or after it: passwords, PIN, CVV, expiry date, SMS codes.

Used twice: what is typed is refused when any is in it, and what comes from elsewhere (a file, a log) loses it. A text
that only mentions the words (密码错误 55, the PIN pad is broken) has none. Works on texts in plain form (`nfkc`).
"""

import re
from collections.abc import Iterator

_ZH_WORD = r"密\s*[码碼]|口令"
_EN_WORD = r"pass\s?(?:word|code|phrase)|passwd|pwd"
_SMS = (
    r"[验驗][证證][码碼]|短信码|短信校验码|动态码|sms\s*code|verification\s*code|one[- ]?time\s*(?:code|pin)"
    r"|security\s*code|otp"
)
_PIN = r"pin(?:\s*(?:码|code|number))?|个人识别码"
_CVV = r"cv[vcn]2?(?:\s*码)?|安全码|(?:背面|背后|签名栏|签名条)[^0-9\n,。]{0,6}三位(?:数字?|码)?"
_EXPIRY = (
    r"有效期限?|有效日期|到期(?:日期?)?|expir(?:y|es|ation|ing)(?:\s*date)?|exp(?:\.|\s*date)?"
    r"|(?:valid|good)\s*(?:thru|through|until)"
)

# What may stand between the word and its value.
_BETWEEN = (
    r"(?:\s|[:=\"'“”‘’「『【\[(<#]|是|为|叫|等于|应该|可能|大概|好像|就|都|我|他|她|的|了|输入?|填|设置?|改|成|重置|写"
    r"|(?:is|was|to|set|number|no|code|changed|now)(?![a-z])){0,12}"
)
_DIGIT = r"[0-9〇零一二三四五六七八九幺]"
# A number that is counted or measured, a part of a longer one, an amount or a date is none of these.
_END = (
    r"(?![0-9A-Za-z%〇零一二三四五六七八九]|[.,/:\-][0-9]|[ \t]*(?:年|月|日|天|次|位|个|元|块|分|秒|点|时|小时|号"
    r"|笔|台|人|家|毫秒|(?:times?|seconds?|secs?|s|ms|minutes?|mins?|days?|digits?|hours?|tries|attempts?|yuan|rmb)\b))"
)
_MISTAKE = (
    r"(?!\s*(?:错|不|输|键|问|过|超|锁|重|有误|失败|校验|pad|keypad|errors?|wrong|incorrect|invalid|fail|entry|retry"
    r"|tries|try)\w*)"
)
#: Words after `password:` that are no password.
_NO_VALUE = (
    r"(?!(?:wrong|err|incorrect|invalid|fail|please|enter|input|required|expired|forg|none|no\b|not\b|ok\b|yes\b|n/a"
    r"|unknown|null|true|false|is\b|too\b|the\b|retry|timeout|locked|reset|changed|same|see\b|unchanged|pad\b|[*•●xX._?-]+"
    r"(?![!-~])))"
)
_SIGNS = r"[A-Za-z0-9@#$%^&!_.+\-]"


def _digits(least: int, most: int) -> str:
    """Return a pattern of so many digits, single spaces and hyphens between them; all of them or none."""
    return rf"(?>{_DIGIT}(?:[ \-]?{_DIGIT}){{{least - 1},{most - 1}}}){_END}"


def _named(before: str, value: str) -> str:
    return rf"(?:{before})(?P<value>{value})"


_ANY_CODE = rf"{_ZH_WORD}|(?<![a-z])(?:{_EN_WORD}|{_PIN})|{_SMS}"
_MM, _YY = r"(?:0?[1-9]|1[0-2])", r"(?:20)?[2-4][0-9]"
_MONTH = (
    rf"(?:{_MM}\s*[/\-]\s*{_YY}|{_YY}\s*(?:[/\-]\s*{_MM}|年\s*{_MM}\s*月)"
    r"|(?:0[1-9]|1[0-2])[2-4][0-9]|[2-4][0-9](?:0[1-9]|1[0-2]))"
)

_RULES = (
    _named(rf"(?:{_ZH_WORD}|(?<![a-z])(?:{_EN_WORD})){_BETWEEN}", _digits(3, 8)),
    _named(rf"(?:{_SMS}){_BETWEEN}", _digits(3, 8)),
    _named(rf"(?<![a-z])(?:{_PIN}){_BETWEEN}", _digits(4, 12)),
    _named(rf"(?<![a-z])(?:{_CVV}){_BETWEEN}", _digits(3, 4)),
    _named(  # letters alone are a password when nothing comes after them; else it may be a sentence
        rf"(?:{_ZH_WORD}|(?<![a-z])(?:{_EN_WORD}))[\"'”]?\s*"
        rf"(?:=|:(?=\s*[!-~]*(?:[0-9@#$^&_]|[!-~](?=\s*(?:$|[,;。])))))\s*[\"'“‘]?+",
        rf"{_NO_VALUE}[!-~]{{3,}}",
    ),
    _named(rf"(?:{_SMS}|(?<![a-z])(?:{_PIN}))[\"'”]?\s*[:=]\s*[\"'“‘]?+", rf"(?={_SIGNS}*[0-9]){_SIGNS}{{4,}}{_END}"),
    _named(
        rf"(?:{_ZH_WORD}|(?<![a-z])(?:{_EN_WORD}))\s*(?:是|为|叫|is|was|to)\s*[\"'“‘]?+",
        rf"(?={_SIGNS}*[0-9]){_SIGNS}{{4,}}{_END}",
    ),
    _named(
        rf"(?:{_ZH_WORD}|(?<![a-z])(?:{_EN_WORD}))\s?",
        rf"(?={_SIGNS}*[0-9])(?={_SIGNS}*[A-Za-z]){_SIGNS}{{6,}}",
    ),
    (
        rf"(?<![0-9.])(?P<value>[0-9]{{4,8}})\s*(?:是|为|is\b|was\b|=|\()\s*(?:我|你|您|他|她|的|my|your|the|a|短信|登录"
        rf"|支付|交易|手机|银行|sms|\s){{0,4}}(?:{_ANY_CODE}){_MISTAKE}"
    ),
    _named(
        rf"(?:(?<![a-z])(?:{_EXPIRY}))(?:\s|[:=\"“(]|是|为|至|到|(?:on|is|date)(?![a-z])){{0,6}}",
        rf"{_MONTH}(?![0-9日号%]|[ \t]*[/\-.年月][0-9]|[ \t]*(?:天|次|个|秒|分|元|小时|days?))",
    ),
)
#: One of these is in every text with such a secret (in lower case: to look for it is quick).
_WORD = re.compile(r"密|口令|[码碼证證]|三位|期|到|pin|pas|pwd|otp|cv|cod|exp|thr|unt|识别")


def named_secrets(plain: str) -> Iterator[tuple[int, int]]:
    """Yield where the values of named secrets are in a text in plain form; those of several rules may overlap."""
    if _WORD.search(plain.lower()):
        for rule in _RULES:
            for match in re.finditer(rule, plain, re.IGNORECASE | re.MULTILINE):  # `re` keeps what it compiled
                yield match.span("value")
