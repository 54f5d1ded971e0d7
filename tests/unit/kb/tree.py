"""A small but complete knowledge tree that the tests of the loader break in one place at a time."""

from pathlib import Path

import pytest

from gui.kb import load_knowledge
from gui.model.errors import KnowledgeError, Problem

FILES = {
    "kb/terminals/usb_ids.csv": """
vendor_id,maker_zh,maker_en,class,source
1eab,新大陆,Newland,pos,usb.ids
1a86,沁恒,QinHeng,serial_bridge,usb.ids
""",
    "kb/terminals/mac_prefixes.csv": """
prefix,maker_zh,maker_en,class,source
00176f,百富,PAX,pos,nmap
d09fd9c,新大陆,Newland,pos,nmap
0016eb,移远,Quectel,modem,nmap
""",
    "kb/model.toml": """
source = "estimate"
unknown_prior_weight = 4.0
p_excluded = 0.001
[prior_weights]
common = 6
fairly_common = 3
rare = 1
[network_relevance]
wifi = 1
cellular = 0
unknown = 0.6
[code_confidence]
high = { p_listed = 0.5, p_other = 0.003 }
medium = { p_listed = 0.3, p_other = 0.01 }
low = { p_listed = 0.2, p_other = 0.02 }
""",
    "kb/causes/net.toml": """
[no-internet]
ref = "C10"
owner = "isp"
category = "network"
prior = "common"
network = true
confidence = "high"
contact = "isp"
seeds = ["A2"]
sources = ["seed"]
likelihood_source = "estimate"
masks = ["connection", "code", "network"]
scope = ["all_cards"]
measured_by = ["gateway", "portal"]
asks_for = ["merchant_no"]
steps = [{ step = "restart-router", p_fix = 0.4 }, { step = "reset-terminal", p_fix = 0.1 }]
[no-internet.likelihood]
connection = { wifi = 0.9, cellular = 0.1 }
""",
    "kb/causes/card.toml": """
[wrong-pin]
ref = "C53"
owner = "cardholder"
category = "card-status"
prior = "common"
confidence = "high"
contact = "issuer"
sources = ["seed"]
scope = ["one_card"]
likelihood_source = "estimate"
steps = [{ step = "swipe-again", p_fix = 1 }]
""",
    "kb/questions/terminal.toml": """
[connection]
page = "terminal"
values = ["wifi", "cellular"]
baseline = { wifi = 0.5, cellular = 0.5 }
minutes = 0
source = "estimate"
[provider]
page = "terminal"
values = ["lakala", "wechat-pay"]
baseline = { lakala = 0.5, wechat-pay = 0.5 }
minutes = 0.2
source = "estimate"
""",
    "kb/steps/all.toml": """
[restart-router]
kind = "action"
minutes = 4
who = "merchant"
when = { is = { connection = ["wifi", "unknown"] } }
seeds = ["R05"]
source = "estimate"
[upload-unsent-trades]
kind = "action"
minutes = 3
who = "merchant"
source = "estimate"
[reset-terminal]
kind = "action"
minutes = 3
who = "merchant"
risk = "loses_unsent"
after = ["upload-unsent-trades"]
source = "estimate"
[query-trades]
kind = "check_money"
minutes = 2
who = "merchant"
when = { not = { known = "code" } }
source = "estimate"
[swipe-again]
kind = "action"
minutes = 1
who = "merchant"
risk = "may_charge_twice"
after = ["query-trades"]
source = "estimate"
[ask-connection]
kind = "question"
minutes = 0.2
who = "merchant"
question = "connection"
source = "estimate"
""",
    "kb/providers/all.toml": """
[wechat-pay]
order = 2
sources = ["official"]
[lakala]
order = 1
phone = "95016"
phone_confidence = "high: 2 pages"
phone_source = "a page"
hosts = ["s2.lakala.com"]
host_confidence = "high"
sources = ["an SDK"]
""",
    "kb/codes/sources.toml": 'A = "list a"\nB = "list b"\n',
    "kb/codes/namespaces.toml": """
[unionpay-39]
trade = "card"
standard = true
source = "field 39"
[wechat-pay]
trade = "qr"
passed_on = true
providers = ["wechat-pay"]
source = "A"
[scan-acquirer]
trade = "qr"
source = "A"
[vendor]
trade = "card"
source = "A"
[screen-text]
trade = "any"
source = "A"
""",
    "kb/codes/unionpay.csv": """
namespace,code,meaning_zh,meaning_en,display_zh,who_acts,retry,causes,confidence,sources
unionpay-39,00,成功,Approved,交易成功,,not_applicable,,high,A B
unionpay-39,55,密码错误,Incorrect PIN,密码错,cardholder issuer,yes,wrong-pin,high,A
unionpay-39,98,没有应答,No answer,"发卡方超时,请查询",issuer,query_first,no-internet:0.5 wrong-pin:0.2,medium,B
""",
    "kb/codes/wallets.csv": """
namespace,code,meaning_zh,meaning_en,display_zh,who_acts,retry,causes,confidence,sources
wechat-pay,ACCOUNTERROR,付款人账户异常,Payer's account,账户异常 / 用户账户异常,cardholder,no,wrong-pin:0.4,medium,A
scan-acquirer,55,没有付款,Not paid,,cardholder,no,wrong-pin,low,A
vendor,E103,没有网络,No network,,merchant,yes,no-internet,medium,A
""",
    "kb/codes/screen_texts.csv": """
namespace,code,meaning_zh,meaning_en,display_zh,who_acts,retry,causes,confidence,sources
screen-text,账户异常,没说是谁的,Whose account,账号异常,merchant,query_first,no-internet:0.3 wrong-pin:0.3,low,A
screen-text,无SIM卡,读不到流量卡,No data card,SIM卡错误,merchant,yes,no-internet,medium,A
""",
    "kb/network_faults.toml": """
[wan-down]
segment = "router"
owner = "isp"
contact = "isp"
p_other = 0.01
source = "estimate"
likelihood = { no-internet = 0.8 }
[none]
segment = "none"
contact = "isp"
p_other = 0.95
source = "estimate"
""",
    "kb/pairs.toml": """
[[pair]]
causes = ["no-internet", "wrong-pin"]
factor = 2
source = "estimate"
""",
    "kb/targets.toml": """
[[portal]]
url = "http://portal.test/generate_204"
status = 204
body = ""
source = "estimate"
[[endpoint]]
provider = "lakala"
name = "main"
host = "s2.lakala.com"
source = "an SDK"
confidence = "high"
""",
}

TEXTS = """
[answer]
unknown = "?"
[owner]
merchant = "a"
cardholder = "b"
issuer = "c"
acquirer = "d"
unionpay = "e"
isp = "f"
network_admin = "g"
settlement_bank = "h"
after_sales = "i"
software_vendor = "j"
[scope]
all_cards = "all"
one_card = "one"
[contact.isp]
name = "isp"
[contact.issuer]
name = "issuer"
[cause.no-internet]
name = "No internet"
sentence = "s"
now = "n"
tell = "t"
asks = "a"
meanwhile = "m"
[cause.wrong-pin]
name = "Wrong PIN"
sentence = "s"
now = "n"
tell = "t"
asks = "a"
meanwhile = "m"
[question.connection]
text = "How?"
why = "w"
[question.connection.value]
wifi = "WiFi"
cellular = "4G"
[question.provider]
text = "Who?"
why = "w"
[provider.lakala]
name = "Lakala"
note = "n"
[provider.wechat-pay]
name = "WeChat Pay"
note = "n"
[fault.wan-down]
name = "f"
meaning = "m"
do = "d"
[fault.none]
name = "f"
meaning = "m"
do = "d"
[ui.namespace]
unionpay-39 = "39"
wechat-pay = "w"
scan-acquirer = "s"
vendor = "v"
screen-text = "t"
"""

STEPS = "".join(
    f'[step.{step}]\ntitle = "t"\ntext = "Do {{this}}"\n'
    for step in (
        "restart-router",
        "upload-unsent-trades",
        "reset-terminal",
        "query-trades",
        "swipe-again",
        "ask-connection",
    )
)


class Tree:
    """The tree on disk: `edit` changes one place, `problems` loads it and returns what the loader complains about."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, text: str) -> None:
        """Write a file, replacing what is there."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace one text that must be there."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def add(self, name: str, text: str) -> None:
        """Append to a file."""
        path = self.root / name
        self.write(name, path.read_text(encoding="utf-8") + text)

    def problems(self) -> tuple[Problem, ...]:
        """Load the tree, which must fail, and return the problems."""
        with pytest.raises(KnowledgeError) as failure:
            load_knowledge(self.root)
        return failure.value.problems


def sound_tree(root: Path) -> Tree:
    """Write the sound tree below `root`."""
    tree = Tree(root)
    for name, text in FILES.items():
        tree.write(name, text.lstrip())
    for lang in ("zh", "en"):
        tree.write(f"i18n/{lang}/texts.toml", TEXTS)
        tree.write(f"i18n/{lang}/steps.toml", STEPS)
    return tree
