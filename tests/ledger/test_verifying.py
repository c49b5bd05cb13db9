from collections.abc import AsyncGenerator, Callable

import msgspec
import pytest

from server.ledger.chain import BrokenChainError
from server.ledger.verifying import dealer_copy, pro_copy, verify_auction, verify_copy
from tests.ledger.evening import Auction, Evening, committing


async def test_both_copies_verify_by_the_same_chain(evening: Evening) -> None:
    auction = await _an_evening_of_bids(evening)
    async with evening.resources.postgres.acquire() as connection:
        head = await verify_auction(connection, auction.id)
        dealer = [line async for line in dealer_copy(connection, auction.id)]
        pro = [line async for line in pro_copy(connection, auction.id)]
    assert verify_copy(dealer) == head
    of_pro = verify_copy(pro)
    assert (of_pro.pro_seq, of_pro.visible_hash) == (head.pro_seq, head.visible_hash)
    assert len(pro) == head.pro_seq < len(dealer) == head.seq


async def test_no_two_entries_share_a_salt(evening: Evening) -> None:
    """Else a reserve could be guessed from a pro's copy: by trying amounts until the digest fits."""
    auctions = [await _an_evening_of_bids(evening) for _ in range(2)]
    rows = await evening.resources.postgres.fetch(
        "SELECT salt FROM ledger WHERE auction_id = ANY($1::uuid[])", [auction.id for auction in auctions]
    )
    salts = [row["salt"] for row in rows]
    assert len(salts) >= 14
    assert len(set(salts)) == len(salts)
    assert all(len(salt) >= 16 and len(set(salt)) > 4 for salt in salts)


async def test_a_pros_copy_holds_no_name_and_no_trace_of_hidden_entries(evening: Evening) -> None:
    auction = await _an_evening_of_bids(evening)
    async with evening.resources.postgres.acquire() as connection:
        pro = b"".join([line async for line in pro_copy(connection, auction.id)])
    for bidder in auction.bidders:
        assert bidder.pro.encode() not in pro
        assert bidder.member.encode() not in pro
    assert b"maximum" not in pro
    assert b"bid_placed" not in pro
    assert b"scheduled" not in pro


def _changed(lines: list[bytes]) -> list[bytes]:
    line = msgspec.json.decode(lines[3])
    line["public"] = line["public"].replace('"price_cents":', '"price_cents":1')
    return [*lines[:3], msgspec.json.encode(line), *lines[4:]]


TAMPERINGS: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "changed": _changed,
    "left out": lambda lines: lines[:2] + lines[3:],
    "beginning left out": lambda lines: lines[1:],
    "swapped": lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]],
    "twice": lambda lines: [*lines[:3], lines[2], *lines[3:]],
    "no line": lambda lines: [*lines[:3], b"{}", *lines[3:]],
    "no JSON": lambda lines: [*lines[:3], b"\xff", *lines[3:]],
}


@pytest.mark.parametrize("copy", [dealer_copy, pro_copy], ids=["dealer", "pro"])
@pytest.mark.parametrize("tamper", TAMPERINGS.values(), ids=TAMPERINGS)
async def test_tampering_with_a_copy_shows(
    evening: Evening, copy: Callable[..., AsyncGenerator[bytes]], tamper: Callable[[list[bytes]], list[bytes]]
) -> None:
    auction = await _an_evening_of_bids(evening)
    async with evening.resources.postgres.acquire() as connection:
        lines = [line async for line in copy(connection, auction.id)]
    with pytest.raises(BrokenChainError):
        verify_copy(tamper(lines))


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE ledger SET at_ms = at_ms + 1 WHERE auction_id = $1 AND seq = 3",
        "UPDATE ledger SET private = '{}' WHERE auction_id = $1 AND seq = 3",
        "UPDATE ledger SET sender_id = pro_id WHERE auction_id = $1 AND seq = 3",
        "DELETE FROM ledger WHERE auction_id = $1 AND seq = 3",
    ],
)
async def test_tampering_with_the_ledger_shows(evening: Evening, tampering: str) -> None:
    auction = await _an_evening_of_bids(evening)
    async with evening.resources.postgres.acquire() as connection:
        await connection.execute("ALTER TABLE ledger DISABLE TRIGGER ledger_append_only")
        try:
            await connection.execute(tampering, auction.id)
        finally:
            await connection.execute("ALTER TABLE ledger ENABLE TRIGGER ledger_append_only")
        with pytest.raises(BrokenChainError):
            await verify_auction(connection, auction.id)


async def _an_evening_of_bids(evening: Evening) -> Auction:
    async with committing(evening.wiring()):
        auction = await evening.an_auction()
        await evening.bid(auction, 100)
        await evening.set_maximum(auction, 200, by=1)
        await evening.set_maximum(auction, 300, by=1)
        await evening.set_maximum(auction, 310, by=1)
        await evening.bid(auction, 150)
        await evening.committed(auction, 7)
    return auction
