"""Evenings on the real book in which everything that is secret is a canary: a number or name found nowhere else.

Forty pros bid, raise maxima, quote and pass; a manager pauses, lowers reserves and takes bids back. What is meant for
each pro is rendered by the product's own views and codec.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from server.auctions import lot_views, views
from server.auctions.book import Address, Definition, LotDefinition
from server.auctions.context import AuctionContext, LotContext
from server.auctions.decision import Decision
from server.auctions.event import AUCTION_KINDS, Format, public_body
from server.auctions.picture import Picture
from server.kit.ids import AuctionId, CommandId, EntityId, MemberId, ProId, UserId, VehicleId, new_id
from server.kit.money import Cents
from server.ledger.entry import Entry
from server.protocol.codec import encode
from server.protocol.lots import DealerVehicle, Party, Vehicle
from server.protocol.replies import BidResult, Subscribed
from tests.auctions.desk import PARTITION, Desk

PROS, LOTS, ACTS, FRAMES = 40, 2, 130, 100_000
STARTING, RAISE, DURATION_MS = 1_000_000, 5_000, 3_600_000
# Never reached by any price.
RESERVE, LIMIT, COST, MARGIN, MARKET = 9_191_919_100, 5_555_555_500, 6_767_676_700, 4_343_434_300, 8_282_828_200
MANAGER = UserId("CANARY-manager")
NOBODY = ProId("")


class Pro(Struct, frozen=True, kw_only=True):
    """A pro and the member that bids for it."""

    id: ProId
    member: MemberId


class Evening(Struct, kw_only=True):
    """One auction and what happened to it; `own` is what each pro typed itself."""

    context: AuctionContext
    entries: list[Entry]
    results: dict[CommandId, Decision]
    own: dict[ProId, set[int]] = field(default_factory=lambda: defaultdict(set))

    @property
    def amounts(self) -> set[int]:
        """Every amount anybody typed."""
        return {amount for typed in self.own.values() for amount in typed}

    @property
    def public(self) -> set[int]:
        """Every amount the book told everybody: what a maximum led to is one (domain 7.10)."""
        told: set[int] = set()
        for entry in self.entries:
            body = public_body(entry)
            for lot in body.lots if entry.kind in AUCTION_KINDS and hasattr(body, "lots") else (body,):
                told |= {getattr(lot, "price_cents", 0), getattr(lot, "next_min_cents", 0)}
        return told


class Written(Struct, frozen=True, kw_only=True):
    """Evenings, and everything that was written to each pro in them."""

    evenings: list[Evening]
    frames: dict[ProId, list[bytes]]


def write_frames(desk: Desk, dice: random.Random) -> Written:
    """Play until 100 000 frames were written; every third auction is a sealed one."""
    pros = the_pros()
    written = Written(evenings=[], frames=defaultdict(list))
    count = 0
    while count < FRAMES:
        format_: Format = "sealed" if len(written.evenings) % 3 == 2 else "ascending"
        evening = play(desk, pros, dice, format_=format_)
        written.evenings.append(evening)
        for pro_id, frame in frames(evening, pros):
            written.frames[pro_id].append(frame)
            count += 1
    return written


def the_pros() -> list[Pro]:
    return [
        Pro(id=ProId(f"CANARY-pro-{place:02d}-{new_id()}"), member=MemberId(f"CANARY-member-{place:02d}-{new_id()}"))
        for place in range(PROS)
    ]


def play(desk: Desk, pros: Sequence[Pro], dice: random.Random, *, format_: Format) -> Evening:
    """A whole auction: opened, fought over, cancelled."""
    auction_id = AuctionId(new_id())
    lots = LOTS if format_ == "ascending" else 1
    definition = Definition(
        format=format_,
        entity=EntityId(new_id()),
        minimum_raise_cents=Cents(RAISE if format_ == "ascending" else 1),
        starts_at_ms=0,
        duration_ms=DURATION_MS,
        window_ms=DURATION_MS if format_ == "ascending" else 0,
        extension_ms=DURATION_MS,
        cap_ms=DURATION_MS,
        lots=tuple(
            LotDefinition(
                starting_price_cents=Cents(STARTING if format_ == "ascending" else 0),
                reserve_cents=Cents(RESERVE + rank if format_ == "ascending" else 0),
            )
            for rank in range(lots)
        ),
        limits={pro.id: Cents(LIMIT + place) for place, pro in enumerate(pros)},
    )
    desk.entries()
    desk.run(desk.book.open_auction(_address(desk, auction_id, CommandId(auction_id), MANAGER), definition))
    evening = Evening(context=_context(auction_id, pros, format_=format_, lots=lots), entries=[], results={})
    for number in range(ACTS):
        _act(desk, evening, dice.choice(pros), dice, number=number)
    desk.run(desk.book.cancel(_address(desk, auction_id, CommandId(new_id()), MANAGER), reason="Fin de la soirée"))
    evening.entries = [entry for entry in desk.entries() if entry.accepted]
    return evening


def frames(evening: Evening, pros: Sequence[Pro]) -> Iterator[tuple[ProId, bytes]]:
    """Everything each pro is written: events, positions, answers, and a snapshot now and then."""
    context = evening.context
    picture = Picture(context.id, epoch=evening.entries[0].epoch)
    for number, entry in enumerate(evening.entries):
        body = picture.apply(entry)
        event = views.pro_event(context, picture, entry, body)
        frame = None if event is None else encode(event)
        positions = views.positions(picture, entry, body)
        for place, pro in enumerate(pros):
            if frame is not None:
                yield pro.id, frame
            for position in positions.get(pro.id, ()):
                yield pro.id, encode(position)
            if (number + place) % 7 == 0:
                seen = lot_views.pro_snapshot(context, picture, pro.id)
                reply = Subscribed(
                    id=1, room=f"auction:{context.id}", epoch=seen.epoch, seq=seen.seq, mode="snapshot", snapshot=seen
                )
                yield pro.id, encode(reply)
        if entry.pro_id:
            yield ProId(entry.pro_id), encode(_result(entry, evening.results[entry.command_id]))


def _act(desk: Desk, evening: Evening, pro: Pro, dice: random.Random, *, number: int) -> None:
    auction_id, lot = evening.context.id, dice.randint(1, len(evening.context.lots))
    command_id = CommandId(new_id())
    by_pro = _address(desk, auction_id, command_id, pro.member, pro=pro.id, lot=lot)
    by_manager = _address(desk, auction_id, command_id, MANAGER, lot=lot)
    # Odd cents, so that no sum of amounts and raises is another amount.
    amount = Cents(STARTING + number * 40_000 + dice.randrange(30_000) * 2 + 1)
    book = desk.book
    match dice.choice(("bid", "bid", "maximum", "maximum", "maximum", "quote", "quote", "decline", "manager")):
        case "bid":
            asked = book.place_bid(by_pro, amount_cents=amount, confirm_large=True)
        case "maximum":
            asked = book.set_maximum(by_pro, maximum_cents=Cents(amount + 400_000))
            amount = Cents(amount + 400_000)
        case "quote":
            asked = book.quote(by_pro, amount_cents=amount)
        case "decline":
            asked = book.decline(by_pro)
            amount = Cents(0)
        case _:
            desk.run(book.pause(replace(by_manager, lot=0, command_id=CommandId(new_id()))))
            desk.run(book.resume(replace(by_manager, lot=0, command_id=CommandId(new_id()))))
            asked = book.lower_reserve(by_manager, reserve_cents=Cents(RESERVE - number * 100))
            amount = Cents(0)
    decision = desk.run(asked)
    evening.results[command_id] = decision
    if amount and decision.accepted:
        evening.own[pro.id].add(amount)
        if dice.random() < 0.08:
            void = book.void(
                replace(by_manager, command_id=CommandId(new_id())), command_id=command_id, reason="Erreur"
            )
            desk.run(void)


def _address(
    desk: Desk,
    auction_id: AuctionId,
    command_id: CommandId,
    sender: MemberId | UserId,
    *,
    pro: ProId = NOBODY,
    lot: int = 0,
) -> Address:
    return Address(
        partition=PARTITION,
        auction_id=auction_id,
        epoch=desk.epoch,
        command_id=command_id,
        sender=sender,
        pro_id=pro,
        lot=lot,
    )


def _result(entry: Entry, decision: Decision) -> BidResult:
    told = decision.result
    assert told is not None
    return BidResult(
        id=1,
        command_id=entry.command_id,
        auction_id=entry.auction_id,
        lot=entry.lot or 1,
        status="accepted",
        epoch=entry.epoch,
        seq=told.seq,
        amount_cents=told.amount_cents,
        price_cents=told.price_cents,
        next_min_cents=told.next_min_cents,
        leading=told.leading,
        ends_at_ms=told.ends_at_ms,
        decided_at_ms=decision.at_ms,
        repeated=decision.repeated,
    )


def _context(auction_id: AuctionId, pros: Sequence[Pro], *, format_: Format, lots: int) -> AuctionContext:
    car = DealerVehicle(
        id=VehicleId(new_id()),
        make="OPEL",
        model="MOKKA",
        version="",
        mileage_guaranteed=False,
        vat_regime="margin",
        starting_price_cents=Cents(STARTING),
        market_value_cents=Cents(MARKET),
        sale_price_cents=Cents(MARKET + 1),
        purchase_price_cents=Cents(COST),
        costs_cents=Cents(COST + 1),
        real_margin_cents=Cents(MARGIN),
    )
    shown = Vehicle(**{name: getattr(car, name) for name in Vehicle.__struct_fields__})
    return AuctionContext(
        id=auction_id,
        entity_id=EntityId(new_id()),
        number=43,
        format=format_,
        kind="per_unit" if format_ == "ascending" else "quotation",
        starts_at_ms=1,
        ends_at_ms=2,
        minimum_raise_cents=Cents(RAISE),
        soft_close=None,
        entity=Party(id=new_id(), name="Groupe Démo"),
        point_of_sale=Party(id=new_id(), name="Mâcon"),
        comment=None,
        lots={
            rank: LotContext(
                lot=rank,
                number=60 + rank,
                starting_price_cents=Cents(STARTING if format_ == "ascending" else 0),
                reserve_cents=Cents(RESERVE + rank),
                sale_price_cents=Cents(MARKET + 1),
                real_margin_cents=Cents(MARGIN),
                vehicles=(car,),
                shown_vehicles=(shown,),
                offer_id=None,
                sale_cancelled=False,
            )
            for rank in range(1, lots + 1)
        },
        pros={pro.id: Party(id=pro.id, name=f"CANARY-name-{pro.id}") for pro in pros},
        members={pro.member: Party(id=pro.member, name=f"CANARY-name-{pro.member}") for pro in pros},
    )


def acts_of(evenings: Sequence[Evening]) -> Counter[str]:
    """How many acts of each kind were accepted."""
    return Counter(entry.kind for evening in evenings for entry in evening.entries)
