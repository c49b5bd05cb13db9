"""Verify the chain of an auction, in the ledger or in anybody's copy of it (domain 7.14).

A copy is text, one JSON object a line (`ledger.jsonl`). A dealer's line has `public`, `private`, `salt` and `hash`, and
`"visible": false` where pros don't see the entry. A pro's has `private_hash` instead of `private` and `salt`, and only
the entries that pros see. `public` and `private` are texts, themselves JSON, whose UTF-8 bytes were hashed:

    hash = sha256(previous ‖ public ‖ sha256(salt ‖ private)), the previous of the first being 32 zero bytes

An entry that pros don't see goes on from the one before it, and the next one they see names its hash as `hidden`, going
on itself from the last one they saw.
"""

from collections.abc import AsyncGenerator, Iterable

import msgspec
from msgspec import Struct, structs

from server.kit.ids import AuctionId
from server.kit.postgres import Connection
from server.ledger.chain import (
    BrokenChainError,
    Head,
    Link,
    Private,
    Public,
    advance,
    chained,
    link,
    private_digest,
    private_part,
    public_part,
)
from server.ledger.entry import Entry
from server.ledger.reading import PAGE

ROWS = """
SELECT journal_id, epoch, auction_id::text, kind, seq, pro_seq, pro_visible AS visible, at_ms, lot, command_id,
       sender_id AS sender, pro_id, content_hash, 'accepted' AS outcome, public, private, result,
       salt, previous_hash, hash
FROM ledger WHERE auction_id = $1 AND seq > $2 ORDER BY seq LIMIT $3
"""


class DealerLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A line of a dealer's copy; hashes and salt in hexadecimal."""

    public: str
    private: str
    salt: str
    hash: str
    visible: bool = True


class ProLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of a pro's copy."""

    public: str
    private_hash: str
    hash: str


async def verify_auction(connection: Connection, auction_id: AuctionId) -> Head:
    """Compute an auction's chain anew from its rows; where it ends.

    Raises:
        BrokenChainError: a row is missing, was added or changed.

    """
    head = Head()
    async for entry, stored in _chain(connection, auction_id):
        if link(head, entry, stored.salt) != stored:
            raise BrokenChainError(f"auction {auction_id}: entry {entry.seq} was changed")
        head = advance(head, entry, stored)
    return head


async def dealer_copy(connection: Connection, auction_id: AuctionId) -> AsyncGenerator[bytes]:
    """The lines of the selling dealer's copy, names and reserve included."""
    head = Head()
    async for entry, stored in _chain(connection, auction_id):
        private = private_part(entry, head.hidden_hash if entry.visible else b"")
        line = DealerLine(
            public=public_part(entry).decode(),
            private=private.decode(),
            salt=stored.salt.hex(),
            hash=stored.hash.hex(),
            visible=entry.visible,
        )
        yield msgspec.json.encode(line) + b"\n"
        head = advance(head, entry, stored)


async def pro_copy(connection: Connection, auction_id: AuctionId) -> AsyncGenerator[bytes]:
    """The lines of a pro's copy: the same for every pro."""
    head = Head()
    async for entry, stored in _chain(connection, auction_id):
        if entry.visible:
            digest = private_digest(stored.salt, private_part(entry, head.hidden_hash))
            line = ProLine(public=public_part(entry).decode(), private_hash=digest.hex(), hash=stored.hash.hex())
            yield msgspec.json.encode(line) + b"\n"
        head = advance(head, entry, stored)


def verify_copy(lines: Iterable[bytes]) -> Head:
    """Verify a copy; where its chain ends. A pro's doesn't know `seq`: it stays 0.

    Raises:
        BrokenChainError: it is no copy, or a line is missing, was added or changed.

    """
    head, auction_id = Head(), None
    for number, text in enumerate(lines, start=1):
        try:
            line = _line(text)
            public = msgspec.json.decode(line.public, type=Public)
            head = _follow(head, line, public)
        except ValueError as error:
            raise BrokenChainError(f"line {number}: {error}") from None
        if public.auction_id != (auction_id := auction_id or public.auction_id):
            raise BrokenChainError(f"line {number} is of another auction")
    return head


def _line(text: bytes) -> DealerLine | ProLine:
    try:
        return msgspec.json.decode(text, type=ProLine)
    except msgspec.ValidationError:
        return msgspec.json.decode(text, type=DealerLine)


def _follow(head: Head, line: DealerLine | ProLine, public: Public) -> Head:
    if isinstance(line, ProLine):
        seq, visible, digest = 0, True, bytes.fromhex(line.private_hash)
    else:
        private = msgspec.json.decode(line.private, type=Private)
        seq, visible, digest = (
            private.seq,
            line.visible,
            private_digest(bytes.fromhex(line.salt), line.private.encode()),
        )
        if seq != head.seq + 1 or private.hidden != (head.hidden_hash.hex() if visible else ""):
            raise BrokenChainError("an entry is missing before it")
    if public.pro_seq != head.pro_seq + visible:
        raise BrokenChainError("an entry is missing before it")
    previous = head.visible_hash if visible else head.hidden_hash or head.visible_hash
    digest = chained(previous, line.public.encode(), digest)
    if digest.hex() != line.hash:
        raise BrokenChainError("it was changed")
    if visible:
        return Head(seq, public.pro_seq, digest)
    return structs.replace(head, seq=seq, hidden_hash=digest)


async def _chain(connection: Connection, auction_id: AuctionId) -> AsyncGenerator[tuple[Entry, Link]]:
    after = 0
    while page := await connection.fetch(ROWS, auction_id, after, PAGE):
        for row in page:
            fields = dict(row)
            stored = Link(previous_hash=fields.pop("previous_hash"), salt=fields.pop("salt"), hash=fields.pop("hash"))
            yield Entry(**fields), stored
        after = page[-1]["seq"]
