"""Pros are asked for a sealed price: who may ask, what each side sees, how it ends (domain 4.2, 4.6, 4.7)."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from server.auctions.auditing import audit_auction
from server.kit.ids import AuctionId, new_id
from server.kit.postgres import transaction
from server.partners.connecting import disconnect
from server.resources import Resources
from tests.http import Api
from tests.organisation import a_dealer, a_member, a_pro, a_user
from tests.tradeins.inquiry import Inquiry, an_inquiry, decline, quote
from tests.waiting import until


@pytest_asyncio.fixture(scope="module")
async def inquiry(api: Api, resources: Resources) -> AsyncIterator[Inquiry]:
    async with an_inquiry(api, resources, "Top Used Cars", "SARL La Bonne Occaze", "Auto 71") as inquiry:
        yield inquiry


async def test_every_connected_pro_is_asked_and_sees_the_car_with_the_comment(inquiry: Inquiry) -> None:
    page, auction = await inquiry.quotation()
    seen = (await inquiry.manager.get(page)).json()
    asked = seen["quotation"]
    assert (seen["state"], asked["round"], asked["invited"], asked["answered"]) == ("in_quotation", 1, 3, 0)
    assert [answer["pro"]["name"] for answer in asked["answers"]] == [
        "Auto 71",
        "SARL La Bonne Occaze",
        "Top Used Cars",
    ]
    mine = (await inquiry.pros[0].get(auction)).json()
    (car,) = mine["lots"][0]["vehicles"]
    assert (car["plate"], car["vin"], car["condition"]) == ("GE147JH", "VF7CHRHZB39876543", "Choc avant droit")
    assert (mine["auction"]["comment"], mine["auction"]["kind"]) == ("Carnet complet", "quotation")
    assert 590_000 < mine["auction"]["ends_at_ms"] - mine["auction"]["starts_at_ms"] <= 600_000
    listed = (await inquiry.pros[0].get("/api/my/quotations")).json()["items"]
    row = next(each for each in listed if f"/api/auctions/{each['auction_id']}" == auction)
    assert (row["standing"], row["my_quote_cents"], row["car"]["model"]) == ("none", None, "XSARA PICASSO")


async def test_the_desk_shows_who_answered_who_declined_and_the_best(inquiry: Inquiry) -> None:
    page, auction = await inquiry.quotation()
    top, bonne, _ = inquiry.pros
    first = await quote(top, auction, 350_000)
    assert (first["status"], first["leading"], first["price_cents"]) == ("accepted", False, 0)
    await quote(top, auction, 360_000)
    await decline(bonne, auction)
    asked = (await inquiry.manager.get(page)).json()["quotation"]
    answers = {answer["pro"]["name"]: (answer["status"], answer["amount_cents"]) for answer in asked["answers"]}
    assert answers == {
        "Top Used Cars": ("quoted", 360_000),
        "SARL La Bonne Occaze": ("declined", None),
        "Auto 71": ("invited", None),
    }
    assert (asked["answered"], asked["declined"], asked["best_cents"]) == (2, 1, 360_000)
    assert asked["best_pro"]["name"] == "Top Used Cars"
    (lot,) = (await inquiry.manager.get(auction)).json()["lots"]
    assert (lot["price_cents"], lot["answered"], lot["invited"]) == (360_000, 2, 3)
    assert [row.get("amount_cents") for row in lot["quotes"]] == [None, 360_000]


async def test_a_pro_sees_its_own_answer_and_nothing_of_the_others(inquiry: Inquiry) -> None:
    _, auction = await inquiry.quotation()
    top, bonne, auto = inquiry.pros
    before = await _public(top, auction)
    await quote(bonne, auction, 777_777)
    await decline(auto, auction)
    assert await _public(top, auction) == before
    await quote(top, auction, 300_000)
    (lot,) = (await top.get(auction)).json()["lots"]
    assert (lot["standing"], lot["my_bid_cents"], lot["price_cents"], lot["bids"]) == ("quoted", 300_000, 0, 0)
    (declined,) = (await auto.get(auction)).json()["lots"]
    assert declined["standing"] == "declined"
    assert "my_bid_cents" not in declined


async def test_refused_answers_change_nothing(inquiry: Inquiry) -> None:
    page, auction = await inquiry.quotation()
    top, bonne, _ = inquiry.pros
    await decline(bonne, auction)
    before = (await inquiry.manager.get(page)).json()
    assert (await quote(bonne, auction, 400_000))["code"] == "declined_lot"
    assert (await quote(top, auction, 0))["code"] == "amount_too_low"
    for amount in (-1, 1.5, "1", None, 10**12 + 1):
        answer = await top.post(
            f"{auction}/lots/1/quote", json={"amount_cents": amount}, headers={"idempotency-key": new_id()}
        )
        assert answer.status_code == 422, amount
    headers = {"idempotency-key": new_id()}
    bid = await top.post(f"{auction}/lots/1/bids", json={"amount_cents": 400_000}, headers=headers)
    assert bid.json()["code"] == "wrong_format"
    assert (await inquiry.manager.get(page)).json() == before


async def test_the_same_key_quotes_once_and_asks_once(inquiry: Inquiry) -> None:
    page, auction = await inquiry.quotation()
    key = new_id()
    first = await quote(inquiry.pros[0], auction, 350_000, key=key)
    again = await quote(inquiry.pros[0], auction, 350_000, key=key)
    assert (again["repeated"], again["seq"]) == (True, first["seq"])
    assert (await quote(inquiry.pros[0], auction, 350_001, key=key))["code"] == "command_mismatch"
    other = await inquiry.trade_in()
    headers = {"idempotency-key": new_id()}
    asked = [
        await inquiry.manager.post(f"{other}/quotation", json={"comment_for_pros": ""}, headers=headers)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in asked] == [201, 200]
    assert asked[0].json()["quotation"]["auction_id"] == asked[1].json()["quotation"]["auction_id"]
    reworded = await inquiry.manager.post(f"{other}/quotation", json={"comment_for_pros": "Autre"}, headers=headers)
    assert reworded.status_code == 409
    elsewhere = await inquiry.manager.post(
        f"{await inquiry.trade_in()}/quotation", json={"comment_for_pros": ""}, headers=headers
    )
    assert elsewhere.status_code == 409
    running = await inquiry.manager.post(f"{page}/quotation", json={"comment_for_pros": ""})
    assert (running.status_code, running.json()["code"]) == (409, "already_asked")


async def test_the_same_key_writes_one_car_down_and_no_other(inquiry: Inquiry) -> None:
    headers = {"idempotency-key": new_id()}
    form = inquiry.car(first_registration="2019-01-02", options=["GPS"])
    first, again = [await inquiry.manager.post("/api/trade-ins", json=form, headers=headers) for _ in range(2)]
    assert (first.status_code, again.status_code, again.json()["id"]) == (201, 200, first.json()["id"])
    others: list[dict[str, Any]] = [{"mileage_km": 1}, {"options": []}, {"plate": None}]
    for other in others:
        answer = await inquiry.manager.post("/api/trade-ins", json=form | other, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (409, "command_mismatch"), other


async def test_it_ends_when_all_have_answered_and_the_earliest_of_equals_is_selected(inquiry: Inquiry) -> None:
    page, auction = await inquiry.quotation()
    top, bonne, auto = inquiry.pros
    await quote(auto, auction, 340_000)
    await quote(bonne, auction, 350_000)
    await quote(top, auction, 350_000)
    seen = await inquiry.ended(page)
    asked = seen["quotation"]
    assert (seen["state"], asked["state"], asked["best_cents"]) == ("quoted", "closed", 350_000)
    chosen = [answer["pro"]["name"] for answer in asked["answers"] if answer["selected"]]
    assert chosen == ["SARL La Bonne Occaze"]
    assert all(answer["quote_id"] for answer in asked["answers"])
    (lot,) = (await inquiry.manager.get(auction)).json()["lots"]
    assert (lot["outcome"], lot["winner"]["name"]) == ("ended", "SARL La Bonne Occaze")
    for pro in inquiry.pros:
        (lot,) = (await pro.get(auction)).json()["lots"]
        assert (lot["outcome"], lot["standing"], lot["price_cents"]) == ("ended", "quoted", 0)
    assert (await quote(top, auction, 900_000))["code"] == "closed"
    row = next(row for row in (await inquiry.manager.get("/api/trade-ins?state=quoted")).json()["items"])
    assert row["best_cents"] == 350_000
    async with inquiry.resources.postgres.acquire() as connection:
        assert await audit_auction(connection, AuctionId(asked["auction_id"])) == []
    assert await _told(inquiry, auction, inquiry.boss.account_id) == ["quotation_ended"]
    assert await _told(inquiry, auction, inquiry.members[0].account_id) == ["quotation_closed", "quotation_opened"]


async def test_without_any_price_a_manager_is_told_and_may_ask_again(inquiry: Inquiry) -> None:
    page, auction = await inquiry.quotation()
    for pro in inquiry.pros[:2]:
        await decline(pro, auction)
    await inquiry.time_is_over(auction)
    seen = await inquiry.ended(page)
    assert (seen["state"], seen["quotation"]["best_cents"]) == ("not_quoted", None)
    assert await _told(inquiry, auction, inquiry.boss.account_id) == ["quotation_without_quote"]
    await inquiry.delay(600)
    again = await inquiry.manager.post(f"{page}/quotation", json={"comment_for_pros": "Prix revu"})
    assert (again.status_code, again.json()["quotation"]["round"]) == (201, 2)
    assert [each["round"] for each in again.json()["earlier"]] == [1]


async def test_a_withdrawn_request_is_told_and_the_car_is_a_draft_again(inquiry: Inquiry) -> None:
    page, auction = await inquiry.quotation()
    await quote(inquiry.pros[0], auction, 300_000)
    assert (await inquiry.manager.post(f"{auction}/cancel", json={})).json()["code"] == "reason_required"
    await inquiry.manager.post(f"{auction}/cancel", json={"reason": "Client parti"})
    assert (await inquiry.manager.get(page)).json()["state"] == "draft"
    assert "quotation_cancelled" in await _told(inquiry, auction, inquiry.members[2].account_id)


async def test_a_voided_quote_is_out_and_only_its_owner_knows(inquiry: Inquiry) -> None:
    page, auction = await inquiry.quotation()
    top, bonne, _ = inquiry.pros
    key = new_id()
    await quote(top, auction, 990_000, key=key)
    await quote(bonne, auction, 330_000)
    before = await _public(bonne, auction)
    done = await inquiry.manager.post(f"{auction}/lots/1/void", json={"command_id": key, "reason": "Zéro de trop"})
    assert done.status_code == 200, done.text
    assert (await inquiry.manager.get(page)).json()["quotation"]["best_cents"] == 330_000
    assert (await top.get(auction)).json()["lots"][0]["standing"] == "none"
    assert await _public(bonne, auction) == before
    assert (await quote(top, auction, 99_000))["status"] == "accepted"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"plate": "SS-123-AB"}, "/plate"),
        ({"plate": "GE-000-JH"}, "/plate"),
        ({"plate": "123 AB 00"}, "/plate"),
        ({"plate": "12 AUI 71"}, "/plate"),
        ({"vin": "VF7CHRHZB3987654O"}, "/vin"),
        ({"vin": "123"}, "/vin"),
        ({"make": " "}, "/make"),
        ({"mileage_km": -1}, "/mileage_km"),
        ({"surprise": 1}, "/surprise"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_written(
    inquiry: Inquiry, changes: dict[str, object], pointer: str
) -> None:
    before = (await inquiry.manager.get("/api/trade-ins")).json()["total"]
    answer = await inquiry.manager.post("/api/trade-ins", json=inquiry.car(**changes))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await inquiry.manager.get("/api/trade-ins")).json()["total"] == before


@pytest.mark.parametrize(
    ("typed", "kept"), [("W-123-AB", "W123AB"), ("123·AB·71", "123AB71"), ("ge_147_jh", "GE147JH")]
)
async def test_a_plate_is_read_as_the_stock_reads_it(inquiry: Inquiry, typed: str, kept: str) -> None:
    page = await inquiry.trade_in(plate=typed)
    assert (await inquiry.manager.get(page)).json()["plate"] == kept


async def test_plate_and_vin_are_needed_before_quoting(inquiry: Inquiry) -> None:
    page = await inquiry.trade_in(plate=None, vin=None)
    answer = await inquiry.manager.post(f"{page}/quotation", json={"comment_for_pros": ""})
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/plate", "/vin"]
    assert (await inquiry.manager.get(page)).json()["state"] == "draft"


async def test_only_who_may_validate_asks_for_a_price(inquiry: Inquiry) -> None:
    pool = inquiry.resources.postgres
    seller = await inquiry.api.client(await a_user(pool, inquiry.dealer, validation_right="none"))
    alone = await inquiry.api.client(await a_user(pool, inquiry.dealer, validation_right="own"))
    page = await inquiry.trade_in()
    for client in (seller, alone):
        answer = await client.post(f"{page}/quotation", json={"comment_for_pros": ""})
        assert answer.status_code == 403
    own = (await alone.post("/api/trade-ins", json=inquiry.car())).json()["id"]
    asked = await alone.post(f"/api/trade-ins/{own}/quotation", json={"comment_for_pros": ""})
    assert asked.status_code == 201


async def test_others_find_nothing(inquiry: Inquiry) -> None:
    pool = inquiry.resources.postgres
    page, auction = await inquiry.quotation()
    foreign = await inquiry.api.client(await a_user(pool, await a_dealer(pool)))
    for answer in (
        await foreign.get(page),
        await foreign.get(auction),
        await foreign.post(f"{page}/quotation", json={"comment_for_pros": ""}),
        await foreign.post("/api/trade-ins", json=inquiry.car()),
        await foreign.get(f"/api/trade-ins?entity_id={inquiry.dealer.entity_id}"),
    ):
        assert answer.status_code == 404
    stranger = await inquiry.api.client(await a_member(pool, await a_pro(pool)))
    assert (await stranger.get(auction)).status_code == 404
    assert (await stranger.get(page)).status_code == 403
    assert (await stranger.get("/api/my/quotations")).json()["total"] == 0


async def test_a_pro_whose_connection_ended_is_asked_nothing_any_more(inquiry: Inquiry) -> None:
    pool = inquiry.resources.postgres
    leaver = await a_pro(pool, inquiry.dealer, name="Ex Auto")
    client = await inquiry.api.client(await a_member(pool, leaver))
    await inquiry.quotation()
    assert (await client.get("/api/my/quotations")).json()["total"] == 1
    async with transaction(pool) as connection:
        await disconnect(connection, pro_id=leaver, entity_id=inquiry.dealer.entity_id)
    assert (await client.get("/api/my/quotations")).json()["total"] == 0


async def test_without_a_connected_pro_nobody_can_be_asked(inquiry: Inquiry) -> None:
    pool = inquiry.resources.postgres
    dealer = await a_dealer(pool)
    manager = await inquiry.api.client(await a_user(pool, dealer))
    places = {"entity_id": dealer.entity_id, "point_of_sale_id": dealer.point_of_sale_id}
    made = (await manager.post("/api/trade-ins", json=inquiry.car(**places))).json()["id"]
    answer = await manager.post(f"/api/trade-ins/{made}/quotation", json={"comment_for_pros": ""})
    assert (answer.status_code, answer.json()["code"]) == (409, "no_pro")
    assert (await manager.get(f"/api/trade-ins/{made}")).json()["state"] == "draft"


async def test_all_at_once_every_answer_counts(inquiry: Inquiry) -> None:
    page, auction = await inquiry.quotation()
    amounts = list(range(300_000, 300_012))
    results = await asyncio.gather(*(quote(pro, auction, amount) for pro in inquiry.pros[:2] for amount in amounts))
    assert {result["status"] for result in results} == {"accepted"}
    assert (await inquiry.manager.get(page)).json()["quotation"]["answered"] == 2


async def _public(client: Any, auction: str) -> str:  # noqa: ANN401 — a browser
    """Every byte this pro can fetch of the auction."""
    pages = [auction, f"{auction}/history", f"{auction}/events", f"{auction}/ledger.jsonl", "/api/my/bids"]
    return json.dumps([(await client.get(page)).text for page in pages])


async def _told(inquiry: Inquiry, auction: str, account_id: str) -> list[str]:
    rows = await inquiry.resources.postgres.fetch(
        "SELECT kind FROM notification WHERE account_id = $1 AND subject_id = $2 ORDER BY kind",
        account_id,
        auction.rsplit("/", 1)[1],
    )
    return [row["kind"] for row in rows]


async def test_a_seller_who_may_not_validate_sees_who_answered_and_no_price(inquiry: Inquiry) -> None:
    """Neither on the trade-in's page nor in the list, nor anywhere of its auction, running or over (domain 1.2)."""
    pool = inquiry.resources.postgres
    seller = await inquiry.api.client(await a_user(pool, inquiry.dealer, rights=(), validation_right="none"))
    page, auction = await inquiry.quotation()
    top, bonne, _ = inquiry.pros
    await quote(top, auction, 361_237)
    await decline(bonne, auction)
    paths = (page, "/api/trade-ins?limit=100", auction, *(f"{auction}/{part}" for part in ("history", "events")))

    async def read() -> dict[str, Any]:
        for path in (*paths, f"{auction}/ledger.jsonl"):
            answer = await seller.get(path)
            assert answer.status_code == 200, path
            assert "361237" not in answer.text, path
            assert (path == auction) <= ("361237" in (await inquiry.manager.get(path)).text), path
        return (await seller.get(page)).json()

    seen = await read()
    statuses = {answer["pro"]["name"]: answer["status"] for answer in seen["quotation"]["answers"]}
    assert statuses == {"Top Used Cars": "quoted", "SARL La Bonne Occaze": "declined", "Auto 71": "invited"}
    assert (seen["quotation"]["answered"], seen["quotation"]["best_cents"]) == (2, None)
    (lot,) = (await seller.get(auction)).json()["lots"]
    assert [("amount_cents" in row, row.get("hidden", False)) for row in lot["quotes"]] == [
        (False, False),
        (False, True),
    ]
    await inquiry.time_is_over(auction)
    assert (await inquiry.ended(page))["state"] == "quoted"
    over = await read()
    assert over["quotation"]["best_pro"] is None
    assert not any(answer["selected"] for answer in over["quotation"]["answers"])


async def test_who_validates_its_own_sees_the_prices_of_its_own_only(inquiry: Inquiry) -> None:
    pool = inquiry.resources.postgres
    owner, other = [
        await inquiry.api.client(await a_user(pool, inquiry.dealer, rights=(), validation_right="own")) for _ in "ab"
    ]
    made = await owner.post("/api/trade-ins", json=inquiry.car())
    page = f"/api/trade-ins/{made.json()['id']}"
    await inquiry.delay(600)
    asked = await owner.post(f"{page}/quotation", json={"comment_for_pros": ""})
    auction = f"/api/auctions/{asked.json()['quotation']['auction_id']}"

    async def taken() -> bool:
        return (await quote(inquiry.pros[0], auction, 361_239)).get("status") == "accepted"

    await until(taken)
    for path in (page, auction):
        assert "361239" in (await owner.get(path)).text
        assert "361239" not in (await other.get(path)).text
