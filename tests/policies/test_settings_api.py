"""Settings over real HTTP: inherited, chosen, refused with every fault, remembered, and read by those who need them."""

from typing import Any

import httpx
import pytest
import pytest_asyncio
from msgspec import Struct

from server.accounts.principal import Right
from server.kit.ids import ProId, new_id
from server.kit.postgres import Pool, transaction
from server.policies.reading import auction_settings, life_line, price_policy, quotation_recipients
from server.stock.entering import enter_vehicle
from tests.auctions.sale import a_car
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_member, a_pro, a_user, another_entity

PAGES = ("price-policy", "life-line", "auction-settings")


class Office(Struct, kw_only=True):
    """A group of two entities, and somebody who manages its settings."""

    first: Dealer
    second: Dealer
    manager: httpx.AsyncClient

    def of(self, dealer: Dealer, page: str = "price-policy") -> str:
        return f"/api/entities/{dealer.entity_id}/{page}"

    async def read(self, path: str) -> dict[str, Any]:
        answer = await self.manager.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def choose(self, path: str, **own: object) -> httpx.Response:
        """Put this, on the version that is there."""
        version = (await self.read(path))["version"]
        return await self.manager.put(path, json={"version": version, "own": own})


@pytest_asyncio.fixture
async def office(api: Api, pg_pool: Pool) -> Office:
    first = await a_dealer(pg_pool)
    second = await another_entity(pg_pool, first)
    return Office(first=first, second=second, manager=await api.client(await a_user(pg_pool, first, second)))


@pytest.mark.parametrize("page", PAGES)
async def test_before_anything_is_chosen_the_products_values_hold(office: Office, page: str) -> None:
    for path in (f"/api/group/{page}", office.of(office.first, page)):
        shown = await office.read(path)
        assert (shown["version"], shown["own"], shown["changed_by"]) == (0, {}, None)
        assert set(shown["sources"]) == set(shown["values"])
        assert set(shown["sources"].values()) == {"product"}
        assert shown["values"] == shown["inherited"]


async def test_an_entity_inherits_from_its_group_what_it_does_not_choose_itself(office: Office) -> None:
    answer = await office.choose("/api/group/price-policy", answer_delay_seconds=900, maximum_age_years=20)
    assert answer.status_code == 200, answer.text
    await office.choose(office.of(office.first), answer_delay_seconds=300)
    mine = await office.read(office.of(office.first))
    assert (mine["values"]["answer_delay_seconds"], mine["values"]["maximum_age_years"]) == (300, 20)
    assert (mine["sources"]["answer_delay_seconds"], mine["sources"]["maximum_age_years"]) == ("entity", "group")
    assert (mine["sources"]["trade_margin"], mine["inherited"]["answer_delay_seconds"]) == ("product", 900)
    assert mine["own"] == {"answer_delay_seconds": 300}
    other = await office.read(office.of(office.second))
    assert (other["values"]["answer_delay_seconds"], other["sources"]["answer_delay_seconds"]) == (900, "group")
    await office.choose(office.of(office.first))
    assert (await office.read(office.of(office.first)))["values"]["answer_delay_seconds"] == 900


async def test_null_is_a_choice_and_leaving_out_is_none(office: Office) -> None:
    await office.choose("/api/group/auction-settings", gain_basis="net_of_vat")
    await office.choose(office.of(office.first, "auction-settings"), soft_close=None)
    mine = await office.read(office.of(office.first, "auction-settings"))
    assert (mine["values"]["soft_close"], mine["sources"]["soft_close"]) == (None, "entity")
    assert (mine["values"]["gain_basis"], mine["sources"]["gain_basis"]) == ("net_of_vat", "group")


async def test_two_who_change_at_once_do_not_overwrite_each_other(office: Office) -> None:
    path = office.of(office.first)
    body = {"version": 0, "own": {"maximum_age_years": 12}}
    assert (await office.manager.put(path, json=body)).status_code == 200
    late = await office.manager.put(path, json=body)
    assert (late.status_code, late.json()["code"], late.json()["version"]) == (409, "conflict", 1)


async def test_every_wrong_value_is_named_at_once(office: Office) -> None:
    answer = await office.choose(
        office.of(office.first),
        answer_delay_seconds=5,
        maximum_age_years=-1,
        retail_margin={"kind": "percent", "rate_bp": 10_001},
        trade_reconditioning_cents="12",
        monthly_depreciation_bp=2_001,
        destination_rule={"older_than_years": 101, "beyond_km": -1, "both": "yes"},
        surprise=1,
    )
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {
        "/own/answer_delay_seconds",
        "/own/maximum_age_years",
        "/own/retail_margin/rate_bp",
        "/own/trade_reconditioning_cents",
        "/own/monthly_depreciation_bp",
        "/own/destination_rule/older_than_years",
        "/own/destination_rule/beyond_km",
        "/own/destination_rule/both",
        "/own/surprise",
    }
    assert (await office.read(office.of(office.first)))["version"] == 0


async def test_circular_settings_are_refused(office: Office) -> None:
    extras = [{"key": "a", "label": "A", "after": "b"}, {"key": "b", "label": "B", "after": "a"}]
    answer = await office.choose("/api/group/life-line", extra_statuses=extras, sellable_from="nowhere")
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [
        "/own/extra_statuses/0/after",
        "/own/extra_statuses/1/after",
        "/own/sellable_from",
    ]


async def test_a_group_can_not_take_away_what_an_entity_stands_on(office: Office) -> None:
    workshop = [{"key": "workshop", "label": "Atelier", "after": "physical_entry"}]
    assert (await office.choose("/api/group/life-line", extra_statuses=workshop)).status_code == 200
    mine = await office.choose(office.of(office.first, "life-line"), sellable_from="workshop")
    assert mine.status_code == 200, mine.text
    answer = await office.choose("/api/group/life-line", extra_statuses=[])
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["pointer"] == "/own/sellable_from"
    assert error["facts"] == {"status": "workshop", "entity": "Groupe Essai Mâcon"}
    assert error["detail"].startswith("Groupe Essai Mâcon: ")
    assert error["code"] == "unknown_status"


async def test_a_status_with_cars_in_it_stays(office: Office, pg_pool: Pool) -> None:
    workshop = [{"key": "workshop", "label": "Atelier", "after": "physical_entry"}]
    await office.choose(office.of(office.first, "life-line"), extra_statuses=workshop)
    async with transaction(pg_pool) as connection:
        car = await enter_vehicle(
            connection,
            a_car(status="physical_entry"),
            entity_id=office.first.entity_id,
            point_of_sale_id=office.first.point_of_sale_id,
        )
        await connection.execute("UPDATE vehicle SET extra_status = 'workshop' WHERE id = $1", car)
    answer = await office.choose(office.of(office.first, "life-line"), extra_statuses=[])
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {
            "pointer": "/own/extra_statuses",
            "code": "occupied",
            "detail": "must keep workshop, in which cars are (1)",
            "facts": {"status": "workshop", "cars": 1},
        },
    ]


async def test_the_life_line_of_the_stock_is_the_one_that_was_set(office: Office, pg_pool: Pool) -> None:
    extras = [
        {"key": "photos", "label": "Photos", "after": "workshop"},
        {"key": "workshop", "label": "Atelier", "after": "physical_entry"},
    ]
    await office.choose(
        "/api/group/life-line", extra_statuses=extras, sellable_from="photos", manual_exit=False, target_days=45
    )
    line = await life_line(pg_pool, office.second.entity_id)
    assert line.stages() == (
        "pre_entry",
        "physical_entry",
        "workshop",
        "photos",
        "for_sale",
        "delivery",
        "exited",
    )
    assert line.sellable_stages() == ("photos", "for_sale")
    assert (line.fixed("photos"), line.manual_exit, line.target_days) == ("physical_entry", False, 45)


async def test_recipients_of_quotations_are_connected_pros(office: Office, pg_pool: Pool) -> None:
    ours = await a_pro(pg_pool, office.first)
    both = await a_pro(pg_pool, office.first, office.second)
    stranger = await a_pro(pg_pool)
    answer = await office.choose(office.of(office.first), recipient_pro_ids=[ours, stranger, new_id()])
    assert [error["pointer"] for error in answer.json()["errors"]] == [
        "/own/recipient_pro_ids/1",
        "/own/recipient_pro_ids/2",
    ]
    assert (await office.choose("/api/group/price-policy", recipient_pro_ids=[ours, both])).status_code == 200

    async def asked(dealer: Dealer) -> set[ProId]:
        async with transaction(pg_pool) as connection:
            return set(await quotation_recipients(connection, dealer.entity_id))

    assert await asked(office.first) == {ours, both}
    assert await asked(office.second) == {both}
    await office.choose(office.of(office.first), recipient_pro_ids=[])
    assert await asked(office.first) == {ours, both}
    await office.choose("/api/group/price-policy")
    assert await asked(office.second) == {both}


async def test_who_reads_settings_reads_what_holds(office: Office, pg_pool: Pool) -> None:
    await office.choose(
        "/api/group/auction-settings", soft_close={"window_seconds": 30, "extension_seconds": 20, "cap_seconds": 90}
    )
    await office.choose(office.of(office.first), answer_delay_seconds=120)
    settings = await auction_settings(pg_pool, office.first.entity_id)
    assert settings.soft_close
    assert (settings.soft_close.window_seconds, settings.enabled) == (30, True)
    assert (await price_policy(pg_pool, office.first.entity_id)).answer_delay_seconds == 120
    assert (await price_policy(pg_pool, office.second.entity_id)).answer_delay_seconds == 600


async def test_changes_are_in_the_trail_with_what_they_were(office: Office, pg_pool: Pool) -> None:
    await office.choose(office.of(office.first), answer_delay_seconds=120)
    await office.choose(office.of(office.first), answer_delay_seconds=180)
    row = await pg_pool.fetchrow(
        "SELECT actor, before, after FROM change_record WHERE kind = 'price_policy' AND subject_id = $1"
        " ORDER BY id DESC LIMIT 1",
        office.first.entity_id,
    )
    assert row
    assert (row["actor"], row["before"], row["after"]) == (
        "Camille Dubois",
        '{"answer_delay_seconds": 120}',
        '{"answer_delay_seconds": 180}',
    )


@pytest.mark.parametrize("page", PAGES)
async def test_only_who_may_changes_settings_and_only_of_ones_own(
    office: Office, api: Api, pg_pool: Pool, page: str
) -> None:
    body: dict[str, Any] = {"version": 0, "own": {}}
    seller = await api.client(await a_user(pg_pool, office.first, rights=[Right.RUN_AUCTIONS]))
    # What margins are aimed at is for whoever may see margins (domain 1.6).
    seen = 403 if page == "price-policy" else 200
    assert (await seller.get(office.of(office.first, page))).status_code == seen
    assert (await seller.get(f"/api/group/{page}")).status_code == seen
    sighted = await api.client(await a_user(pg_pool, office.first, rights=[Right.SEE_MARGINS]))
    assert (await sighted.get(office.of(office.first, page))).status_code == 200
    assert (await seller.put(office.of(office.first, page), json=body)).status_code == 403
    assert (await seller.put(f"/api/group/{page}", json=body)).status_code == 403
    assert (await sighted.get(office.of(office.second, page))).status_code == 404
    stranger = await api.client(await a_user(pg_pool, await a_dealer(pg_pool, name="Autre")))
    assert (await stranger.get(office.of(office.first, page))).status_code == 404
    assert (await stranger.put(office.of(office.first, page), json=body)).status_code == 404
    pro = await api.client(await a_member(pg_pool, await a_pro(pg_pool, office.first)))
    assert (await pro.get(office.of(office.first, page))).status_code == 403


async def test_an_entity_without_auctions_makes_none(office: Office, pg_pool: Pool) -> None:
    await office.choose(office.of(office.first, "auction-settings"), enabled=False)
    form = {
        "kind": "per_unit",
        "entity_id": office.first.entity_id,
        "point_of_sale_id": office.first.point_of_sale_id,
        "duration_seconds": 600,
        "minimum_raise_cents": 5_000,
        "vehicles": [{"vehicle_id": new_id()}],
    }
    preview = await office.manager.post("/api/auctions/preview", json=form)
    assert "auctions_off" in [error["code"] for error in preview.json()["errors"]]
    made = await office.manager.post("/api/auctions", json=form)
    assert made.status_code == 422
    assert "/entity_id" in [error["pointer"] for error in made.json()["errors"]]
