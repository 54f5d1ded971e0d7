"""Loading: the sound tree becomes the frozen types; every kind of defect is named with file, key and nearest name."""

from pathlib import Path

import pytest

from gui.kb import load_knowledge
from gui.kb.files import digest_of
from gui.model.errors import KnowledgeError
from gui.model.knowledge import CausePair, Owner, RetrySafety, Risk, StepKind
from tests.unit.kb.tree import Tree

CAUSES, CARD, QUESTIONS, STEPS = (
    "kb/causes/net.toml",
    "kb/causes/card.toml",
    "kb/questions/terminal.toml",
    "kb/steps/all.toml",
)
NAMESPACES = "kb/codes/namespaces.toml"
PROVIDERS, UNIONPAY, WALLETS = "kb/providers/all.toml", "kb/codes/unionpay.csv", "kb/codes/wallets.csv"
FAULTS, MODEL, TARGETS = "kb/network_faults.toml", "kb/model.toml", "kb/targets.toml"
PAIRS = "kb/pairs.toml"


def test_sound_tree_becomes_frozen_types(tree: Tree) -> None:
    """Every field arrives where it belongs."""
    knowledge = load_knowledge(tree.root)
    cause = knowledge.causes["no-internet"]
    assert (cause.ref, cause.owner, cause.prior_weight, cause.is_network) == ("C10", Owner.ISP, 6.0, True)
    assert cause.masks == ("connection", "code", "network")
    assert (cause.scope, cause.asks_for) == (("all_cards",), ("merchant_no",))
    assert (cause.measured_by, cause.is_little_known) == (("gateway", "portal"), False)
    assert cause.likelihood == {"connection": {"wifi": 0.9, "cellular": 0.1}}
    assert [(entry.step, entry.p_fix) for entry in cause.steps] == [("restart-router", 0.4), ("reset-terminal", 0.1)]
    reset = knowledge.steps["reset-terminal"]
    assert (reset.kind, reset.risk, reset.after) == (StepKind.ACTION, Risk.LOSES_UNSENT, ("upload-unsent-trades",))
    assert knowledge.steps["ask-connection"].question == "connection"
    assert list(knowledge.providers) == ["lakala", "wechat-pay"]
    assert knowledge.network_faults["wan-down"].likelihood == {"no-internet": 0.8}
    assert knowledge.numbers.network_relevance == {"wifi": 1.0, "cellular": 0.0, "unknown": 0.6}
    assert knowledge.pairs == (CausePair(first="no-internet", second="wrong-pin", factor=2.0),)
    assert knowledge.targets.endpoints[0].host == "s2.lakala.com"


def test_code_numbers_come_from_its_confidence(tree: Tree) -> None:
    """P(code | cause) is p_listed of the confidence times the weight."""
    codes = {code.id: code for code in load_knowledge(tree.root).codes}
    late = codes["unionpay-39:98"]
    assert late.likelihood == pytest.approx({"no-internet": 0.15, "wrong-pin": 0.06})
    assert (late.p_other, late.retry, late.who_acts) == (0.01, RetrySafety.QUERY_FIRST, "issuer")
    assert codes["unionpay-39:00"].sources == ("list a", "list b")


def test_digest_follows_content_and_names(tree: Tree) -> None:
    """The digest changes with every byte of the data and with a file's name, and with nothing else."""
    first = load_knowledge(tree.root).digest
    assert first == digest_of(tree.root / "kb")
    tree.write("kb/notes.txt", "not data")
    assert load_knowledge(tree.root).digest == first
    tree.add(MODEL, "# a remark\n")
    second = load_knowledge(tree.root).digest
    path = tree.root / MODEL
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_knowledge(tree.root).digest == second
    (tree.root / CAUSES).rename(tree.root / "kb/causes/renamed.toml")
    third = load_knowledge(tree.root).digest
    assert len({first, second, third}) == 3
    assert len(first) == 64


DEFECTS = [
    # what is read from one table
    (CAUSES, 'confidence = "high"', 'confidense = "high"', CAUSES, "no-internet.confidense", "nearest: confidence"),
    (CAUSES, 'confidence = "high"\n', "", CAUSES, "no-internet.confidence", "missing"),
    (CAUSES, 'category = "network"', "category = 3", CAUSES, "no-internet.category", "expected a text, found int"),
    (CAUSES, 'category = "network"', 'category = " "', CAUSES, "no-internet.category", "must not be empty"),
    (CAUSES, 'owner = "isp"', 'owner = "ips"', CAUSES, "no-internet.owner", "nearest: isp"),
    (CAUSES, 'owner = "isp"', "owner = true", CAUSES, "no-internet.owner", "found bool"),
    (CAUSES, "network = true", "network = 1", CAUSES, "no-internet.network", "expected true or false"),
    (CAUSES, 'sources = ["seed"]', "sources = []", CAUSES, "no-internet.sources", "must not be empty"),
    (CAUSES, 'sources = ["seed"]', 'sources = ["seed", 7]', CAUSES, "no-internet.sources[1]", "expected a text"),
    (CAUSES, 'sources = ["seed"]', 'sources = "seed"', CAUSES, "no-internet.sources", "expected a list"),
    (CAUSES, 'likelihood_source = "estimate"\n', "", CAUSES, "no-internet.likelihood_source", "missing"),
    (CAUSES, 'prior = "common"', 'prior = "comon"', CAUSES, "no-internet.prior", "nearest: common"),
    (CAUSES, 'prior = "common"', "prior = 6", CAUSES, "no-internet.prior", "expected a text"),
    (CAUSES, 'ref = "C10"', 'ref = "10"', CAUSES, "no-internet.ref", "does not look like C01"),
    (CAUSES, "p_fix = 0.4", "p_fix = 1.4", CAUSES, "no-internet.steps[0].p_fix", "at most 1"),
    (CAUSES, "p_fix = 0.4", "p_fix = 0.0", CAUSES, "no-internet.steps[0].p_fix", "must be more than 0"),
    (CAUSES, "p_fix = 0.4", "p_fix = nan", CAUSES, "no-internet.steps[0].p_fix", "out of range"),
    (CAUSES, "p_fix = 0.4 ", "p_fix = 0.4, note = 1 ", CAUSES, "no-internet.steps[0].note", "unknown key"),
    (
        CAUSES,
        "[no-internet.likelihood]\nconnection =",
        "[no-internet.likelihood]\nx =",
        CAUSES,
        "no-internet.likelihood.x",
        "unknown",
    ),
    (CAUSES, "{ wifi = 0.9, cellular = 0.1 }", "0.5", CAUSES, "no-internet.likelihood.connection", "expected a table"),
    (
        CAUSES,
        '[no-internet]\nref = "C10"',
        'no_table = 1\n[no-internet]\nref = "C10"',
        CAUSES,
        "no_table",
        "expected a table",
    ),
    (CAUSES, '["connection", "code"', '["conection", "code"', CAUSES, "no-internet.masks", "nearest: connection"),
    (CAUSES, '"code", "network"]', '"code", "code"]', CAUSES, "no-internet.masks", "names 'code' twice"),
    (PAIRS, '"no-internet", ', '"no-internett", ', PAIRS, "pair[0].causes", "nearest: no-internet"),
    (PAIRS, '"no-internet", ', '"wrong-pin", ', PAIRS, "pair[0].causes", "cannot come together with itself"),
    (PAIRS, '"no-internet", ', "", PAIRS, "pair[0].causes", "a pair has two causes"),
    (PAIRS, "factor = 2", "factor = 200", PAIRS, "pair[0].factor", "at most 100"),
    (PAIRS, 'source = "estimate"\n', "", PAIRS, "pair[0].source", "missing"),
    (PAIRS, "factor = 2", "factor = 2\nnote = 1", PAIRS, "pair[0].note", "unknown key"),
    (PAIRS, "[[pair]]", "[[pairs]]", PAIRS, "pairs", "nearest: pair"),
    (CAUSES, 'confidence = "high"', 'confidence = "hihg"', CAUSES, "no-internet.confidence", "nearest: high"),
    (CAUSES, 'scope = ["all_cards"]', "scope = []", CAUSES, "no-internet.scope", "must not be empty"),
    (CAUSES, '["merchant_no"]', '["merchant_nr"]', CAUSES, "no-internet.asks_for", "nearest: merchant_no"),
    (CAUSES, '["gateway", ', '["gatway", ', CAUSES, "no-internet.measured_by", "nearest: gateway"),
    (CAUSES, 'measured_by = ["gateway", "portal"]\n', "", CAUSES, "no-internet.measured_by", "a PC can measure it"),
    (FAULTS, "no-internet = 0.8", "wrong-pin = 0.8", CAUSES, "no-internet.network", "no network fault speaks for it"),
    (FAULTS, "no-internet = 0.8", "no-internet = 0.01", CAUSES, "no-internet.network", "no network fault speaks"),
    (CARD, "[wrong-pin]", "[Wrong_Pin]", CARD, "Wrong_Pin.", "kebab-case"),
    (QUESTIONS, "[connection]", "[connection-kind]", QUESTIONS, "connection-kind.", "snake_case"),
    (QUESTIONS, 'page = "terminal"', 'page = "terminals"', QUESTIONS, "connection.page", "nearest: terminal"),
    (QUESTIONS, '["wifi", "cellular"]', '["wifi", "unknown"]', QUESTIONS, "connection.values", "'unknown' is no name"),
    (QUESTIONS, '["wifi", "cellular"]', '["wifi", "wifi", "cellular"]', QUESTIONS, "connection.values", "twice"),
    (QUESTIONS, 'source = "estimate"\n', "", QUESTIONS, "connection.source", "missing"),
    (STEPS, "minutes = 4", "minutes = -4", STEPS, "restart-router.minutes", "0 or more"),
    (STEPS, 'source = "estimate"\n', "", STEPS, "restart-router.source", "missing"),
    (STEPS, 'question = "connection"\n', "", STEPS, "ask-connection.question", "belongs to steps of kind question"),
    (STEPS, 'kind = "action"', 'kind = "acton"', STEPS, "restart-router.kind", "nearest: action"),
    (STEPS, "minutes = 4", "minutes = 4\nproves_payment = true", STEPS, "restart-router.proves_payment", "check_money"),
    (
        STEPS,
        "minutes = 4",
        'minutes = 4\nseparates = ["wan-down", "none"]',
        STEPS,
        "restart-router.separates",
        "kind quest",
    ),
    (
        STEPS,
        'question = "connection"',
        'question = "connection"\nseparates = ["none"]',
        STEPS,
        "ask-connection.separates",
        "two faults",
    ),
    (
        STEPS,
        'question = "connection"',
        'question = "connection"\nseparates = ["none", "wan-up"]',
        STEPS,
        "ask-connection.separates",
        "nearest: wan-down",
    ),
    (PROVIDERS, "order = 1", "order = 0", PROVIDERS, "lakala.order", "1 to 999"),
    (PROVIDERS, "order = 1", 'order = "1"', PROVIDERS, "lakala.order", "expected a whole number"),
    (PROVIDERS, 'phone_source = "a page"\n', "", PROVIDERS, "lakala.phone_source", "needs its source"),
    (PROVIDERS, '"high: 2 pages"', '"low: one page"', PROVIDERS, "lakala.phone_confidence", "leave the phone empty"),
    (PROVIDERS, 'host_confidence = "high"\n', "", PROVIDERS, "lakala.host_confidence", "how well the hosts"),
    (FAULTS, 'segment = "router"', 'segment = "ruter"', FAULTS, "wan-down.segment", "nearest: router"),
    (FAULTS, 'source = "estimate"\n', "", FAULTS, "wan-down.source", "missing"),
    (MODEL, 'source = "estimate"\n', "", MODEL, "source", "missing"),
    (MODEL, "common = 6", "common = -6", MODEL, "prior_weights.common", "more than 0"),
    (MODEL, "rare = 1", "rare = 1\nvery_rare = 1", MODEL, "prior_weights.very_rare", "unknown key (nearest: rare)"),
    (MODEL, "p_listed = 0.2,", "p_listed = 0.01,", MODEL, "code_confidence.low.p_listed", "more than p_other"),
    (MODEL, "cellular = 0", "celular = 0", MODEL, "network_relevance.celular", "nearest: cellular"),
    (MODEL, "unknown = 0.6\n", "", MODEL, "network_relevance.unknown", "missing"),
    (TARGETS, 'source = "an SDK"\n', "", TARGETS, "endpoint[0].source", "missing"),
    (TARGETS, 'provider = "lakala"', 'provider = "lakalla"', TARGETS, "endpoint.provider", "nearest: lakala"),
    # what the tables say to each other
    (
        CAUSES,
        'steps = [{ step = "restart-router"',
        'steps = [{ step = "restart-ruter"',
        CAUSES,
        "no-internet.steps",
        "nearest: restart-router",
    ),
    (CAUSES, '{ step = "reset-terminal"', '{ step = "restart-router"', CAUSES, "no-internet.steps", "twice"),
    (CARD, 'steps = [{ step = "swipe-again", p_fix = 1 }]', "steps = []", CARD, "wrong-pin.steps", "at least one step"),
    (CARD, 'ref = "C53"', 'ref = "C10"', CAUSES, "no-internet.ref", "C10 is already used by wrong-pin"),
    (CAUSES, "wifi = 0.9,", "wifi = 0.8,", CAUSES, "no-internet.likelihood.connection", "sums to 0.9 instead of 1"),
    (CAUSES, "wifi = 0.9,", "wifi = 0.90000001,", CAUSES, "no-internet.likelihood.connection", "sums to 1.00000001"),
    (
        CAUSES,
        "wifi = 0.9, cellular = 0.1",
        "wifi = 1.0, cellular = 0.0",
        CAUSES,
        "no-internet.likelihood.connection.cellular",
        "out of range",
    ),
    (
        CAUSES,
        "wifi = 0.9, cellular = 0.1",
        "wifi = 0.9, celular = 0.1",
        CAUSES,
        "no-internet.likelihood.connection",
        "nearest: cellular",
    ),
    (
        CAUSES,
        "wifi = 0.9, cellular = 0.1",
        "wifi = 1.0",
        CAUSES,
        "no-internet.likelihood.connection",
        "the value 'cellular' is missing",
    ),
    (QUESTIONS, "wifi = 0.5,", "wifi = 0.6,", QUESTIONS, "connection.baseline", "sums to 1.1"),
    (STEPS, 'after = ["upload-unsent-trades"]\n', "", STEPS, "reset-terminal.after", "may lose unsent trades"),
    (
        STEPS,
        "[upload-unsent-trades]\n",
        '[upload-unsent-trades]\nwhen = { known = "connection" }\n',
        STEPS,
        "reset-terminal.after",
        "one without `when`",
    ),
    (STEPS, 'after = ["query-trades"]\n', "", STEPS, "swipe-again.after", "may charge twice"),
    (STEPS, 'after = ["query-trades"]', 'after = ["query-trade"]', STEPS, "swipe-again.after", "nearest: query-trades"),
    (STEPS, "minutes = 2\n", 'minutes = 2\nafter = ["swipe-again"]\n', STEPS, "query-trades.after", "circle"),
    (
        STEPS,
        'question = "connection"',
        'question = "conection"',
        STEPS,
        "ask-connection.question",
        "nearest: connection",
    ),
    (STEPS, 'kind = "check_money"', 'kind = "wait"', STEPS, "swipe-again.after", "kind check_money"),
    (STEPS, "is = { connection", "iz = { connection", STEPS, "restart-router.when", "unknown operator 'iz'"),
    (
        STEPS,
        "{ is = { connection",
        "{ is = { conection",
        STEPS,
        "restart-router.when.is.conection",
        "nearest: connection",
    ),
    (STEPS, '["wifi", "unknown"]', '["wify"]', STEPS, "restart-router.when.is.connection", "nearest: wifi"),
    (QUESTIONS, '"wechat-pay"]', '"wechat"]', QUESTIONS, "provider.values", "nearest: wechat-pay"),
    (QUESTIONS, '"wechat-pay"]', '"wechat"]', PROVIDERS, "wechat-pay", "does not offer it"),
    (FAULTS, "no-internet = 0.8", "no-internett = 0.8", FAULTS, "wan-down.likelihood", "nearest: no-internet"),
    # codes
    (UNIONPAY, "namespace,code", "name,code", UNIONPAY, "line 1", "the columns must be"),
    (UNIONPAY, '"发卡方超时', '"发卡方"超时', UNIONPAY, "line 4", "expected after"),
    (UNIONPAY, "wrong-pin,high,A", "wrong-pin,high", UNIONPAY, "line 3", "expected 10 columns, found 9"),
    (UNIONPAY, "yes,wrong-pin,high", "maybe,wrong-pin,high", UNIONPAY, "line 3.55.retry", "none of yes"),
    (UNIONPAY, "wrong-pin,high", "wrong-pin,hihg", UNIONPAY, "line 3.55.confidence", "nearest: high"),
    (UNIONPAY, "wrong-pin,high", "wrong-pinn,high", UNIONPAY, "unionpay-39:55.causes", "nearest: wrong-pin"),
    (UNIONPAY, "wrong-pin,high", "wrong-pin wrong-pin,high", UNIONPAY, "line 3.55.causes", "listed twice"),
    (UNIONPAY, "wrong-pin,high", "wrong-pin:2,high", UNIONPAY, "line 3.55.causes", "at most 1"),
    (UNIONPAY, "wrong-pin,high", "wrong-pin:much,high", UNIONPAY, "line 3.55.causes", "must be a number"),
    (UNIONPAY, "wrong-pin,high", "wrong-pin:0.001,high", UNIONPAY, "line 3.55.causes", "speak against"),
    (UNIONPAY, "cardholder issuer", "cardholder isuer", UNIONPAY, "line 3.55.who_acts", "nearest: issuer"),
    (UNIONPAY, "high,A B", "high,A X", UNIONPAY, "line 2.00.sources", "not in codes/sources.toml"),
    (UNIONPAY, "high,A B", "high,", UNIONPAY, "line 2.00.sources", "must not be empty"),
    (UNIONPAY, "Incorrect PIN", "", UNIONPAY, "line 3.55.meaning_en", "must not be empty"),
    (NAMESPACES, "[vendor]", "[vendors]", WALLETS, "vendor:E103.namespace", "nearest: vendors"),
    (NAMESPACES, '"wechat-pay"]', '"wechat"]', NAMESPACES, "wechat-pay.providers", "nearest: wechat-pay"),
    (NAMESPACES, 'trade = "any"', 'trade = "all"', NAMESPACES, "screen-text.trade", "none of card"),
    (WALLETS, "scan-acquirer,55", "unionpay-39, 5_5", WALLETS, "line 3.5_5.code", "cannot be told from '55'"),
]


@pytest.mark.parametrize(("name", "old", "new", "file", "key", "message"), DEFECTS)
def test_defect_is_named(tree: Tree, name: str, old: str, new: str, file: str, key: str, message: str) -> None:
    """Breaking `old` into `new` gives a problem at that file and key with that message."""
    tree.edit(name, old, new)
    found = [(problem.file, problem.key, problem.message) for problem in tree.problems()]
    assert any(one[:2] == (file, key) and message in one[2] for one in found), found


def test_every_defect_is_listed_at_once(tree: Tree) -> None:
    """One load names the defects of all files, sorted by file."""
    tree.edit(CAUSES, 'confidence = "high"\n', "")
    tree.edit(STEPS, 'source = "estimate"\n', "")
    tree.edit(MODEL, "p_excluded = 0.001\n", "")
    tree.write("kb/questions/broken.toml", "[a\n")
    files = [problem.file for problem in tree.problems()]
    assert files == sorted(files)
    assert set(files) >= {CAUSES, STEPS, MODEL, "kb/questions/broken.toml"}


def test_text_of_the_error_names_file_and_key(tree: Tree) -> None:
    """What the command line prints is one line per problem."""
    tree.edit(CAUSES, 'confidence = "high"', 'confidense = "high"')
    with pytest.raises(KnowledgeError) as failure:
        load_knowledge(tree.root)
    assert "kb/causes/net.toml: no-internet.confidense: unknown key (nearest: confidence)" in str(failure.value)


def test_id_twice_names_both_files(tree: Tree) -> None:
    """The second definition is the problem; it names the file of the first."""
    text = (tree.root / CARD).read_text(encoding="utf-8")
    tree.write("kb/causes/second.toml", text)
    problems = tree.problems()
    assert [(problem.file, problem.key) for problem in problems] == [("kb/causes/second.toml", "wrong-pin")]
    assert CARD in problems[0].message


def test_unreachable_cause_and_step(tree: Tree) -> None:
    """A cause that no evidence speaks of, and a step that nothing leads to, are problems."""
    tree.edit(CARD, "wrong-pin", "no-one")
    tree.edit(UNIONPAY, ",wrong-pin,", ",,")
    tree.edit(UNIONPAY, " wrong-pin:0.2", "")
    tree.edit(WALLETS, "wrong-pin:0.4", "")
    tree.edit(WALLETS, "wrong-pin", "")
    tree.edit("kb/codes/screen_texts.csv", " wrong-pin:0.3", "")
    tree.add(STEPS, '[lonely]\nkind = "wait"\nminutes = 1\nwho = "isp"\nsource = "estimate"\n')
    found = {(problem.file, problem.key): problem.message for problem in tree.problems()}
    assert "no answer, code or network fault" in found[CARD, "no-one"]
    assert "unreachable" in found[STEPS, "lonely"]


def test_pair_twice(tree: Tree) -> None:
    """The same two causes in either order."""
    tree.add(PAIRS, '[[pair]]\ncauses = ["wrong-pin", "no-internet"]\nfactor = 1\nsource = "estimate"\n')
    (problem,) = tree.problems()
    assert (problem.file, problem.key) == (PAIRS, "pair[1].causes")
    assert "listed twice" in problem.message


@pytest.mark.parametrize(
    ("name", "key"),
    [(MODEL, "file"), (PAIRS, "file"), (FAULTS, "file"), (TARGETS, "file"), ("kb/codes/sources.toml", "file")],
)
def test_missing_file(tree: Tree, name: str, key: str) -> None:
    """A file with a fixed name must be there."""
    (tree.root / name).unlink()
    assert (name, key) in {(problem.file, problem.key) for problem in tree.problems()}


@pytest.mark.parametrize("folder", ["kb/causes", "kb/questions", "kb/steps", "kb/providers", "kb/codes", "i18n/en"])
def test_empty_folder(tree: Tree, folder: str) -> None:
    """A folder without data is a problem, not an empty knowledge base."""
    for path in (tree.root / folder).iterdir():
        path.unlink()
    assert folder in {problem.file for problem in tree.problems()}


def test_broken_toml_names_the_line(tree: Tree) -> None:
    """Syntax errors are found wherever they are, the end of the file included."""
    tree.write("kb/steps/broken.toml", "[a]\nb = \n")
    tree.write("kb/steps/open.toml", '[a]\nb = """x\n')
    keys = {problem.file: problem.key for problem in tree.problems()}
    assert keys["kb/steps/broken.toml"] == "line 2"
    assert keys["kb/steps/open.toml"] == "line 3"


def test_bytes_that_are_no_utf8(tree: Tree) -> None:
    """A file in another encoding is a problem with the place of the first wrong byte."""
    (tree.root / CARD).write_bytes("[x]\nname = '账'".encode("gbk"))
    assert (CARD, "byte 12") in {(problem.file, problem.key) for problem in tree.problems()}


def test_byte_order_mark_and_windows_lines_are_fine(tree: Tree) -> None:
    """Editors on Windows write both."""
    path = tree.root / CARD
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert "wrong-pin" in load_knowledge(tree.root).causes


def test_questions_without_provider_or_connection(tree: Tree) -> None:
    """The checks that compare with these two questions pass over their absence."""
    text = (tree.root / QUESTIONS).read_text(encoding="utf-8")
    tree.write(QUESTIONS, text.replace("[connection]", "[link]").replace("[provider]", "[company]"))
    messages = [problem.message for problem in tree.problems()]
    assert not any("does not offer it" in message or "no connection" in message for message in messages)


def test_wrong_numbers_do_not_spread(tree: Tree) -> None:
    """A number that could not be read is reported once, not again as a wrong sum."""
    tree.edit(CAUSES, "wifi = 0.9", 'wifi = "0.9"')
    assert [problem.key for problem in tree.problems()] == ["no-internet.likelihood.connection.wifi"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "line",
    ['name = "No internet"\n', 'wifi = "WiFi"\n', 'do = "d"\n', 'isp = "f"\n', 'vendor = "v"\n', 'unknown = "?"\n'],
)
def test_missing_text(tree: Tree, lang: str, line: str) -> None:
    """Each text the knowledge needs must be there in both languages."""
    tree.edit(f"i18n/{lang}/texts.toml", line, "")
    problems = tree.problems()
    assert [problem.file for problem in problems] == [f"i18n/{lang}"]
    assert problems[0].key.endswith(line.partition(" ")[0])
    assert "missing text" in problems[0].message


def test_misspelt_and_blank_texts(tree: Tree) -> None:
    """A misspelt key is named as the nearest one; a blank text is as bad as none."""
    tree.edit("i18n/en/texts.toml", "[cause.no-internet]", "[cause.no-intrenet]")
    tree.edit("i18n/zh/texts.toml", 'name = "WeChat Pay"', 'name = " "')
    found = {problem.key: problem.message for problem in tree.problems()}
    assert "nearest: cause.no-intrenet.name" in found["cause.no-internet.name"]
    assert found["provider.wechat-pay.name"] == "blank text"


def test_default_root_is_the_programs_own(monkeypatch: pytest.MonkeyPatch, tree: Tree) -> None:
    """Without an argument the program's resources are loaded."""
    for module in ("kb.own", "paths"):
        monkeypatch.setattr(f"gui.{module}.resources_dir", lambda: tree.root)
    assert "no-internet" in load_knowledge().causes


def test_missing_root_lists_what_is_missing(tmp_path: Path) -> None:
    """A folder that is not there fails closed, with every missing file."""
    with pytest.raises(KnowledgeError) as failure:
        load_knowledge(tmp_path / "nowhere")
    assert {"kb/causes", "kb/model.toml", "i18n/zh"} <= {problem.file for problem in failure.value.problems}
