"""Decide by which channels somebody is told of what, and what may be switched off (domain 8.1). Pure.

A channel that the rules require can't be switched off: the result of an auction goes to every bidder by mail and
notification (domain 7.9), an estimate to validate likewise (domain 4.3), a start to all invited at once (domain 2.6).
"""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final, Literal
from urllib.parse import urlsplit

from msgspec import Struct

from server.protocol.faults import Fault

Channel = Literal["in_app", "mail", "push"]
Audience = Literal["dealer", "pro"]

CHANNELS: Final[tuple[Channel, ...]] = ("in_app", "mail", "push")
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost"})
ENDPOINT_LENGTH_MAX: Final = 2_000
# Addresses of IPv4 in the clothes of IPv6 (RFC 6052).
TRANSLATED: Final = IPv6Network("64:ff9b::/96")
IPV4_MASK: Final = 2**32 - 1


class Rule(Struct, frozen=True, kw_only=True):
    """Who is told of one kind of event: the channels the rules require, and those on unless switched off."""

    audiences: tuple[Audience, ...]
    required: frozenset[Channel]
    usual: frozenset[Channel]


class Choice(Struct, frozen=True, kw_only=True):
    """Whether somebody wants a kind by a channel; `required`: it is told by that channel anyhow."""

    kind: str
    channel: Channel
    wanted: bool
    required: bool


def _rule(audiences: str, *, required: str = "", usual: str = "in_app mail push") -> Rule:
    return Rule(
        audiences=tuple(name for name in ("dealer", "pro") if name in audiences.split()),
        required=frozenset(channel for channel in CHANNELS if channel in required.split()),
        usual=frozenset(channel for channel in CHANNELS if channel in f"{usual} {required}".split()),
    )


RULES: Final[Mapping[str, Rule]] = {
    "auction_announced": _rule("pro", required="in_app"),
    "auction_started": _rule("pro", required="in_app"),
    "auction_ending_soon": _rule("pro", usual="in_app push"),
    "outbid": _rule("pro", required="in_app"),
    "won": _rule("pro", required="in_app mail"),
    "lost": _rule("pro", required="in_app mail", usual=""),
    "reserve_not_met": _rule("pro", required="in_app mail", usual=""),
    "bid_voided": _rule("pro", required="in_app mail"),
    "car_corrected": _rule("pro", required="in_app mail"),
    "sale_cancelled": _rule("pro", required="in_app mail"),
    "auction_cancelled": _rule("dealer pro", required="in_app mail"),
    "auction_ended": _rule("dealer", required="in_app mail"),
    "counter_offer": _rule("pro", required="in_app mail"),
    "counter_offer_accepted": _rule("dealer", required="in_app"),
    "counter_offer_refused": _rule("dealer", required="in_app"),
    "quotation_opened": _rule("pro", required="in_app"),
    "quotation_ending_soon": _rule("pro", usual="in_app push"),
    "quotation_closed": _rule("pro", usual="in_app"),
    "quotation_cancelled": _rule("dealer pro", required="in_app"),
    "quotation_ended": _rule("dealer", required="in_app mail"),
    "quotation_without_quote": _rule("dealer", required="in_app mail"),
    "quote_validated": _rule("pro", required="in_app mail"),
    "quote_voided": _rule("pro", required="in_app mail"),
    "quote_refused": _rule("pro", usual="in_app"),
    "estimate_to_validate": _rule("dealer", required="in_app mail"),
    "estimate_validated": _rule("dealer", required="in_app"),
    "estimate_returned": _rule("dealer", required="in_app"),
    "car_available": _rule("pro", required="in_app mail"),
    "reservation_removed": _rule("pro", required="in_app mail", usual=""),
    "car_exited": _rule("dealer", required="in_app", usual=""),
    "purchase_declaration_due": _rule("dealer", usual="in_app"),
    "offer_sent": _rule("dealer pro", required="in_app"),
    "connected": _rule("pro", usual="in_app mail"),
    "invitation_accepted": _rule("dealer", usual="in_app mail"),
    "connection_ended": _rule("pro", required="in_app", usual="mail"),
    "professional_left": _rule("dealer", required="in_app", usual="mail"),
}
# A kind nobody has decided about is told as plainly as can be.
UNDECIDED: Final = _rule("dealer pro", required="in_app", usual="mail")


def rule_of(kind: str) -> Rule:
    """How this kind is told."""
    return RULES.get(kind, UNDECIDED)


def channels_for(kind: str, chosen: Mapping[Channel, bool]) -> frozenset[Channel]:
    """By which channels somebody with these choices is told of the kind."""
    rule = rule_of(kind)
    return rule.required | {channel for channel in CHANNELS if chosen.get(channel, channel in rule.usual)}


def choices(audience: Audience, chosen: Mapping[tuple[str, Channel], bool]) -> list[Choice]:
    """Everything that somebody of this audience can be told, by each channel, and what holds."""
    return [
        Choice(
            kind=kind,
            channel=channel,
            wanted=channel in rule.required or chosen.get((kind, channel), channel in rule.usual),
            required=channel in rule.required,
        )
        for kind, rule in RULES.items()
        if audience in rule.audiences
        for channel in CHANNELS
    ]


def choice_fault(audience: Audience, kind: str, channel: Channel, *, wanted: bool) -> Fault | None:
    """What speaks against a choice, or None."""
    rule = RULES.get(kind)
    if rule is None or audience not in rule.audiences:
        return Fault.UNKNOWN_KIND
    if not wanted and channel in rule.required:
        return Fault.KEPT_ON
    return None


def endpoint_fault(endpoint: str, hosts: Sequence[str] | frozenset[str]) -> Fault | None:
    """What speaks against sending pushes there, or None: only to these hosts, by https (this machine aside)."""
    if len(endpoint) > ENDPOINT_LENGTH_MAX:
        return Fault.NO_ADDRESS
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return Fault.NO_ADDRESS
    if parts.username is not None or parts.password is not None or not endpoint.isascii() or not endpoint.isprintable():
        return Fault.NO_PUSH_SERVICE
    if not is_among(host, hosts):
        return Fault.NO_PUSH_SERVICE
    if host in LOOPBACK:
        return None if parts.scheme in ("http", "https") else Fault.NO_ADDRESS
    return None if parts.scheme == "https" and port in (None, 443) else Fault.NEEDS_HTTPS


def webhook_fault(url: str, hosts: frozenset[str]) -> Fault | None:
    """What speaks against telling a machine there, or None: by https, to an address of the open net.

    `hosts` are those that may be private, or this very machine, then by http too. What a name stands for is known
    only when it is asked for: `is_open` says of each address whether it will do.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return Fault.NO_ADDRESS
    if not host or port == 0 or parts.username is not None or not url.isascii() or not url.isprintable():
        return Fault.NO_ADDRESS
    if not is_among(host, hosts) and (host in LOOPBACK or not _is_open_host(host)):
        return Fault.PRIVATE_ADDRESS
    if parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK):
        return None
    return Fault.NEEDS_HTTPS


def is_among(host: str, hosts: Sequence[str] | frozenset[str]) -> bool:
    """Whether a host is one of these; `*.example.org` stands for all below."""
    return any(host == name or (name.startswith("*.") and host.endswith(name[1:])) for name in hosts)


def is_open(address: str) -> bool:
    """Whether an IP address belongs to the open net, whatever it is wrapped in."""
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        wrapped = IPv4Address(int(found) & IPV4_MASK) if found in TRANSLATED else found.ipv4_mapped or found.sixtofour
        found = wrapped or found
    return found.is_global and not found.is_multicast


def _is_open_host(host: str) -> bool:
    try:
        return is_open(host)
    except ValueError:
        return True  # a name
