"""The page for banks: its example is a sound file, and every entry that the program knows is explained."""

import re
import shutil
from pathlib import Path

from gui.cli import main
from gui.kb import load_shop_file
from gui.kb.shop_file import _EXAMPLES
from gui.kb.targets import _TOP_KEYS
from gui.model.targets import EndpointTarget
from tests.fuzz.target import SEEDS
from tests.kb.data import KNOWLEDGE

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / ".github" / "BANKS.md").read_text(encoding="utf-8")


def example(folder: Path) -> Path:
    """Write the page's example, and beside it the files that it names; return its path."""
    (text,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    path = folder / "POSCheckup.toml"
    path.write_text(text, encoding="utf-8")
    shutil.copy(SEEDS / "logo" / "bank.png", folder / "logo.png")
    (folder / "root.pem").touch()
    return path


def test_the_example_is_sound(tmp_path: Path) -> None:
    """All of it is taken: who it is, where new cases begin, and the hosts before the built-in ones."""
    chosen = load_shop_file(KNOWLEDGE.targets, KNOWLEDGE.providers, example(tmp_path))
    assert chosen.problems == ()
    bank = chosen.bank
    assert (bank.name_zh, bank.name_en, bank.hotline) == ("示例银行", "Example Bank", "400-820-8888")
    assert (bank.provider, bank.lang) == ("lakala", "zh")
    assert bank.logo is not None
    assert chosen.targets.ca_file == str(tmp_path / "root.pem")
    front = EndpointTarget(provider="lakala", name="front", host="pos.bank.example", port=6000, tls=False)
    assert chosen.targets.endpoints[0] == front
    assert chosen.targets.endpoints[1].port == 443
    assert set(KNOWLEDGE.targets.endpoints) < set(chosen.targets.endpoints)


def test_the_command_of_the_page_says_so(tmp_path: Path) -> None:
    """As the page has it, word for word but for the folder."""
    (command,) = re.findall(r"POSCheckup.exe (kb .*?)  ", PAGE)
    path = example(tmp_path)
    assert main(command.replace("POSCheckup.toml", str(path)).split(" ")) == 0
    path.write_text("x = 1", encoding="utf-8")
    assert main(command.replace("POSCheckup.toml", str(path)).split(" ")) == 1


def test_every_entry_is_explained() -> None:
    """An entry that the page leaves out would be used by nobody."""
    table = PAGE[PAGE.index("| entry |") :]
    names = set(re.findall(r"`\[*([a-z_]+)\]*`", table))
    assert names >= {*_EXAMPLES, "replace", "ca_file", "known_roots", "endpoint"}
    assert "[[endpoint]] and other tables" in PAGE.replace("`", "")
    assert {"endpoint", "portal"} <= set(_TOP_KEYS)


def test_the_readme_leads_there() -> None:
    """Nobody finds a page that nothing links to."""
    assert ".github/BANKS.md" in (ROOT / "README.md").read_text(encoding="utf-8")
