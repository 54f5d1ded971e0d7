"""The tables to look up: read strictly, every defect with its line and column; WeChat's limits found in a text."""

from pathlib import Path

import pytest

from gui.kb import find_limits, load_reference
from gui.model.errors import KnowledgeError
from gui.model.reference import BankHotline, LimitKind, ModelConnection, ModelKind, Reference, WechatLimit
from tests.unit.kb.tree import Tree

BANKS, LIMITS, MODELS = "kb/reference/banks.csv", "kb/reference/wechat_limits.csv", "kb/terminals/models.csv"
FILES = {
    BANKS: """id,name_zh,name_en,phone,confidence,source
icbc,工商银行,ICBC,95588,medium,a list
bosc,上海银行,Bank of Shanghai,,low,a weak list
""",
    LIMITS: """\
kind,code,name_zh,name_en,meaning_zh,meaning_en,shown_zh,causes,who_acts,confidence,source
function,NO_TRANSACTION,收单被关,Collecting closed,没法付,-,收款被限制 / 收款已关闭,no-internet wrong-pin,issuer,high,w
reason,OTHER,其他,Other,没有说明,No reason,,no-internet,merchant,high,official
way,WAITING,等平台审核,Wait for the review,等结果,Wait,等待平台审核结果,no-internet,acquirer,medium,official
""",
    MODELS: """maker_zh,maker_en,model,kind,kind_basis,connections,source
百富,PAX,A920,smart,inferred,wifi cellular,a list
百富,PAX,QR10,qr_box,sourced,,a list
""",
}


@pytest.fixture
def tables(tree: Tree) -> Tree:
    """Return the sound tree with the tables in it."""
    for name, text in FILES.items():
        tree.write(name, text)
    return tree


@pytest.fixture
def reference(tables: Tree) -> Reference:
    """Return the small tables."""
    return load_reference(tables.root)


def test_rows(reference: Reference) -> None:
    """Every cell is where it belongs, lists are split, and the order is that of the file."""
    assert reference.banks[0] == BankHotline(
        id="icbc", name_zh="工商银行", name_en="ICBC", phone="95588", confidence="medium", source="a list"
    )
    assert reference.wechat_limits[0] == WechatLimit(
        kind=LimitKind.FUNCTION,
        code="NO_TRANSACTION",
        name_zh="收单被关",
        name_en="Collecting closed",
        meaning_zh="没法付",
        meaning_en="-",
        shown=("收款被限制", "收款已关闭"),
        causes=("no-internet", "wrong-pin"),
        who_acts="issuer",
        confidence="high",
        source="w",
    )
    assert reference.wechat_limits[1].shown == ()
    model = reference.models[0]
    assert (model.kind, model.is_kind_sourced) == (ModelKind.SMART, False)
    assert model.connections == (ModelConnection.WIFI, ModelConnection.CELLULAR)
    assert [one.model for one in reference.models] == ["A920", "QR10"]


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "message"),
    [
        (BANKS, "工商银行", "", "line 2.name_zh", "must not be empty"),
        (BANKS, "medium", "medum", "line 2.confidence", "'medum' is none of high, medium, low (nearest: medium)"),
        (BANKS, ",,low", ",95594,low", "line 3.phone", "a number below medium confidence must not be shown"),
        (BANKS, "bosc", "icbc", "line 3.id", "'icbc' is listed twice"),
        (BANKS, "phone", "tel", "line 1", "the columns must be id,name_zh,name_en,phone,confidence,source"),
        (LIMITS, "reason,", "raeson,", "line 3.kind", "'raeson' is none of function, reason, way (nearest: reason)"),
        (LIMITS, "wrong-pin", "wrong-pni", "line 2.causes", "unknown cause 'wrong-pni' (nearest: wrong-pin)"),
        (LIMITS, "acquirer", "aquirer", "line 4.who_acts", "'aquirer' is none of"),
        (LIMITS, "issuer,high", "issuer,hihg", "line 2.confidence", "(nearest: high)"),
        (LIMITS, "OTHER", "WAITING", "line 4.code", "'WAITING' is listed twice"),
        (MODELS, "wifi", "wfi", "line 2.connections", "'wfi' is none of"),
        (MODELS, "inferred", "guessed", "line 2.kind_basis", "'guessed' is none of sourced, inferred"),
        (MODELS, "qr_box", "qr", "line 3.kind", "'qr' is none of"),
        (MODELS, "QR10", "A920", "line 3.model", "'A920' is listed twice"),
    ],
)
def test_defects(tables: Tree, file: str, old: str, new: str, key: str, message: str) -> None:
    """Each is named."""
    tables.edit(file, old, new)
    with pytest.raises(KnowledgeError) as failure:
        load_reference(tables.root)
    [problem] = failure.value.problems
    assert (problem.file, problem.key) == (file, key)
    assert message in problem.message


def test_missing_tables(tmp_path: Path) -> None:
    """Each is one problem."""
    with pytest.raises(KnowledgeError) as failure:
        load_reference(tmp_path)
    assert [(one.file, one.key) for one in failure.value.problems] == [(name, "file") for name in FILES]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("NO_TRANSACTION", ["NO_TRANSACTION"]),
        (" no transaction ", ["NO_TRANSACTION"]),
        ("商户的收款被限制，请联系服务商", ["NO_TRANSACTION"]),
        ("收单被关。等待平台审核结果", ["WAITING", "NO_TRANSACTION"]),
        ("Collecting closed", ["NO_TRANSACTION"]),
        ("商戶的收單被關", ["NO_TRANSACTION"]),
        ("其他", []),  # too short to mean anything in a text
        ("账户异常", []),
        ("", []),
    ],
)
def test_finding_limits(reference: Reference, text: str, codes: list[str]) -> None:
    """A code as it is, a wording wherever it stands, the longest one first, and never a guess."""
    assert [limit.code for limit in find_limits(reference, text)] == codes
