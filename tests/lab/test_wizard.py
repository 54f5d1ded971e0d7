"""The whole wizard, walked with real widgets on the shop's PC in the lab, ends on the right cause for every case.

The answers are what a shop owner with this trouble would say; the network verdict comes from real sockets. Four of the
cases are also taken to the end: the report is exported and read back.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pypdf
import pytest

from gui.report import verify_file
from tests.lab.cases import by_id
from tests.lab.world import Lab, missing_for_lab

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(missing_for_lab() is not None, reason=missing_for_lab() or ""),
]

NO_NETWORK = {
    "trouble": "no_network",
    "charged": "no",
    "provider": "lakala",
    "terminal_kind": "smart",
    "connection": "wifi",
    "shown_where": "card_trade",
    "other_card_works": "no",
    "qr_works": "no",
    "other_terminal_works": "no",
}
FROZEN = {**NO_NETWORK, "trouble": "abnormal_or_code", "code": "1407", "changed_lately": "nothing"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A lab case, the answers of the shop, and the causes that may be called the first (one from the PC's view)."""

    case: str
    causes: tuple[str, ...]
    answers: Mapping[str, str] = field(default_factory=lambda: NO_NETWORK)


STORIES = (
    Story(case="healthy", causes=("merchant-frozen",), answers=FROZEN),
    Story(case="no-carrier", causes=("no-internet",)),
    Story(case="no-dhcp-lease", causes=("ip-conflict-or-no-lease",)),
    Story(case="router-wan-down", causes=("no-internet",)),
    Story(case="isp-outage", causes=("no-internet",)),
    Story(case="resolver-down", causes=("dns-failure",)),
    Story(case="dns-hijack", causes=("dns-hijacked",)),
    Story(case="captive-portal", causes=("captive-portal",)),
    Story(case="one-port-blocked", causes=("firewall-blocks-provider",)),
    Story(case="acquirer-down", causes=("acquirer-outage", "firewall-blocks-provider")),
    Story(case="cert-expired", causes=("acquirer-outage", "certificate-missing")),
    Story(case="tls-mitm", causes=("proxy-vpn-or-inspection",)),
    Story(case="path-loss", causes=("unstable-line",)),
    Story(case="icmp-blocked-everywhere", causes=("merchant-frozen",), answers=FROZEN),
    Story(case="gateway-silent-but-forwards", causes=("merchant-frozen",), answers=FROZEN),
    Story(case="ntp-blocked-clock-right", causes=("merchant-frozen",), answers=FROZEN),
    # The PC's clock says little about the terminal's: the shop's own trouble stays in front.
    Story(case="clock-wrong", causes=("merchant-frozen",), answers=FROZEN),
)
READ_BACK = ("healthy", "captive-portal", "resolver-down", "router-wan-down")


def walk(story: Story, folder: Path) -> dict[str, object]:
    """Walk the wizard in the lab and return its conclusion."""
    with Lab() as lab:
        lab.apply(story.case)
        command = [sys.executable, "-m", "tests.qt.walk", "--targets", str(lab.targets_file), "--out", str(folder)]
        command += ["--answers", json.dumps(dict(story.answers))]
        done = lab.run(command, timeout_s=120, env={"QT_QPA_PLATFORM": "offscreen", "POSCHECKUP_LAB": "1"})
    assert done.returncode == 0, done.stderr
    conclusion = json.loads(done.stdout)
    assert isinstance(conclusion, dict)
    return conclusion


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.case)
def test_the_wizard_ends_on_the_right_cause(story: Story, tmp_path: Path) -> None:
    """Verdict of the network and first cause are those of the case; the exported files are untouched and readable."""
    conclusion = walk(story, tmp_path)
    case = by_id(story.case)
    assert (conclusion["segment"], conclusion["fault"]) == (case.segment.value, case.fault)
    assert conclusion["top"] in story.causes
    pdf, exported, *_ = (Path(str(path)) for path in conclusion["files"])  # type: ignore[attr-defined]  # a JSON list
    assert verify_file(pdf).ok
    assert verify_file(exported).ok
    if story.case in READ_BACK:
        read_back(pdf, str(conclusion["name"]))


def read_back(pdf: Path, cause: str) -> None:
    """Find the wizard's own cause, the case's data and no Kangxi radical in the PDF's text."""
    text = "".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages)
    flat = "".join(text.split())
    assert "".join(cause.split()) in flat
    assert "拉卡拉" in flat
    assert not [letter for letter in text if 0x2E80 <= ord(letter) <= 0x2FDF]
    if shutil.which("pdftotext"):
        shown = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
        assert "".join(cause.split()) in "".join(shown.split())
