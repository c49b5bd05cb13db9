"""Ask the order book: one typed method for each function of order_book.lua.

    BookUnavailableError      no connection, or it was lost before the reply: repeat with the same command id
    BookMissingError          Valkey has lost the library (or has that of another version): `work` loads it

A decision counts once it is committed: whoever asks here waits for its `key` on the feed before telling anybody.
"""

from collections.abc import Awaitable, Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

from server.auctions.decision import Decision, Ticked, bytes_of, decision_of, first_decision_of, int_of
from server.auctions.event import Format
from server.auctions.history import BookState
from server.auctions.limits import Limits, Place, Won
from server.kit.ids import AuctionId, CommandId, EntityId, MemberId, ProId, UserId
from server.kit.lane import Argument, LaneDownError, RefusedError, Reply
from server.kit.money import Cents
from server.kit.partitions import Partition, tag
from server.ledger.libraries import library_of

LIBRARY: Final = library_of(Path(__file__).with_name("order_book.lua").read_text(encoding="utf-8"))
Guard = Literal["min", "exact"]


class BookUnavailableError(ConnectionError):
    """The book can't be asked now; the command may have been decided."""


class BookMissingError(BookUnavailableError):
    """There is a Valkey, but without the library or without this partition: it was wiped."""


class LotDefinition(Struct, frozen=True, kw_only=True):
    """A lot to open; reserve 0: none."""

    starting_price_cents: Cents
    reserve_cents: Cents = Cents(0)


class Definition(Struct, frozen=True, kw_only=True):
    """An auction to open: from `starts_at_ms` (0: at once) for `duration_ms`; `limits` are the invited pros'.

    They and `member_limits` hold for the whole entity from then on (`Limits` says what their revision is).

    `window_ms` 0 is a hard end (domain 7.11). The reminder comes `reminder_ms` before the end, 0: none.
    """

    format: Format
    entity: EntityId
    minimum_raise_cents: Cents
    starts_at_ms: int
    duration_ms: int
    window_ms: int = 0
    extension_ms: int = 0
    cap_ms: int = 0
    reminder_ms: int = 0
    lots: tuple[LotDefinition, ...]
    limits: dict[ProId, Cents | None]
    member_limits: dict[MemberId, Cents | None] = {}
    limits_revision: int = 0


class Address(Struct, frozen=True, kw_only=True):
    """Whose command it is and where it goes; `pro_id` is "" for a manager, `lot` 0 for a whole auction."""

    partition: Partition
    auction_id: AuctionId
    epoch: int
    command_id: CommandId
    sender: MemberId | UserId
    pro_id: ProId = ProId("")
    lot: int = 0


class OrderBook:
    """The books of all partitions, asked through `call` (a Lane's)."""

    def __init__(self, call: Callable[..., Awaitable[Reply]]) -> None:
        self._call = call

    async def load_library(self) -> None:
        """Put the functions there, replacing those of another version."""
        await self._ask("FUNCTION", "LOAD", "REPLACE", LIBRARY.text)

    async def epoch(self, partition: Partition) -> int | None:
        """The partition's epoch, None when Valkey doesn't know the partition."""
        reply = await self._ask("HGET", f"{tag(partition)}:meta", "epoch")
        return int(bytes_of(reply)) if reply is not None else None

    async def load(
        self,
        partition: Partition,
        *,
        epoch: int,
        last_journal_id: str,
        alive_ms: int,
        states: Sequence[BookState],
        won: Sequence[Won] = (),
        limits: Sequence[Limits] = (),
    ) -> bool:
        """Replace all the partition holds by these auctions, each told by a `recovered` entry; False: no higher epoch.

        `alive_ms` is when the book was last known to answer: open lots get the time since then back. A partition's
        first epoch begins with no states.
        """
        bodies = (msgspec.json.encode(part) for part in (states, won, limits))
        return await self._function("load", partition, epoch, last_journal_id, alive_ms, *bodies) == 1

    async def set_limits(self, partition: Partition, limits: Limits) -> None:
        """Let these limits hold from now on, in auctions already open too; an older reading changes nothing."""
        body = msgspec.json.encode(limits.limits)
        await self._function("set_limits", partition, limits.entity, limits.revision, body)

    async def won(self, partition: Partition) -> list[Place]:
        """The lots that count as won and not yet ordered."""
        reply = await self._ask("HKEYS", f"{tag(partition)}:won")
        assert isinstance(reply, list)
        places = (bytes_of(field).decode().rsplit("|", 1) for field in reply)
        return [Place(AuctionId(auction), int(lot)) for auction, lot in places]

    async def release(self, partition: Partition, places: Sequence[Place]) -> int:
        """Count these lots no longer: ordered, or not sold after all; how many did count."""
        return int_of(await self._function("release", partition, *(f"{p.auction_id}|{p.lot}" for p in places)))

    async def tick(self, partition: Partition, *, limit: int) -> Ticked:
        """Fire what is due, at most `limit` alarms: starts, reminders, ends."""
        reply = await self._function("tick", partition, limit)
        assert isinstance(reply, list)
        fired, next_at, now = (int_of(item) for item in reply)
        return Ticked(fired=fired, next_at_ms=None if next_at < 0 else next_at, now_ms=now)

    async def seen(self, address: Address) -> Decision | None:
        """What a command that was sent before got, None if it never arrived; only auction, sender and id count."""
        field = f"{address.sender}:{address.command_id}"
        reply = await self._ask("HGET", f"{tag(address.partition)}:auction:{address.auction_id}:seen", field)
        return None if reply is None else first_decision_of(address.command_id, bytes_of(reply))

    async def open_auction(self, address: Address, definition: Definition) -> Decision:
        """Give the book an auction; it opens by itself when its start comes (domain 7.4)."""
        assert definition.lots, "an auction without lots"
        assert definition.format == "ascending" or len(definition.lots) == 1, "a sealed auction has one lot"
        free = any(lot.starting_price_cents == 0 for lot in definition.lots)
        assert definition.format == "sealed" or not free, "a first bid is above 0"
        # Limits are read anew by whoever asks again; the auction is the same one.
        same = msgspec.structs.replace(definition, limits={}, member_limits={}, limits_revision=0)
        content = msgspec.json.encode(same)
        return await self._decide("open_auction", address, msgspec.json.encode(definition), content=(content,))

    async def place_bid(
        self,
        address: Address,
        *,
        amount_cents: Cents,
        guard: Guard = "min",
        seen_price_cents: Cents | None = None,
        confirm_large: bool = False,
    ) -> Decision:
        """Bid exactly this amount (domain 7.5)."""
        seen_price = "" if seen_price_cents is None else seen_price_cents
        return await self._decide("place_bid", address, amount_cents, guard, seen_price, int(confirm_large))

    async def set_maximum(self, address: Address, *, maximum_cents: Cents) -> Decision:
        """Let the book bid up to this amount (domain 7.10)."""
        return await self._decide("set_maximum", address, maximum_cents)

    async def cancel_maximum(self, address: Address) -> Decision:
        """Let the maximum fall to the price it stands at."""
        return await self._decide("cancel_maximum", address)

    async def quote(self, address: Address, *, amount_cents: Cents) -> Decision:
        """Give or change the pro's sealed price (domain 4.6)."""
        return await self._decide("quote", address, amount_cents)

    async def decline(self, address: Address) -> Decision:
        """Pass on a sealed lot for good."""
        return await self._decide("decline", address)

    async def pause(self, address: Address) -> Decision:
        """Stop the clock of an open auction."""
        return await self._decide("pause", address, "", "")

    async def resume(self, address: Address) -> Decision:
        """Go on; ends move by the length of the pause."""
        return await self._decide("resume", address, "", "")

    async def extend(self, address: Address, *, by_ms: int) -> Decision:
        """Move the end of every lot that isn't over."""
        assert by_ms > 0
        return await self._decide("extend", address, by_ms, "")

    async def cancel(self, address: Address, *, reason: str) -> Decision:
        """End the auction without a sale; once there are bids a reason is required (domain 7.4)."""
        return await self._decide("cancel", address, "", reason)

    async def lower_reserve(self, address: Address, *, reserve_cents: Cents) -> Decision:
        """Lower the reserve of a lot, or drop it (0)."""
        return await self._decide("lower_reserve", address, reserve_cents)

    async def void(self, address: Address, *, command_id: CommandId, reason: str) -> Decision:
        """Take a bid, maximum or quote of a lot back; the price comes from what remains."""
        return await self._decide("void", address, command_id, reason)

    async def _decide(
        self, function: str, address: Address, *arguments: Argument, content: tuple[Argument, ...] | None = None
    ) -> Decision:
        """Ask for a decision; `content` is what makes it the same command again, where not all arguments do."""
        lot = address.lot or ""
        reply = await self._function(
            function,
            address.partition,
            address.auction_id,
            address.epoch,
            address.command_id,
            _content_hash(function, address.pro_id, lot, *(arguments if content is None else content)),
            address.sender,
            address.pro_id,
            lot,
            *arguments,
        )
        return decision_of(address.command_id, reply)

    async def _function(self, function: str, partition: Partition, *arguments: Argument) -> Reply:
        return await self._ask("FCALL", LIBRARY.name(function), 1, f"{tag(partition)}:meta", *arguments)

    async def _ask(self, *arguments: Argument) -> Reply:
        try:
            return await self._call(*arguments)
        except LaneDownError as error:
            raise BookUnavailableError(str(error)) from error
        except RefusedError as error:
            if "Function not found" in str(error):
                raise BookMissingError(str(error)) from error
            if str(error).startswith(("LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "BUSY", "OOM")):
                raise BookUnavailableError(str(error)) from error
            raise


def _content_hash(*said: Argument) -> str:
    """What tells a repeated command from another one under the same id; the epoch is not its content."""
    digest = blake2b(digest_size=16)
    for word in said:
        digest.update(word if isinstance(word, bytes) else str(word).encode())
        digest.update(b"\0")
    return digest.hexdigest()
