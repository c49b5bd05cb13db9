"""Who connects, as limits count."""

from typing import cast

import pytest
from litestar.types import Scope

from server.kit.addresses import is_local, peer_of


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_an_address_of_ipv6_counts_as_the_network_that_one_person_has(host: str, counted: str) -> None:
    assert peer_of(cast("Scope", {"client": (host, 1)})) == counted


def test_a_connection_without_address_counts_as_one() -> None:
    assert peer_of(cast("Scope", {"client": None})) == ""


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("127.0.0.5", True),
        ("::1", True),
        ("192.0.2.1", False),
        ("ventes.example.fr", False),
        (None, False),
    ],
)
def test_this_machine_is_known_by_its_names(host: str | None, *, local: bool) -> None:
    assert is_local(host) is local
