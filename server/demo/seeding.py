"""Fill an installation with the demonstration; a second time changes nothing but the password.

The auctions are played through the real book, committed by workers of our own for as long as this takes; what ends
later is closed by the workers of the installation.
"""

import asyncio
import random
from contextlib import suppress
from datetime import timedelta

from msgspec import Struct

from server.accounts.passwords import Passwords
from server.accounts.principal import DealerUser, ProMember
from server.accounts.principals import principal_of_account
from server.auctions import bidding, creating
from server.auctions.auction import AuctionForm, AuctionVehicleForm, SoftCloseForm, StockAuctionKind
from server.auctions.opening import open_in_book
from server.auctions.trading import Trading
from server.demo.cars import GUIDE_CARS, guide_car, stock_cars
from server.demo.cast import DOMAIN, Cast, Place, email, engage_cast, is_seeded
from server.demo.customers import COMMENTS, a_customers_car
from server.demo.working import at_work
from server.kit import clock
from server.kit.ids import AccountId, AuctionId, CommandId, VehicleId, new_id
from server.kit.money import Cents
from server.kit.postgres import Connection, Pool, transaction
from server.ledger.feed import PassedOverError
from server.protocol.commands import PlaceBid
from server.resources import Resources
from server.stock.entering import enter_vehicle
from server.tradeins import creating as trade_ins
from server.tradeins import quoting

MANAGER, ESTIMATOR = "parc", "chef"
CARS, CUSTOMER_SEED = 320, 4
# The guide's numbers: its whole-lot auction is no. 43 with lot 65, and its offers are in the 3 900s.
COUNTERS = {"auction": 42, "lot": 64, "offer": 3_933}
# The guide's own cars stay free, to play with: the auction of the past sells their twins.
TWINS = {"GD147JH": "GE147JH", "GD250GH": "GE250GH", "FG463RT": "FH463RT"}
MINIMUM_RAISE = Cents(5_000)
OPEN_CARS, SCHEDULED_CARS = 5, 4
OPEN_SECONDS, SCHEDULED_SECONDS, PAST_SECONDS = 1_800, 3_600, 10
SCHEDULED_IN = timedelta(days=1)
SOFT_CLOSE = SoftCloseForm(window_seconds=60, extension_seconds=60, cap_seconds=1_800)
# Fresh servers make their books within a second or two.
BOOK_LOOKS_MAX, BOOK_PAUSE_SECONDS = 400, 0.05


class Stage(Struct, frozen=True, kw_only=True):
    """Where auctions are played: the books, who runs them, and for which entity."""

    resources: Resources
    trading: Trading
    manager: DealerUser
    place: Place


async def seed(resources: Resources, password: str) -> None:
    """Make the demonstration, or give the one that is there this password and a running auction."""
    passwords = Passwords()
    if await is_seeded(resources.postgres):
        await _renew_password(resources.postgres, passwords, password)
    else:
        await _make(resources, await passwords.hash(password))
    await _keep_running(resources)


async def _make(resources: Resources, password_hash: str) -> None:
    async with transaction(resources.postgres) as connection:
        cast = await engage_cast(connection, password_hash)
        place = cast.places[0]
        await _set_counters(connection, place)
        await _fill_yard(connection, cast)
        twins = [await _enter(connection, place, plate, as_plate=twin) for plate, twin in TWINS.items()]
    await _play_the_past(resources, twins)


async def _set_counters(connection: Connection, place: Place) -> None:
    await connection.executemany(
        "INSERT INTO entity_counter (entity_id, counted, last_number) VALUES ($1, $2, $3)",
        [(place.entity_id, counted, last) for counted, last in COUNTERS.items()],
    )


async def _fill_yard(connection: Connection, cast: Cast) -> None:
    """The guide's cars and most others at the first entity, a quarter at the second."""
    for guide in GUIDE_CARS:
        await _enter(connection, cast.places[0], guide.plate)
    for number, car in enumerate(stock_cars(CARS)):
        place = cast.places[1 if number % 4 == 0 else 0]
        await enter_vehicle(connection, car, entity_id=place.entity_id, point_of_sale_id=place.point_of_sale_id)


async def _enter(connection: Connection, place: Place, plate: str, *, as_plate: str | None = None) -> VehicleId:
    car = guide_car(plate, as_plate=as_plate)
    return await enter_vehicle(connection, car, entity_id=place.entity_id, point_of_sale_id=place.point_of_sale_id)


async def _play_the_past(resources: Resources, twins: list[VehicleId]) -> None:
    """Auction 43 of the guide: three cars in one lot, won at 20 900.00 (domain "Numbers that must come out")."""
    async with at_work(resources) as trading:
        stage = await _stage(resources, trading)
        form = _form(
            stage.place,
            twins,
            kind="whole_lot",
            duration_seconds=PAST_SECONDS,
            reserve=Cents(2_079_900),
            soft_close=None,
        )
        auction_id = await _create(stage, form)
        for sign_in, amount in (("topusedcars", 2_060_000), ("auto71", 2_075_000), ("bonneoccaze", 2_090_000)):
            await _bid(stage, auction_id, await _member(resources.postgres, sign_in), Cents(amount))


async def _keep_running(resources: Resources) -> None:
    """See to it that one auction is open, one scheduled, and one quotation running."""
    states = await resources.postgres.fetch(
        """
        SELECT format, state FROM auction
        WHERE state IN ('open', 'scheduled') AND ends_at > now() + interval '1 minute' AND created_by IN (
            SELECT dealer_user.id FROM dealer_user JOIN account ON account.id = account_id WHERE email = ANY($1))
        """,
        [email(MANAGER), email(ESTIMATOR)],
    )
    running = {(row["format"], row["state"]) for row in states}
    missing = {("ascending", "open"), ("ascending", "scheduled"), ("sealed", "open")} - running
    if not missing:
        return
    async with at_work(resources) as trading:
        stage = await _stage(resources, trading)
        if ("ascending", "open") in missing:
            cars = await free_cars(resources.postgres, stage.place, OPEN_CARS)
            await _create(stage, _form(stage.place, cars, kind="per_unit", duration_seconds=OPEN_SECONDS))
        if ("ascending", "scheduled") in missing:
            cars = await free_cars(resources.postgres, stage.place, SCHEDULED_CARS)
            form = _form(stage.place, cars, kind="per_unit", duration_seconds=SCHEDULED_SECONDS, later=True)
            await _create(stage, form)
        if ("sealed", "open") in missing:
            await _ask(stage)


async def _ask(stage: Stage) -> None:
    """A customer brings a car; every connected pro is asked for a price."""
    estimator = await _person(stage.resources.postgres, ESTIMATOR)
    assert isinstance(estimator, DealerUser)
    car = a_customers_car(stage.place.entity_id, stage.place.point_of_sale_id, random.Random(CUSTOMER_SEED))
    made = await trade_ins.create(stage.resources, estimator, car, key=None)
    asked = await quoting.ask(stage.resources, estimator, made.id, comment=COMMENTS[0], key=None)
    await _opened(stage, asked.auction_id)


async def free_cars(pool: Pool, place: Place, count: int) -> list[VehicleId]:
    """Cars that may enter an auction, the guide's left aside; the most valuable first."""
    rows = await pool.fetch(
        """
        SELECT id::text FROM vehicle v WHERE entity_id = $1 AND status = 'for_sale' AND trade_price_cents > 0
            AND destination = 'trade' AND reserved_for_pro_id IS NULL AND plate <> ALL($2::text[])
            AND NOT EXISTS (SELECT FROM vehicle_engagement e WHERE e.vehicle_id = v.id)
        ORDER BY trade_price_cents DESC, id LIMIT $3
        """,
        place.entity_id,
        [car.plate for car in GUIDE_CARS],
        count,
    )
    return [VehicleId(row["id"]) for row in rows]


async def _stage(resources: Resources, trading: Trading) -> Stage:
    manager = await _person(resources.postgres, MANAGER)
    assert isinstance(manager, DealerUser)
    row = await resources.postgres.fetchrow(
        "SELECT entity_id::text, id::text AS point_of_sale_id FROM point_of_sale WHERE entity_id = ANY($1::uuid[])"
        " ORDER BY id LIMIT 1",
        list(manager.entity_ids),
    )
    assert row is not None
    return Stage(resources=resources, trading=trading, manager=manager, place=Place(**dict(row)))


def _form(
    place: Place,
    cars: list[VehicleId],
    *,
    kind: StockAuctionKind,
    duration_seconds: int,
    reserve: Cents | None = None,
    soft_close: SoftCloseForm | None = SOFT_CLOSE,
    later: bool = False,
) -> AuctionForm:
    return AuctionForm(
        kind=kind,
        entity_id=place.entity_id,
        point_of_sale_id=place.point_of_sale_id,
        starts_at=clock.now() + SCHEDULED_IN if later else None,
        duration_seconds=duration_seconds,
        minimum_raise_cents=MINIMUM_RAISE,
        soft_close=soft_close,
        reserve_cents=reserve,
        vehicles=tuple(AuctionVehicleForm(vehicle_id=car) for car in cars),
    )


async def _create(stage: Stage, form: AuctionForm) -> AuctionId:
    made = await creating.create(stage.resources, stage.manager, form, idempotency_key=None)
    await _opened(stage, made.id)
    return made.id


async def _opened(stage: Stage, auction_id: AuctionId) -> None:
    for _ in range(BOOK_LOOKS_MAX):
        opened = await open_in_book(stage.resources.postgres, stage.trading.book, auction_id)
        if opened is not None:
            # A book that is rebuilt just then is asked again.
            with suppress(PassedOverError):
                await stage.trading.committed(opened.partition, opened.key)
                return
        await asyncio.sleep(BOOK_PAUSE_SECONDS)
    raise TimeoutError("the book did not take the demonstration's auction")


async def _bid(stage: Stage, auction_id: AuctionId, member: ProMember, amount: Cents) -> None:
    admission = await stage.trading.admissions.find(auction_id, member.pro_id)
    assert admission is not None
    epoch = await stage.trading.book.epoch(admission.partition)
    command = PlaceBid(
        id=0,
        command_id=CommandId(new_id()),
        auction_id=auction_id,
        lot=1,
        epoch=epoch or 0,
        amount_cents=amount,
    )
    await bidding.decide(stage.trading, member, command)


async def _member(pool: Pool, sign_in: str) -> ProMember:
    member = await _person(pool, sign_in)
    assert isinstance(member, ProMember)
    return member


async def _person(pool: Pool, sign_in: str) -> DealerUser | ProMember:
    account_id = await pool.fetchval("SELECT id FROM account WHERE email = $1", email(sign_in))
    person = await principal_of_account(pool, AccountId(str(account_id)))
    assert person is not None
    return person


async def _renew_password(pool: Pool, passwords: Passwords, password: str) -> None:
    """Everybody of the demonstration signs in by the password that was printed."""
    known = await pool.fetchval("SELECT password_hash FROM account WHERE email = $1", email("parc"))
    if not await passwords.fits(password, known):
        made = await passwords.hash(password)
        await pool.execute("UPDATE account SET password_hash = $1 WHERE email LIKE '%@' || $2", made, DOMAIN)
