"""Public roots that tell a PC without one from an interception, by a second handshake; they are trusted for no more."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from gui.model.failure import Failure, Operation
from gui.model.observation import JsonValue, Observation, Segment
from gui.paths import resources_dir
from gui.probes import dial
from gui.probes.realnet import RealNet
from gui.probes.timing import Stopwatch
from tests.lab import servers
from tests.lab.authority import HOSTS, write_certificates
from tests.unit.probes.scripted import ScriptedNet, check
from tests.unit.probes.test_real_net import HOME, _listen

ROOTS = resources_dir() / "kb" / "roots.pem"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the lab's certificates once."""
    folder = tmp_path_factory.mktemp("certificates")
    write_certificates(folder)
    (folder / "none.pem").write_text("# no certificate", encoding="ascii")
    return folder


@pytest.mark.parametrize(
    ("name", "host", "roots", "is_known"),
    [
        ("good", HOSTS[0], "ca.pem", True),
        ("good", "other.test", "ca.pem", False),
        ("intercepted", HOSTS[0], "ca.pem", False),
        ("expired", HOSTS[0], "ca.pem", False),
        ("good", HOSTS[0], "none.pem", False),
        ("good", HOSTS[0], "missing.pem", False),
        ("good", HOSTS[0], None, False),
    ],
)
def test_who_is_known(certificates: Path, name: str, host: str, roots: str | None, is_known: bool) -> None:
    """Chain, name and dates must be right; whatever comes of it, the PC does not trust the host."""

    async def work() -> tuple[Observation, ...]:
        net = RealNet(Stopwatch(), dial.make_contexts(None, certificates / roots if roots else None))
        server, port = await _listen(servers._hold, certificates / f"{name}.pem")
        async with server:
            return await net.dial(host, HOME, port, tls=True)

    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        _, shaken = runner.run(work())
    assert shaken.failure is Failure.TLS_UNTRUSTED
    assert shaken.detail.get("known_root", False) is is_known
    assert shaken.detail["issuer"] == ("Filter Box" if name == "intercepted" else "Lab Root")


def test_the_programs_own_roots() -> None:
    """The file is readable as a whole: as many certificates as it names, each vouching for itself."""
    context = dial.known_context(ROOTS)
    assert context is not None
    found = context.get_ca_certs()
    assert len(found) == ROOTS.read_text(encoding="utf-8").count("-----BEGIN CERTIFICATE-----")
    assert all(one["subject"] == one["issuer"] for one in found)
    assert context.verify_mode.name == "CERT_REQUIRED"
    assert context.check_hostname


@pytest.mark.parametrize(
    ("known", "segment", "fault"),
    [
        ("acq.test", Segment.PC, "trust-store"),
        ("a.acq.test", Segment.INTERCEPTION, "tls-mitm"),
        ("control", Segment.INTERCEPTION, "tls-mitm"),
    ],
)
def test_every_refused_host_must_be_known(known: str, segment: Segment, fault: str) -> None:
    """One that nobody vouches for is an interception, whatever the others are."""

    def script(op: Operation, target: str, healthy: Observation) -> Observation:
        if op is not Operation.TLS_HANDSHAKE:
            return healthy
        detail: dict[str, JsonValue] = {"known_root": True} if known in target else {}
        return replace(healthy, failure=Failure.TLS_UNTRUSTED, detail={**healthy.detail, **detail})

    verdict = check(ScriptedNet(script)).verdict
    assert (verdict.segment, verdict.fault) == (segment, fault)
