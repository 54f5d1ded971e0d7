"""Every provider and every host that the real knowledge base names."""

import re

import pytest

from gui.model.knowledge import Provider
from gui.model.targets import EndpointTarget
from tests.kb.data import CATALOGS, KNOWLEDGE

FIRST_FIVE = ["lakala", "chinaums", "unionpay", "shengpay", "ruiyinxin"]

#: Test systems come and go, and refuse strangers: only production hosts may be contacted.
TEST_HOST = re.compile(r"(^|[.-])(\w*test\w*|uat|sit|sandbox|demo|dev)([.-]|$)")


def test_first_five_come_first() -> None:
    """The order of the wizard's list."""
    assert list(KNOWLEDGE.providers)[:5] == FIRST_FIVE
    orders = [provider.ref_order for provider in KNOWLEDGE.providers.values()]
    assert orders == sorted(set(orders))


@pytest.mark.parametrize("provider", KNOWLEDGE.providers.values(), ids=lambda provider: provider.id)
def test_provider(provider: Provider) -> None:
    """A number only where sourced; production hosts by name; a name of its own in both languages."""
    assert bool(provider.phone) == bool(provider.phone_source)
    assert re.fullmatch(r"|\d{5}|\d{3}-\d{3}-\d{4}", provider.phone)
    assert not [host for host in provider.hosts if TEST_HOST.search(host) or not re.search(r"[a-z]", host)]
    names = {catalog.text(f"provider.{provider.id}.name") for catalog in CATALOGS.values()}
    assert len(names) == 2


@pytest.mark.parametrize("endpoint", KNOWLEDGE.targets.endpoints, ids=lambda endpoint: endpoint.host)
def test_endpoint(endpoint: EndpointTarget) -> None:
    """What is contacted is a sourced production host of that provider, over TLS."""
    assert endpoint.host in KNOWLEDGE.providers[endpoint.provider].hosts
    assert (endpoint.port, endpoint.tls) == (443, True)


@pytest.mark.parametrize("provider", FIRST_FIVE)
def test_first_five_can_be_tested(provider: str) -> None:
    """Each of them has a host to test."""
    assert {endpoint.provider for endpoint in KNOWLEDGE.targets.for_provider(provider).endpoints} == {provider}


def test_shared_targets() -> None:
    """Two vendors' portal pages and one of the system's, two resolvers, two clocks, a control host."""
    targets = KNOWLEDGE.targets
    assert len(targets.portals) == 3
    assert [resolver.address for resolver in targets.resolvers] == ["223.5.5.5", "119.29.29.29"]
    assert [server.host for server in targets.ntp] == ["ntp.aliyun.com", "ntp.tencent.com"]
    assert [control.host for control in targets.controls] == ["www.baidu.com"]
    assert targets.ca_file is None


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "error",
    [
        "targets_unreadable",
        "targets_encoding",
        "targets_syntax",
        "targets_unknown_key",
        "targets_missing_value",
        "targets_wrong_value",
        "targets_ca_missing",
    ],
)
def test_error_texts_of_the_targets_file(lang: str, error: str) -> None:
    """Each error says what happened, what it means, and what to do, from the arguments that it carries."""
    args = dict.fromkeys(("file", "line", "entry", "detail", "example", "suggestion", "ca_file"), "x")
    texts = [CATALOGS[lang].text(f"error.kb.{error}.{part}", **args) for part in ("what", "means", "do")]
    assert len(set(texts)) == 3
