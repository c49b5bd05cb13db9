"""Auctions over real HTTP: made, listed, bid in, read by each audience, with no secret in a pro's bytes."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
import pytest_asyncio
from msgspec import Struct

from server.accounts.principal import ProMember, Right
from server.kit.ids import VehicleId, new_id
from server.kit.postgres import transaction
from server.ledger.verifying import verify_copy
from server.resources import Resources
from server.stock.entering import enter_vehicle
from server.workers import run_workers
from tests.auctions.sale import a_car
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_member, a_pro, a_user
from tests.waiting import until

RESERVE_CANARY = 77_777_777
COST_CANARY = 11_111_991


class Street(Struct, kw_only=True):
    """A dealer's browser and two pros' browsers."""

    resources: Resources
    dealer: Dealer
    manager: httpx.AsyncClient
    alice: httpx.AsyncClient
    bob: httpx.AsyncClient
    bidders: tuple[ProMember, ProMember]
    stranger: httpx.AsyncClient

    async def car(self, price: int = 500_000) -> VehicleId:
        async with transaction(self.resources.postgres) as connection:
            return await enter_vehicle(
                connection,
                a_car(trade_price_cents=price, purchase_price_cents=COST_CANARY),
                entity_id=self.dealer.entity_id,
                point_of_sale_id=self.dealer.point_of_sale_id,
            )

    async def form(self, **changes: object) -> dict[str, Any]:
        return {
            "kind": "per_unit",
            "entity_id": self.dealer.entity_id,
            "point_of_sale_id": self.dealer.point_of_sale_id,
            "duration_seconds": 600,
            "minimum_raise_cents": 5_000,
            "vehicles": [{"vehicle_id": await self.car(), "reserve_cents": RESERVE_CANARY}],
        } | changes

    async def auction(self, **changes: object) -> str:
        made = await self.manager.post("/api/auctions", json=await self.form(**changes))
        assert made.status_code == 201, made.text
        path = f"/api/auctions/{made.json()['auction']['id']}"

        async def is_open() -> bool:
            return (await self.manager.get(path)).json()["auction"]["state"] == "open"

        await until(is_open)
        return path


@pytest_asyncio.fixture(scope="module")
async def street(api: Api, resources: Resources) -> AsyncIterator[Street]:
    dealer = await a_dealer(resources.postgres)
    alice = await a_member(
        resources.postgres, await a_pro(resources.postgres, dealer, name="CANARY Top"), name="CANARY A"
    )
    bob = await a_member(
        resources.postgres, await a_pro(resources.postgres, dealer, name="CANARY Bonne"), name="CANARY B"
    )
    stranger = await a_member(resources.postgres, await a_pro(resources.postgres))
    workers = asyncio.create_task(run_workers(resources))
    yield Street(
        resources=resources,
        dealer=dealer,
        manager=await api.client(await a_user(resources.postgres, dealer)),
        alice=await api.client(alice),
        bob=await api.client(bob),
        bidders=(alice, bob),
        stranger=await api.client(stranger),
    )
    workers.cancel()
    with suppress(asyncio.CancelledError):
        await workers


async def bid(client: httpx.AsyncClient, path: str, amount: int, *, key: str | None = None) -> httpx.Response:
    return await client.post(
        f"{path}/lots/1/bids", json={"amount_cents": amount}, headers={"idempotency-key": key or new_id()}
    )


async def test_a_made_auction_is_answered_in_the_shape_of_its_page(street: Street) -> None:
    made = await street.manager.post("/api/auctions", json=await street.form())
    body = made.json()
    assert (made.status_code, body["audience"], body["auction"]["kind"]) == (201, "dealer", "per_unit")
    assert body["lots"][0]["reserve_cents"] == RESERVE_CANARY
    assert body["auction"]["soft_close"] == {"window_seconds": 60, "extension_seconds": 60, "cap_seconds": 1_800}


async def test_the_same_key_makes_it_once(street: Street) -> None:
    form, headers = await street.form(), {"idempotency-key": new_id()}
    first = await street.manager.post("/api/auctions", json=form, headers=headers)
    again = await street.manager.post("/api/auctions", json=form, headers=headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["auction"]["id"] == again.json()["auction"]["id"]


async def test_the_form_is_shown_before_it_is_made(street: Street) -> None:
    shown = await street.manager.post("/api/auctions/preview", json=await street.form(duration_seconds=1))
    body = shown.json()
    assert (shown.status_code, body["pros"], body["errors"][0]["pointer"]) == (200, 2, "/duration_seconds")
    assert body["vehicles"][0]["refusals"] == []


@pytest.mark.parametrize("amount", [1.0, 500_000.5, True, "500000", 10**12 + 1, -1, None, 10**30, [500_000]])
async def test_amounts_that_are_none_are_refused_by_the_decoder(street: Street, amount: object) -> None:
    path = await street.auction()
    answer = await street.alice.post(
        f"{path}/lots/1/bids", json={"amount_cents": amount}, headers={"idempotency-key": new_id()}
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/amount_cents")
    form = await street.form(minimum_raise_cents=amount)
    made = await street.manager.post("/api/auctions", json=form)
    assert (made.status_code, made.json()["errors"][0]["pointer"]) == (422, "/minimum_raise_cents")


async def test_a_bid_is_answered_with_its_outcome_the_same_for_a_repeat(street: Street) -> None:
    path, key = await street.auction(), new_id()
    first = (await bid(street.alice, path, 500_000, key=key)).json()
    again = (await bid(street.alice, path, 500_000, key=key)).json()
    assert (first["status"], first["leading"], first["repeated"]) == ("accepted", True, False)
    assert (again["status"], again["seq"], again["repeated"]) == ("accepted", first["seq"], True)
    asked = (await street.alice.get(f"{path}/commands/{key}")).json()
    assert (asked["status"], asked["lot"], asked["seq"]) == ("accepted", 1, first["seq"])
    assert (await street.bob.get(f"{path}/commands/{key}")).json()["status"] == "unknown"


async def test_a_bid_too_low_names_the_least(street: Street) -> None:
    path = await street.auction()
    answer = await bid(street.alice, path, 499_999)
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"], body["next_min_cents"]) == (
        200,
        "refused",
        "amount_too_low",
        500_000,
    )


async def test_a_bid_needs_a_key_a_lot_and_a_bidder(street: Street) -> None:
    path = await street.auction()
    without = await street.alice.post(f"{path}/lots/1/bids", json={"amount_cents": 500_000})
    assert (without.status_code, without.json()["errors"][0]["pointer"]) == (422, "Idempotency-Key")
    assert (await bid(street.alice, path, 500_000, key="not an id")).status_code == 422
    headers = {"idempotency-key": new_id()}
    far = await street.alice.post(f"{path}/lots/99/bids", json={"amount_cents": 500_000}, headers=headers)
    assert far.json()["code"] == "not_found"
    assert (await bid(street.manager, path, 500_000)).status_code == 403
    assert (await bid(street.stranger, path, 500_000)).status_code == 404


async def test_somebody_elses_auction_is_not_found(street: Street) -> None:
    path = await street.auction()
    for page in ("", "/history", "/events", "/ledger.jsonl", f"/commands/{new_id()}"):
        assert (await street.stranger.get(path + page)).status_code == 404, page
    assert (await street.stranger.get("/api/auctions")).json()["total"] == 0
    assert (await street.stranger.get(f"/api/auctions/{new_id()}")).status_code == 404
    assert (await street.alice.post(f"{path}/cancel", json={})).status_code == 403


async def test_lists_show_each_side_its_own(street: Street) -> None:
    path = await street.auction()
    await bid(street.alice, path, 500_000)
    await bid(street.bob, path, 505_000)
    auction_id = path.rsplit("/", 1)[1]
    dealer = (await street.manager.get("/api/auctions?state=open&sort=-starts_at")).json()
    row = next(row for row in dealer["items"] if row["id"] == auction_id)
    assert (row["title"], row["vehicles"], row["totals"]["last_offers_cents"]) == ("PEUGEOT 208", 1, 505_000)
    pros = (await street.alice.get("/api/auctions?state=open&state=scheduled")).json()
    mine = next(row for row in pros["items"] if row["id"] == auction_id)
    assert (mine["leading"], mine["outbid"]) == (0, 1)
    bids = (await street.alice.get("/api/my/bids")).json()["items"]
    standing = next(entry for entry in bids if entry["auction_id"] == auction_id)
    assert (standing["standing"], standing["my_bid_cents"], standing["price_cents"]) == ("outbid", 500_000, 505_000)
    facts = ("first_registration", "mileage_km", "mileage_guaranteed", "energy")
    [car] = (await street.alice.get(path)).json()["lots"][0]["vehicles"]
    assert [standing[fact] for fact in facts] == [car.get(fact) for fact in facts] != [None] * 4


async def test_lists_are_paged_without_loss(street: Street) -> None:
    await street.auction()
    seen: list[str] = []
    cursor = ""
    for _ in range(50):
        page = (await street.manager.get(f"/api/auctions?limit=2&sort=starts_at{cursor}")).json()
        seen += [row["id"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert len(seen) == len(set(seen)) == page["total"]


async def test_the_history_is_newest_first_and_paged(street: Street) -> None:
    path = await street.auction()
    for amount, client in ((500_000, street.alice), (505_000, street.bob), (510_000, street.alice)):
        await bid(client, path, amount)
    first = (await street.manager.get(f"{path}/history?limit=2")).json()
    assert [line["amount_cents"] for line in first["items"]] == [510_000, 505_000]
    assert first["items"][0]["pro"]["name"] == "CANARY Top"
    rest = (await street.manager.get(f"{path}/history?limit=10&cursor={first['next_cursor']}")).json()
    assert [line["kind"] for line in rest["items"]] == ["bid_placed", "auction_opened", "auction_scheduled"]
    shown = (await street.bob.get(f"{path}/history")).json()["items"]
    assert [line["leader_alias"] for line in shown[:2]] == ["Enchérisseur 1", "Enchérisseur 2"]
    assert [line["leader_number"] for line in shown[:3]] == [1, 2, 1]
    assert (await street.manager.get(f"{path}/history?cursor=WyJhIiwiYiJd")).status_code == 422


async def test_both_copies_of_the_ledger_verify(street: Street) -> None:
    path = await street.auction()
    await bid(street.alice, path, 500_000)
    for client in (street.manager, street.bob):
        copied = await client.get(f"{path}/ledger.jsonl")
        head = verify_copy(copied.content.splitlines())
        assert head.pro_seq == 2


async def test_cancelling_needs_a_reason_once_there_are_bids(street: Street) -> None:
    path = await street.auction()
    await bid(street.alice, path, 500_000)
    refused = await street.manager.post(f"{path}/cancel", json={"reason": " "})
    assert (refused.status_code, refused.json()["code"]) == (409, "reason_required")
    cancelled = await street.manager.post(f"{path}/cancel", json={"reason": "Vendu à un particulier"})
    assert (cancelled.status_code, cancelled.json()["auction"]["state"]) == (200, "cancelled")


async def test_a_manager_acts_and_is_answered_with_the_auction(street: Street) -> None:
    path = await street.auction()
    paused = await street.manager.post(f"{path}/pause")
    assert (paused.status_code, paused.json()["auction"]["paused"]) == (200, True)
    again = await street.manager.post(f"{path}/pause")
    assert (again.status_code, again.json()["code"]) == (409, "paused")
    assert "paused" not in (await street.manager.post(f"{path}/resume")).json()["auction"]
    assert (await street.manager.post(f"{path}/resume")).json()["code"] == "not_paused"
    key = {"idempotency-key": new_id()}
    ends = [
        (await street.manager.post(f"{path}/extend", json={"by_seconds": 60}, headers=key)).json()["lots"][0][
            "ends_at_ms"
        ]
        for _ in range(2)
    ]
    assert ends[0] == ends[1]
    lowered = await street.manager.post(f"{path}/lots/1/reserve", json={"reserve_cents": 600_000})
    assert lowered.json()["lots"][0]["reserve_cents"] == 600_000
    raised = await street.manager.post(f"{path}/lots/1/reserve", json={"reserve_cents": 600_001})
    assert (raised.status_code, raised.json()["code"]) == (422, "reserve_not_lower")
    command_id = (await bid(street.alice, path, 500_000)).json()["command_id"]
    form = {"command_id": command_id, "reason": "Erreur"}
    voided = await street.manager.post(f"{path}/lots/1/void", json=form)
    assert (voided.status_code, voided.json()["lots"][0]["price_cents"]) == (200, 0)
    lines = (await street.manager.get(f"{path}/history")).json()["items"]
    assert [line["kind"] for line in lines[:3]] == ["bid_voided", "bid_placed", "reserve_lowered"]
    assert (lines[0]["reason"], lines[1]["voided"], lines[2]["by"]["name"]) == ("Erreur", True, "Camille Dubois")


@pytest.mark.parametrize(
    ("page", "form", "pointer"),
    [
        ("extend", {"by_seconds": 0}, "/by_seconds"),
        ("extend", {"by_seconds": 10**9}, "/by_seconds"),
        ("extend", {"by_seconds": "60"}, "/by_seconds"),
        ("extend", {}, "/by_seconds"),
        ("lots/1/reserve", {"reserve_cents": -1}, "/reserve_cents"),
        ("lots/1/reserve", {"reserve_cents": 1.5}, "/reserve_cents"),
        ("lots/1/void", {"command_id": "x", "reason": "y"}, "/command_id"),
        ("lots/1/void", {"command_id": "0192d3b4-7a10-7000-8000-00000000c001"}, "/reason"),
        ("lots/1/sale-cancellation", {"reason": None}, "/reason"),
        ("cancel", {"reason": 1}, "/reason"),
    ],
)
async def test_a_managers_wrong_field_changes_nothing(
    street: Street, page: str, form: dict[str, object], pointer: str
) -> None:
    path = await street.auction()
    before = (await street.manager.get(path)).json()
    answer = await street.manager.post(f"{path}/{page}", json=form)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    key = await street.manager.post(f"{path}/pause", headers={"idempotency-key": "not an id"})
    assert key.status_code == 422
    assert (await street.manager.get(path)).json() == before


async def test_only_who_runs_auctions_acts_on_them(street: Street, api: Api) -> None:
    path = await street.auction()
    pool = street.resources.postgres
    seller = await api.client(await a_user(pool, street.dealer, rights=()))
    foreign = await api.client(await a_user(pool, await a_dealer(pool)))
    for client, status in ((seller, 403), (street.alice, 403), (foreign, 404)):
        assert (await client.post(f"{path}/pause")).status_code == status
        assert (await client.post(f"{path}/lots/1/sale-cancellation", json={"reason": "x"})).status_code == status
    assert (await seller.get(f"{path}/fairness")).status_code == 200
    assert (await street.alice.get(f"{path}/fairness")).status_code == 403
    assert (await foreign.get(f"{path}/fairness")).status_code == 404
    assert "paused" not in (await street.manager.get(path)).json()["auction"]


async def test_a_pros_limit_holds_at_once_in_an_open_auction(street: Street) -> None:
    path = await street.auction()
    row = await street.resources.postgres.fetchrow(
        "SELECT id FROM professional WHERE pro_id = $1 AND group_id = $2",
        street.bidders[0].pro_id,
        street.dealer.group_id,
    )
    assert row is not None
    link = f"/api/professionals/{row['id']}/connections/{street.dealer.entity_id}"
    assert (await street.manager.patch(link, json={"limit_cents": 500_000})).status_code == 200
    assert (await bid(street.alice, path, 500_001)).json()["code"] == "limit_exceeded"
    assert (await street.manager.patch(link, json={"limit_cents": None})).status_code == 200
    assert (await bid(street.alice, path, 500_001)).json()["status"] == "accepted"


async def test_a_members_limit_holds_at_once_in_an_open_auction(street: Street) -> None:
    path = await street.auction()
    alice = street.bidders[0].member_id
    pool = street.resources.postgres
    await pool.execute("UPDATE pro_member SET manages = true WHERE id = $1", alice)
    before = next(
        member for member in (await street.alice.get("/api/my/members")).json()["items"] if member["id"] == alice
    )
    change = {"version": before["version"], "limit_cents": 500_000}
    assert (await street.alice.patch(f"/api/my/members/{alice}", json=change)).status_code == 200
    assert (await bid(street.alice, path, 500_001)).json()["code"] == "limit_exceeded"
    change = {"version": before["version"] + 1, "limit_cents": None}
    assert (await street.alice.patch(f"/api/my/members/{alice}", json=change)).status_code == 200
    assert (await bid(street.alice, path, 500_001)).json()["status"] == "accepted"


async def test_a_maximum_is_set_and_cancelled_by_its_twins(street: Street) -> None:
    path = await street.auction()
    key = new_id()
    for _ in range(2):
        set_ = await street.alice.post(
            f"{path}/lots/1/maximum", json={"maximum_cents": 900_000}, headers={"idempotency-key": key}
        )
        assert (set_.json()["status"], set_.json()["price_cents"]) == ("accepted", 500_000)
    assert (await street.alice.get(path)).json()["lots"][0]["my_maximum_cents"] == 900_000
    gone = await street.alice.delete(f"{path}/lots/1/maximum", headers={"idempotency-key": new_id()})
    assert gone.json()["status"] == "accepted"
    assert "my_maximum_cents" not in (await street.alice.get(path)).json()["lots"][0]
    none = await street.bob.delete(f"{path}/lots/1/maximum", headers={"idempotency-key": new_id()})
    assert none.json()["code"] == "cannot_lower"
    guarded = {"amount_cents": 505_000, "guard": "exact", "seen_price_cents": 1}
    moved = await street.bob.post(f"{path}/lots/1/bids", json=guarded, headers={"idempotency-key": new_id()})
    assert moved.json()["code"] == "price_moved"


MAXIMUM_CANARY, LIMIT_CANARY, QUOTE_CANARY = 66_666_601, 99_999_907, 3_131_313


async def test_nothing_a_pro_can_fetch_holds_a_secret(street: Street) -> None:
    alice, bob = street.bidders
    pool = street.resources.postgres
    await pool.execute("UPDATE connection SET limit_cents = $2 WHERE pro_id = $1", bob.pro_id, LIMIT_CANARY)
    path = await street.auction()
    key = {"idempotency-key": new_id()}
    await bid(street.alice, path, 500_000)
    maximum = await street.bob.post(f"{path}/lots/1/maximum", json={"maximum_cents": MAXIMUM_CANARY}, headers=key)
    assert maximum.json()["leading"]
    await bid(street.alice, path, 510_000)
    await street.manager.post(f"{path}/lots/1/reserve", json={"reserve_cents": RESERVE_CANARY - 1})
    sealed = await _quotation(street)
    for client, amount in ((street.bob, QUOTE_CANARY), (street.alice, 400_000)):
        quoted = {"idempotency-key": new_id()}
        answer = await client.post(f"{sealed}/lots/1/quote", json={"amount_cents": amount}, headers=quoted)
        assert answer.json()["status"] == "accepted"
    auction_id = path.rsplit("/", 1)[1]
    lists = ("auctions", "my/bids", "my/purchases", "my/quotations", "offers", "notifications")
    of_auction = [f"{page}{part}" for page in (path, sealed) for part in ("", "/history", "/events", "/ledger.jsonl")]
    spoken = ""
    for page in [*of_auction, *(f"/api/{name}" for name in lists)]:
        answer = await street.alice.get(page)
        assert answer.status_code == 200, page
        spoken += answer.text
    assert auction_id in spoken
    secrets = [
        "CANARY",
        *(str(secret) for secret in (MAXIMUM_CANARY, LIMIT_CANARY, QUOTE_CANARY, COST_CANARY)),
        *(str(secret) for secret in (RESERVE_CANARY, RESERVE_CANARY - 1)),
        bob.pro_id,
        bob.member_id,
        bob.account_id,
        alice.member_id,
    ]
    assert [secret for secret in secrets if secret in spoken] == []
    assert json.loads((await street.alice.get(path)).text)["audience"] == "pro"


async def _quotation(street: Street) -> str:
    car = {"make": "CITROEN", "model": "XSARA", "plate": "GE147JH", "vin": "VF7CHRHZB39876543"}
    places = {"entity_id": street.dealer.entity_id, "point_of_sale_id": street.dealer.point_of_sale_id}
    made = (await street.manager.post("/api/trade-ins", json=car | places)).json()
    asked = await street.manager.post(f"/api/trade-ins/{made['id']}/quotation", json={"comment_for_pros": ""})
    path = f"/api/auctions/{asked.json()['quotation']['auction_id']}"

    async def is_open() -> bool:
        return (await street.manager.get(path)).json()["auction"]["state"] == "open"

    await until(is_open)
    return path


async def test_a_user_who_may_not_see_margins_reads_of_them_nowhere(street: Street, api: Api) -> None:
    """Not in the preview, the list, the auction, its history, its events or the ledger's copy (domain 1.6)."""
    rights = tuple(right for right in Right if right != Right.SEE_MARGINS)
    seller = await api.client(
        await a_user(street.resources.postgres, street.dealer, rights=rights, validation_right="none")
    )
    path = await street.auction()
    await bid(street.alice, path, 500_000)
    asked = await seller.post("/api/auctions/preview", json=await street.form())
    pages = [path, "/api/auctions?limit=100", *(f"{path}/{part}" for part in ("history", "events", "ledger.jsonl"))]
    answers = [asked, *[await seller.get(page) for page in pages]]
    for answer in answers:
        assert answer.status_code == 200, answer.text
        for secret in (str(COST_CANARY), "net_cents", "final_cents"):
            assert secret not in answer.text, (answer.url, secret)
    assert asked.json()["totals"]["margin"] is None
    assert asked.json()["totals"]["starting_price_cents"] == 500_000
    seen = answers[1].json()
    assert "margin" not in seen["totals"]
    assert seen["lots"][0]["reserve_cents"] == RESERVE_CANARY
    assert "net_cents" in (await street.manager.get(path)).text
