"""What no text may advise: splitting amounts, changing merchant codes, paying for unfreezing, opening the case.

A text may speak of these to warn. So each sentence that names one must forbid it, name the fraud, or leave it to the
institution; a question may ask whether somebody wants money.
"""

import re

import pytest

from gui.kb.order import UPLOAD_STEPS, ancestors
from gui.model.knowledge import Risk, Step, StepKind
from tests.kb.data import CATALOGS, KNOWLEDGE

#: By language and subject: what names it, and what makes the sentence a warning or another's task.
NAMED = {
    "zh": {
        "splitting": (
            r"拆(?:单|分|成|开刷|几笔)|分(?:成|开|几|多|两)[^，]{0,4}(?:笔|次)|化整为零|多刷几次|几笔(?:刷|挥|付)",
            r"不要|不能|别|不得",
        ),
        "merchant codes": (
            r"(?:改|换|调|选|套)[^，；]{0,6}(?:MCC|商户类(?:别|型)|行业代码|类别)|类别[^，；]{0,4}(?:改|换)|跳码|套码|更正[^，；]{0,6}类别|优质商户",
            r"不要|只能由支付机构|打官方客服|请支付机构",
        ),
        "paying to unfreeze": (
            (
                r"(?:付费|收费|付钱|交钱|收钱|要钱|缴费|交费|花钱|转账|手续费|保证金)[^。]{0,12}(?:解冻|解封|解限|激活|提额)"
                r"|(?:解冻|解封|解限|激活|提额)[^。]{0,12}(?:付费|收费|付钱|交钱|收钱|要钱|缴费|交费|花钱|转账|手续费|保证金)"
            ),
            r"骗|不(?:理|找|付|要)|有没有人|有人要",
        ),
        "opening the case": (
            r"(?:拆|打开|撬)[^，。；]{0,3}(?:机|壳|后盖)|自己拆|拆开",
            r"不要|不|防拆|被拆|拆过|别",
        ),
    },
    "en": {
        "splitting": (
            r"\bsplit|\bseveral (?:taps|payments)\b|\bsmaller amounts\b|\bin parts\b",
            r"\bnever\b|\bnot\b|\bno\b",
        ),
        "merchant codes": (
            r"(?:change|switch|pick|choose|correct|set)\b[^,;.]{0,20}(?:\bMCC\b|merchant codes?|category)",
            r"\bnever\b|\bnot\b|official hotline|\bthey\b|institution",
        ),
        "paying to unfreeze": (
            (
                r"(?:\bpay|\bfee|\bcharges?\b|\bmoney\b)[^.]{0,30}(?:unfreez|unblock|activat|raise)"
                r"|(?:unfreez|unblock)[^.]{0,30}(?:\bpay|\bfee|\bcharge|\bmoney\b)"
            ),
            r"fraud|scam|swindl|\bnever\b|\bnot\b|\bno\b|nothing|\?",
        ),
        "opening the case": (
            r"open(?:ing)? (?:the case|the terminal|its case)\b|unscrew|take it apart",
            r"\bnever\b|\bnot\b|\bno\b|opened",
        ),
    },
}

BAD = {
    "zh": {
        "splitting": ["请顾客把这一笔拆成几笔刷。", "金额大就分开两次付。"],
        "merchant codes": ["把商户类别换成超市。", "换一个MCC再刷。", "可以跳码。"],
        "paying to unfreeze": ["交费可以解冻。", "先付钱，马上解封。", "缴费后激活。"],
        "opening the case": ["拆开机壳看一看。", "打开后盖，换电池。"],
    },
    "en": {
        "splitting": ["Split the payment into two.", "Take it in several payments."],
        "merchant codes": ["Change the MCC of the terminal.", "Pick another merchant code."],
        "paying to unfreeze": ["Pay the fee to unfreeze it.", "Unfreezing needs a small fee."],
        "opening the case": ["Open the case and look.", "Unscrew the back."],
    },
}

GOOD = {
    "zh": {
        "splitting": ["不要把一笔拆成几笔刷。", "这是一次付款。"],
        "merchant codes": ["类别只能由支付机构更正，不要自己改类别。"],
        "paying to unfreeze": ["凡是收费“解冻”的都是骗子。", "在官方 APP 缴费。"],
        "opening the case": ["不要拆机。", "机器的防拆保护触发了。"],
    },
    "en": {
        "splitting": ["Never split one payment into several.", "One payment at a time."],
        "merchant codes": ["Ask the official hotline to correct the category."],
        "paying to unfreeze": ['Whoever charges for "unfreezing" is a fraud.', "Pay the fee in the official app."],
        "opening the case": ["Do not open it.", "Open the door to let air in."],
    },
}
CASES = [(lang, subject) for lang in NAMED for subject in NAMED[lang]]


def advising(text: str, lang: str, subject: str) -> list[str]:
    """Return the sentences that name the subject and do not warn of it."""
    named, warned = (re.compile(pattern, re.IGNORECASE) for pattern in NAMED[lang][subject])
    sentences = re.split(r"(?<=[。！？])|(?<=[.!?])\s|\n", text)
    return [sentence for sentence in sentences if named.search(sentence) and not warned.search(sentence)]


@pytest.mark.parametrize(("lang", "subject"), CASES)
def test_the_look_finds_bad_advice(lang: str, subject: str) -> None:
    """Advice is found, a warning and what only sounds alike are not."""
    assert [text for text in BAD[lang][subject] if not advising(text, lang, subject)] == []
    assert [text for text in GOOD[lang][subject] if advising(text, lang, subject)] == []


@pytest.mark.parametrize(("lang", "subject"), CASES)
def test_no_text_advises_it(lang: str, subject: str) -> None:
    """Every text that a user can see, and every meaning of a code."""
    texts = dict(CATALOGS[lang].texts)
    texts |= {code.id: code.meaning_zh if lang == "zh" else code.meaning_en for code in KNOWLEDGE.codes}
    found = {key: bad for key, text in texts.items() if (bad := advising(text, lang, subject))}
    assert found == {}


#: It speaks of the upload as what comes after the call; the download that follows has the order in its data.
UPLOADS_LATER = "ask-to-rebind-terminal"


@pytest.mark.parametrize("step", KNOWLEDGE.steps.values(), ids=lambda step: step.id)
def test_words_and_data_agree_on_what_comes_first(step: Step) -> None:
    """What a text says must come first is a step before it, and what the data put first is said."""
    text = CATALOGS["zh"].text(f"step.{step.id}.text")
    before = ancestors(step.id, KNOWLEDGE.steps)
    if "上传未传" in text and step.id not in (*UPLOAD_STEPS, UPLOADS_LATER):
        assert before & set(UPLOAD_STEPS)
    if step.risk is Risk.LOSES_UNSENT:
        assert "上传未传" in text
    if step.risk is Risk.MAY_CHARGE_TWICE:
        assert re.search("明细|订单|没退过", text)
        assert any(KNOWLEDGE.steps[name].kind is StepKind.CHECK_MONEY for name in before)
