"""Chain the entries of an auction by their hashes, so that none can be changed, added or left out unseen (domain 7.14).

The hash of an entry is sha256(previous ‖ public part ‖ sha256(salt ‖ private part)). Whoever may not see the private
part gets that inner digest, and verifies the same chain. What pros may not even count, such as a maximum that moved
no price, hangs beside their chain: hidden entries continue from the entry before them, and the next visible entry
takes the last of their hashes into its private part. So a pro's copy has no holes, and nothing is left uncovered.
"""

from hashlib import sha256
from typing import Final

from msgspec import Raw, Struct, structs
from msgspec.json import Encoder

from server.kit.ids import AuctionId, CommandId
from server.ledger.entry import BIDDING_KINDS, Entry

GENESIS: Final = bytes(32)
SALT_BYTES: Final = 16
# What pros are told of an act of bidding: whether somebody typed an amount or a maximum moved the price is private.
PUBLIC_BIDDING_KIND: Final = "price_changed"

_encode: Final = Encoder().encode


class Public(Struct, frozen=True, gc=False):
    """What a pro may see of an entry, in the order in which it is written."""

    auction_id: AuctionId
    epoch: int
    pro_seq: int
    kind: str
    at_ms: int
    lot: int | None
    state: Raw


class Private(Struct, frozen=True, gc=False):
    """What only the dealer may, in the order in which it is written; `hidden` is the hash of hidden entries before."""

    seq: int
    journal_id: str
    kind: str
    hidden: str
    command_id: CommandId
    sender: str
    pro_id: str
    content_hash: str
    state: Raw
    result: Raw


class Head(Struct, frozen=True, gc=False):
    """Where an auction's chain stands: after how many entries, and by which hashes the next one goes on."""

    seq: int = 0
    pro_seq: int = 0
    visible_hash: bytes = GENESIS
    hidden_hash: bytes = b""  # of the last entry, when pros don't see that one


class Link(Struct, frozen=True, gc=False):
    """An entry's place in the chain."""

    previous_hash: bytes
    salt: bytes
    hash: bytes


class BrokenChainError(ValueError):
    """An entry doesn't follow the one before it: a hole, something twice, or a changed byte."""


def public_part(entry: Entry) -> bytes:
    """The bytes a pro may see of an entry: one JSON object, always written alike."""
    kind = PUBLIC_BIDDING_KIND if entry.kind in BIDDING_KINDS else entry.kind
    facts = (entry.auction_id, entry.epoch, entry.pro_seq, kind, entry.at_ms, entry.lot)
    return _encode(Public(*facts, Raw(entry.public)))


def private_part(entry: Entry, hidden_hash: bytes) -> bytes:
    """The bytes only the dealer may see, `hidden_hash` being that of the hidden entries just before, if any."""
    facts = (entry.seq, entry.journal_id, entry.kind, hidden_hash.hex())
    names = (entry.command_id, entry.sender, entry.pro_id, entry.content_hash)
    return _encode(Private(*facts, *names, Raw(entry.private), Raw(entry.result)))


def private_digest(salt: bytes, private: bytes) -> bytes:
    """What a pro's copy holds instead of the private part; the salt keeps it from being guessed."""
    return sha256(salt + private).digest()


def chained(previous_hash: bytes, public: bytes, digest: bytes) -> bytes:
    """The hash of an entry, from the parts every copy has."""
    return sha256(previous_hash + public + digest).digest()


def link(head: Head, entry: Entry, salt: bytes) -> Link:
    """The place of `entry` after `head`.

    Raises:
        BrokenChainError: its seq or pro_seq doesn't follow (invariant I5).

    """
    if entry.seq != head.seq + 1 or entry.pro_seq != head.pro_seq + entry.visible:
        raise BrokenChainError(
            f"auction {entry.auction_id}: entry {entry.seq}/{entry.pro_seq} after {head.seq}/{head.pro_seq}"
        )
    previous = head.visible_hash if entry.visible else head.hidden_hash or head.visible_hash
    private = private_part(entry, head.hidden_hash if entry.visible else b"")
    return Link(previous, salt, chained(previous, public_part(entry), private_digest(salt, private)))


def advance(head: Head, entry: Entry, linked: Link) -> Head:
    """The head after `entry`."""
    if entry.visible:
        return Head(entry.seq, entry.pro_seq, linked.hash)
    return structs.replace(head, seq=entry.seq, hidden_hash=linked.hash)
