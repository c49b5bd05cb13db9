"""Tell whose address is whose: who connects, which proxies are ours, what is this machine."""

from ipaddress import IPv4Address, IPv4Network, ip_address, ip_network

from litestar.types import Scope

# A household or a phone gets a network of these and changes its address in it at will.
IPV6_PERSON_BITS = 64


def peer_of(scope: Scope) -> str:
    """Who connects, as limits count: an address, or the network of 64 bits that one person has with IPv6.

    Behind a proxy that the operator trusts (ADJUGE_TRUSTED_PROXIES) it is whom that proxy asks for.
    """
    host = (scope.get("client") or ("", 0))[0]
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, IPV6_PERSON_BITS), strict=False))


def networks(text: str) -> tuple[str, ...]:
    """Addresses and networks separated by commas; those of IPv4 also as a socket that takes both kinds shows them.

    Raises:
        ValueError: something in it is neither, or stands for everybody.

    """
    found = [ip_network(part.strip()) for part in text.split(",") if part.strip()]
    if any(network.prefixlen == 0 for network in found):
        raise ValueError("everybody")
    mapped = [
        f"::ffff:{network.network_address}/{96 + network.prefixlen}"
        for network in found
        if isinstance(network, IPv4Network)
    ]
    return (*map(str, found), *mapped)


def is_local(host: str | None) -> bool:
    """Whether only this machine is reached by that name or address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False
