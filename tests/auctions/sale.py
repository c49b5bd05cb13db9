"""An auction house for tests: the real servers, workers at work, a dealer, pros, cars, and a desk that takes bids."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from msgspec import Struct

from server.accounts.principal import DealerUser, ProMember
from server.auctions import bidding, creating
from server.auctions.auction import AuctionForm, AuctionVehicleForm, SoftCloseForm, StockAuctionKind
from server.auctions.opening import open_in_book
from server.auctions.snapshots import snapshot
from server.auctions.trading import Trading, open_trading
from server.kit.ids import AuctionId, CommandId, VehicleId, new_id
from server.kit.lane import Lane
from server.kit.money import Cents
from server.kit.postgres import transaction
from server.ledger.feed import Feed, Followers
from server.protocol.commands import PlaceBid, SetMaximum
from server.protocol.replies import BidResult
from server.protocol.snapshots import DealerSnapshot, ProSnapshot
from server.resources import Resources
from server.stock.entering import NewVehicle, enter_vehicle
from server.stock.vehicle import Destination, Status
from server.tradeins import creating as making_trade_ins
from server.tradeins import quoting
from server.tradeins.trade_in import TradeInForm
from server.workers import run_workers
from tests.auctions.hastening import hasten
from tests.organisation import Dealer, a_dealer, a_member, a_pro, a_user, answer_delay
from tests.waiting import until

# The guide's cars: plate -> make, model, trade price, purchase price.
GUIDE_CARS = {
    "GD147JH": ("CITROEN", "XSARA PICASSO", 360_816, 360_816),
    "GD250GH": ("OPEL", "MOKKA", 1_418_547, 1_361_805),
    "FG463RT": ("CHEVROLET", "AVEO", 280_000, 280_000),
    "BX816QK": ("FIAT", "FIORINO", 800_000, 800_000),
    "EZ785RE": ("CITROEN", "C2", 344_025, 264_529),
    "BC125DF": ("CHEVROLET", "CRUZE", 579_816, 539_229),
    "BX815QK": ("FIAT", "PUNTO EVO", 350_000, 350_000),
}


class House(Struct, kw_only=True):
    """A dealer with its manager, two pros who may bid, and the books."""

    resources: Resources
    trading: Trading
    dealer: Dealer
    manager: DealerUser
    alice: ProMember
    bob: ProMember

    async def car(self, car: NewVehicle | None = None) -> VehicleId:
        async with transaction(self.resources.postgres) as connection:
            return await enter_vehicle(
                connection,
                car or a_car(),
                entity_id=self.dealer.entity_id,
                point_of_sale_id=self.dealer.point_of_sale_id,
            )

    async def guide_car(self, plate: str) -> VehicleId:
        make, model, trade, purchase = GUIDE_CARS[plate]
        return await self.car(
            a_car(make=make, model=model, plate=plate, trade_price_cents=trade, purchase_price_cents=purchase)
        )

    async def auction(
        self,
        *vehicles: VehicleId | AuctionVehicleForm,
        kind: StockAuctionKind = "per_unit",
        duration_seconds: int = 600,
        reserve_cents: int | None = None,
    ) -> AuctionId:
        """A running auction of these cars."""
        form = a_form(self.dealer, *vehicles, kind=kind, duration_seconds=duration_seconds, reserve_cents=reserve_cents)
        made = await creating.create(self.resources, self.manager, form, idempotency_key=None)
        await self.opened(made.id)
        return made.id

    async def quotation(self, *, seconds: int = 600) -> AuctionId:
        """A running quotation of a customer's car, both pros asked."""
        await answer_delay(self.resources.postgres, self.dealer, seconds)
        form = TradeInForm(
            entity_id=self.dealer.entity_id,
            point_of_sale_id=self.dealer.point_of_sale_id,
            make="CITROEN",
            model="XSARA PICASSO",
            plate="GE147JH",
            vin="VF7CHRHZB39876543",
        )
        made = await making_trade_ins.create(self.resources, self.manager, form, key=None)
        asked = await quoting.ask(self.resources, self.manager, made.id, comment="Carnet complet", key=None)
        await self.opened(asked.auction_id)
        return asked.auction_id

    async def opened(self, auction_id: AuctionId) -> None:
        async def is_open() -> bool:
            opened = await open_in_book(self.resources.postgres, self.trading.book, auction_id)
            if opened is not None:
                await self.trading.committed(opened.partition, opened.key)
            return (await self.state(auction_id)) == "open"

        await until(is_open)

    async def state(self, auction_id: AuctionId) -> str:
        return await self.resources.postgres.fetchval("SELECT state FROM auction WHERE id = $1", auction_id) or ""

    async def bid(
        self,
        member: ProMember,
        auction_id: AuctionId,
        amount_cents: int,
        *,
        lot: int = 1,
        command_id: str | None = None,
    ) -> BidResult:
        epoch = (await self.seen_by(member, auction_id)).epoch
        command = PlaceBid(
            id=1,
            command_id=CommandId(command_id or new_id()),
            auction_id=auction_id,
            lot=lot,
            epoch=epoch,
            amount_cents=Cents(amount_cents),
        )
        return await bidding.decide(self.trading, member, command)

    async def maximum(self, member: ProMember, auction_id: AuctionId, maximum_cents: int, *, lot: int = 1) -> BidResult:
        command = SetMaximum(
            id=1,
            command_id=CommandId(new_id()),
            auction_id=auction_id,
            lot=lot,
            epoch=(await self.seen_by(member, auction_id)).epoch,
            maximum_cents=Cents(maximum_cents),
        )
        return await bidding.decide(self.trading, member, command)

    async def seen_by(self, member: ProMember, auction_id: AuctionId) -> ProSnapshot:
        seen = await snapshot(self.trading.pictures, member, auction_id)
        assert isinstance(seen, ProSnapshot)
        return seen

    async def seen_by_dealer(self, auction_id: AuctionId) -> DealerSnapshot:
        seen = await snapshot(self.trading.pictures, self.manager, auction_id)
        assert isinstance(seen, DealerSnapshot)
        return seen

    async def end(self, auction_id: AuctionId) -> DealerSnapshot:
        """The auction after its end, which comes now."""
        await hasten(self.trading, auction_id)
        return await self.closed(auction_id)

    async def closed(self, auction_id: AuctionId, *, within_seconds: float = 30.0) -> DealerSnapshot:
        """The auction after its end, settled."""

        async def is_over() -> bool:
            return await self.state(auction_id) in {"closed", "cancelled"}

        await until(is_over, within_seconds=within_seconds)
        return await self.seen_by_dealer(auction_id)


def a_car(
    *,
    make: str = "PEUGEOT",
    model: str = "208",
    plate: str | None = None,
    trade_price_cents: int | None = 500_000,
    purchase_price_cents: int = 400_000,
    status: Status = "for_sale",
    destination: Destination = "trade",
    allowed: bool = False,
) -> NewVehicle:
    return NewVehicle(
        make=make,
        model=model,
        plate=plate,
        trade_price_cents=None if trade_price_cents is None else Cents(trade_price_cents),
        purchase_price_cents=Cents(purchase_price_cents),
        market_value_cents=Cents(600_000),
        status=status,
        destination=destination,
        sale_to_professionals_allowed=allowed,
    )


def a_form(
    dealer: Dealer,
    *vehicles: VehicleId | AuctionVehicleForm,
    kind: StockAuctionKind = "per_unit",
    duration_seconds: int = 600,
    minimum_raise_cents: int = 5_000,
    reserve_cents: int | None = None,
    starts_at: datetime | None = None,
    soft_close: SoftCloseForm | None = None,
) -> AuctionForm:
    return AuctionForm(
        kind=kind,
        entity_id=dealer.entity_id,
        point_of_sale_id=dealer.point_of_sale_id,
        starts_at=starts_at,
        duration_seconds=duration_seconds,
        minimum_raise_cents=Cents(minimum_raise_cents),
        soft_close=soft_close,
        reserve_cents=None if reserve_cents is None else Cents(reserve_cents),
        vehicles=tuple(
            line if isinstance(line, AuctionVehicleForm) else AuctionVehicleForm(vehicle_id=line) for line in vehicles
        ),
    )


@asynccontextmanager
async def a_house(resources: Resources) -> AsyncIterator[House]:
    """Everything at work, until the block ends."""
    dealer = await a_dealer(resources.postgres)
    alice_pro = await a_pro(resources.postgres, dealer, name="Top Used Cars")
    bob_pro = await a_pro(resources.postgres, dealer, name="SARL La Bonne Occaze")
    manager = await a_user(resources.postgres, dealer)
    async with at_work(resources) as trading:
        yield House(
            resources=resources,
            trading=trading,
            dealer=dealer,
            manager=manager,
            alice=await a_member(resources.postgres, alice_pro, name="Alice"),
            bob=await a_member(resources.postgres, bob_pro, name="Bob"),
        )


@asynccontextmanager
async def at_work(resources: Resources) -> AsyncIterator[Trading]:
    """Workers, feed and books of one process."""
    feed = Feed(
        lane=lambda: Lane(resources.settings.valkey_url, heals=False),
        pool=resources.postgres,
        followers=Followers(entry=lambda _partition, _entry: None, missed=lambda _partition: None),
    )
    tasks = [asyncio.create_task(run_workers(resources)), asyncio.create_task(feed.run())]
    try:
        await feed.started.wait()
        async with open_trading(resources, feed.committed) as trading:
            yield trading
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
