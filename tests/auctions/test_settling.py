"""The guide's auctions played by hand to their end: outcomes, offers, splits, engagements, messages (domain 7.8, 7.9).

All of them are played once for the whole module.
"""

import json
from collections.abc import AsyncIterator

import msgspec
import pytest_asyncio
from msgspec import Struct

from server.auctions.auction import AuctionVehicleForm
from server.kit.ids import AuctionId, OfferId, VehicleId
from server.kit.money import Cents
from server.notifications.channels.mail import compose
from server.notifications.outbox.posting import Content
from server.notifications.wording.facts import FactRead
from server.notifications.wording.phrase import phrase
from server.offers.offer import Offer
from server.offers.purchases import find_purchases
from server.offers.queries import OfferFilter, find_offer, find_offers
from server.protocol.lots import DealerLot
from server.protocol.snapshots import DealerSnapshot
from server.resources import Resources
from tests.auctions.sale import House, a_house


class Evening(Struct, kw_only=True):
    """What was sold, and how."""

    house: House
    whole_lot: DealerSnapshot
    open_whole_lot: DealerSnapshot
    two_of_three: DealerSnapshot
    open_two_of_three: DealerSnapshot
    five_lots: DealerSnapshot
    maxima: DealerSnapshot


@pytest_asyncio.fixture(scope="module")
async def evening(resources: Resources) -> AsyncIterator[Evening]:
    async with a_house(resources) as house:
        plates = ("GD147JH", "GD250GH", "FG463RT")
        whole_lot = await house.auction(
            *[await house.guide_car(plate) for plate in plates],
            kind="whole_lot",
            reserve_cents=2_079_900,
        )
        two_of_three = await house.auction(
            *[await house.guide_car(plate) for plate in ("BC125DF", "EZ785RE", "BX815QK")]
        )
        five_lots = await _five_lots(house)
        assert (await house.bid(house.bob, whole_lot, 2_090_000)).status == "accepted"
        for lot, amount in ((1, 619_000), (3, 460_000)):
            assert (await house.bid(house.alice, two_of_three, amount, lot=lot)).status == "accepted"
        winners = (house.alice, house.alice, house.bob, house.bob, house.bob)
        for lot, (member, amount) in enumerate(
            zip(winners, (375_000, 1_425_000, 295_000, 840_000, 344_200), strict=True), start=1
        ):
            assert (await house.bid(member, five_lots, amount, lot=lot)).status == "accepted"
        maxima = await _maxima(house)
        open_whole_lot = await house.seen_by_dealer(whole_lot)
        open_two_of_three = await house.seen_by_dealer(two_of_three)
        yield Evening(
            house=house,
            whole_lot=await house.end(whole_lot),
            open_whole_lot=open_whole_lot,
            two_of_three=await house.end(two_of_three),
            open_two_of_three=open_two_of_three,
            five_lots=await house.end(five_lots),
            maxima=await house.end(maxima),
        )


async def _maxima(house: House) -> AuctionId:
    """Two cars as one lot, won by a maximum far above its price, against a lower one."""
    lines = [
        AuctionVehicleForm(vehicle_id=await house.car(), starting_price_cents=Cents(start))
        for start in (300_000, 100_000)
    ]
    auction = await house.auction(*lines, kind="whole_lot")
    assert (await house.maximum(house.alice, auction, 900_000)).leading
    assert (await house.maximum(house.bob, auction, 600_000)).price_cents == 605_000
    return auction


async def _five_lots(house: House) -> AuctionId:
    # The guide's cars are in the other auctions: the same prices again, under no plate.
    lines = [
        AuctionVehicleForm(
            vehicle_id=await house.car(),
            starting_price_cents=Cents(start),
            reserve_cents=Cents(350_000) if start == 344_025 else None,
        )
        for start in (360_816, 1_418_547, 280_000, 800_000, 344_025)
    ]
    return await house.auction(*lines)


async def test_the_whole_lot_shows_306_37_more_while_it_runs(evening: Evening) -> None:
    (lot,) = evening.open_whole_lot.lots
    assert lot.starting_price_cents == 2_059_363
    assert (lot.reserve_cents, lot.reserve_met, lot.price_cents) == (2_079_900, True, 2_090_000)
    assert lot.margin.gain_cents == 30_637
    assert (lot.margin.final_cents, lot.margin.net_cents) == (77_922, 72_816)
    assert evening.open_whole_lot.totals.margin == lot.margin


async def test_the_whole_lot_is_shared_over_its_cars_to_the_cent(evening: Evening) -> None:
    (lot,) = evening.whole_lot.lots
    assert (lot.outcome, lot.price_cents) == ("sold", 2_090_000)
    assert lot.winner is not None
    assert lot.winner.name == "SARL La Bonne Occaze"
    offer = await _offer(evening, lot)
    assert [line.amount_cents for line in offer.lines] == [366_184, 1_439_651, 284_165]
    assert offer.total_cents == 2_090_000
    assert all(line.locked for line in offer.lines)


async def test_the_totals_count_two_lots_of_three(evening: Evening) -> None:
    totals = evening.open_two_of_three.totals
    assert (totals.lots, totals.lots_with_offer) == (3, 2)
    assert (totals.starting_cents, totals.last_offers_cents) == (1_273_841, 1_079_000)
    assert totals.margin is not None
    assert (totals.margin.real_cents, totals.margin.gain_cents) == (100_070, 149_184)
    assert (totals.margin.final_cents, totals.margin.net_cents) == (249_254, 224_390)


async def test_a_winner_pays_the_price_and_never_its_maximum(evening: Evening) -> None:
    """From the book to everything it brings about: the lot, the offer, the cars, the totals, notices and mails."""
    house, pool = evening.house, evening.house.resources.postgres
    (lot,) = evening.maxima.lots
    auction_id = evening.maxima.auction.id
    assert (lot.outcome, lot.price_cents) == ("sold", 605_000)
    offer = await _offer(evening, lot)
    assert (offer.total_cents, [line.amount_cents for line in offer.lines]) == (605_000, [453_750, 151_250])
    assert evening.maxima.totals.last_offers_cents == 605_000
    row = await pool.fetchrow("SELECT price_cents, winner_pro_id::text FROM lot WHERE auction_id = $1", auction_id)
    assert row is not None
    assert tuple(row) == (605_000, house.alice.pro_id)
    purchases = await find_purchases(pool, house.alice.pro_id, limit=50, cursor=None)
    bought = {purchase.amount_cents for purchase in purchases.items if purchase.offer_id == lot.offer_id}
    assert bought == {151_250, 453_750}
    written = await pool.fetch(
        """
        SELECT facts::text AS told FROM notification WHERE facts ->> 'auction_id' = $1
        UNION ALL SELECT body::text FROM outbox
            WHERE channel = 'mail' AND body -> 'facts' ->> 'auction_id' = $1
        """,
        auction_id,
    )
    told = [row["told"] for row in written]
    assert any("605000" in text for text in told)
    assert not [text for text in told if "900000" in text or "600000" in text]


async def test_a_lot_without_a_bid_stays_for_sale(evening: Evening) -> None:
    sold, unsold, _ = evening.two_of_three.lots
    assert (sold.outcome, unsold.outcome, unsold.offer_id) == ("sold", "no_bid", None)
    assert await _engagement(evening, unsold.vehicles[0].id) is None
    assert await _engagement(evening, sold.vehicles[0].id) == "offer"


async def test_each_winner_gets_one_offer_for_all_the_lots_won(evening: Evening) -> None:
    lots = evening.five_lots.lots
    assert [lot.outcome for lot in lots] == ["sold", "sold", "sold", "sold", "reserve_not_met"]
    offers = [lot.offer_id for lot in lots]
    assert offers[0] == offers[1] != offers[2] == offers[3]
    assert offers[4] is None
    assert (await _offer(evening, lots[0])).total_cents == 375_000 + 1_425_000
    assert (await _offer(evening, lots[2])).total_cents == 295_000 + 840_000
    found = await find_offers(
        evening.house.resources.postgres,
        OfferFilter(entity_ids={evening.house.dealer.entity_id}, auction_id=evening.five_lots.auction.id),
        limit=10,
        cursor=None,
    )
    assert found.total == 2


async def test_a_bid_under_the_reserve_is_taken_and_the_car_kept(evening: Evening) -> None:
    kept = evening.five_lots.lots[4]
    assert (kept.price_cents, kept.bids, kept.reserve_met) == (344_200, 1, False)
    highest = (await evening.house.seen_by(evening.house.bob, AuctionId(evening.five_lots.auction.id))).lots
    assert [lot.standing for lot in highest[3:]] == ["won", "highest_below_reserve"]
    assert [lot.without_reserve for lot in highest[3:]] == [True, False]
    assert await _engagement(evening, kept.vehicles[0].id) is None
    status = await _value(evening, "SELECT status FROM vehicle WHERE id = $1", kept.vehicles[0].id)
    assert status == "for_sale"


async def test_sold_cars_are_reserved_for_the_winner(evening: Evening) -> None:
    sold = evening.five_lots.lots[0]
    reserved = await _value(evening, "SELECT reserved_for_pro_id::text FROM vehicle WHERE id = $1", sold.vehicles[0].id)
    assert reserved == evening.house.alice.pro_id


async def test_the_dealer_and_every_bidder_are_told_once(evening: Evening) -> None:
    told = await evening.house.resources.postgres.fetch(
        "SELECT account_id::text, kind, facts FROM notification WHERE facts ->> 'auction_id' = $1 ORDER BY kind",
        evening.five_lots.auction.id,
    )
    kinds = [(row["account_id"], row["kind"]) for row in told]
    alice, bob, manager = evening.house.alice, evening.house.bob, evening.house.manager
    assert kinds.count((manager.account_id, "auction_ended")) == 1
    assert kinds.count((alice.account_id, "won")) == 1
    assert kinds.count((bob.account_id, "won")) == 1
    assert kinds.count((bob.account_id, "reserve_not_met")) == 1
    ended = next(json.loads(row["facts"]) for row in told if row["kind"] == "auction_ended")
    assert (ended["lots"], ended["sold"], ended["total_cents"]) == (5, 4, 2_935_000)
    sold = [line for line in ended["results"] if line["news"] == "sold"]
    assert [(line["price_cents"], line["pro"]) for line in sold] == [
        (375_000, "Top Used Cars"),
        (1_425_000, "Top Used Cars"),
        (295_000, "SARL La Bonne Occaze"),
        (840_000, "SARL La Bonne Occaze"),
    ]
    assert [(line["cars"], line["news"]) for line in ended["results"]][4] == (
        "PEUGEOT 208",
        "reserve_not_met",
    )
    mails = await evening.house.resources.postgres.fetchval(
        "SELECT count(*) FROM outbox WHERE channel = 'mail' AND body -> 'facts' ->> 'auction_id' = $1",
        evening.five_lots.auction.id,
    )
    assert mails == len(told)


async def test_a_bidder_reads_its_own_cars_and_what_comes_next(evening: Evening) -> None:
    rows = await evening.house.resources.postgres.fetch(
        "SELECT account_id::text, kind, facts, link FROM notification WHERE facts ->> 'auction_id' = $1",
        evening.five_lots.auction.id,
    )
    facts = msgspec.json.Decoder(dict[str, FactRead])
    read = {(row["account_id"], row["kind"]): (facts.decode(row["facts"]), row["link"]) for row in rows}
    alice, bob = evening.house.alice, evening.house.bob
    won, link = read[alice.account_id, "won"]
    assert link == "/achats"
    assert won["place"]
    title, body = phrase("won", "fr", won)
    assert title.endswith("PEUGEOT 208 et PEUGEOT 208 remportés")
    assert "PEUGEOT 208 : 14\u202f250,00\u00a0€ TTC" in body
    assert "prépare votre offre" in body
    kept, _ = read[bob.account_id, "reserve_not_met"]
    assert "vous étiez en tête à 3\u202f442,00" in phrase("reserve_not_met", "fr", kept)[1]
    opened, _ = read[bob.account_id, "auction_started"]
    title, body = phrase("auction_started", "fr", opened)
    assert title.endswith("PEUGEOT 208, PEUGEOT 208 et 3 autres véhicules")
    assert body.startswith("5 lots chez ")
    text = compose(Content(facts=opened), kind="auction_started", public_url="https://x").text
    assert text.count("PEUGEOT 208 : mise à prix") == 5


async def test_the_rows_say_what_the_ledger_says(evening: Evening) -> None:
    rows = await evening.house.resources.postgres.fetch(
        "SELECT lot, outcome, price_cents FROM lot WHERE auction_id = $1 ORDER BY lot", evening.five_lots.auction.id
    )
    assert [(row["lot"], row["outcome"], row["price_cents"]) for row in rows] == [
        (lot.lot, lot.outcome, lot.price_cents) for lot in evening.five_lots.lots
    ]


async def _offer(evening: Evening, lot: DealerLot) -> Offer:
    assert lot.offer_id is not None
    offer = await find_offer(evening.house.resources.postgres, OfferId(lot.offer_id))
    assert offer is not None
    return offer


async def _engagement(evening: Evening, vehicle_id: VehicleId) -> object:
    return await _value(evening, "SELECT kind FROM vehicle_engagement WHERE vehicle_id = $1", vehicle_id)


async def _value(evening: Evening, query: str, *arguments: object) -> object:
    return await evening.house.resources.postgres.fetchval(query, *arguments)
