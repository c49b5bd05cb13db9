"""A seller who may not validate sends an estimate to those who may (domain 1.2, 4.3)."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest_asyncio

from server.accounts.principal import ValidationRight
from server.resources import Resources
from tests.http import Api
from tests.organisation import a_user
from tests.tradeins.inquiry import Inquiry, an_inquiry


@pytest_asyncio.fixture(scope="module")
async def inquiry(api: Api, resources: Resources) -> AsyncIterator[Inquiry]:
    async with an_inquiry(api, resources, "Top Used Cars") as inquiry:
        yield inquiry


async def a_seller(inquiry: Inquiry, validation_right: ValidationRight = "none") -> httpx.AsyncClient:
    seller = await a_user(inquiry.resources.postgres, inquiry.dealer, rights=(), validation_right=validation_right)
    return await inquiry.api.client(seller)


async def written(seller: httpx.AsyncClient, inquiry: Inquiry, **changes: object) -> str:
    made = await seller.post("/api/trade-ins", json=inquiry.car(**changes))
    assert made.status_code == 201, made.text
    return f"/api/trade-ins/{made.json()['id']}"


async def told(client: httpx.AsyncClient, page: str) -> list[dict[str, Any]]:
    items = (await client.get("/api/notifications")).json()["items"]
    return [item for item in items if item["link"] == page.replace("/api/trade-ins", "/reprises")]


async def test_an_estimate_awaits_a_manager_who_is_told_with_the_sellers_word(inquiry: Inquiry) -> None:
    seller = await a_seller(inquiry)
    page = await written(seller, inquiry)
    assert (await seller.get(page)).json()["may_ask"] is False
    answer = await seller.post(
        f"{page}/finish", json={"comment_for_pros": "Carnet complet", "comment_for_manager": "Client pressé"}
    )
    assert answer.status_code == 200, answer.text
    seen = answer.json()
    assert (seen["state"], seen["quotation"], seen["comment_for_manager"]) == (
        "awaiting_validation",
        None,
        "Client pressé",
    )
    (notice,) = await told(inquiry.manager, page)
    assert notice["title"] == "Estimation à valider\u00a0: CITROEN XSARA PICASSO"
    assert "Client pressé" in notice["body"]
    assert await told(seller, page) == []
    listed = (await inquiry.manager.get("/api/trade-ins", params={"state": "awaiting_validation"})).json()["items"]
    assert page.rpartition("/")[2] in {row["id"] for row in listed}


async def test_the_same_tap_twice_tells_once(inquiry: Inquiry) -> None:
    seller = await a_seller(inquiry)
    page = await written(seller, inquiry)
    for _ in range(2):
        await seller.post(f"{page}/finish", json={"comment_for_manager": "Une fois"})
    assert len(await told(inquiry.manager, page)) == 1
    await seller.post(f"{page}/finish", json={"comment_for_manager": "Encore"})
    assert len(await told(inquiry.manager, page)) == 2


async def test_a_corrected_comment_for_pros_is_kept(inquiry: Inquiry) -> None:
    seller = await a_seller(inquiry)
    page = await written(seller, inquiry)
    for comment in ("Carnet incomplet", "Carnet complet"):
        body = {"comment_for_pros": comment, "comment_for_manager": "Client pressé"}
        assert (await seller.post(f"{page}/finish", json=body)).status_code == 200
    seen = (await inquiry.manager.get(page)).json()
    assert (seen["comment_for_pros"], seen["comment_for_manager"]) == ("Carnet complet", "Client pressé")


async def test_a_manager_asks_pros_for_what_was_submitted(inquiry: Inquiry) -> None:
    seller = await a_seller(inquiry)
    page = await written(seller, inquiry)
    await seller.post(f"{page}/finish", json={})
    assert (await inquiry.manager.get(page)).json()["may_ask"] is True
    asked = await inquiry.manager.post(f"{page}/quotation", json={"comment_for_pros": ""})
    assert asked.json()["state"] == "in_quotation"
    again = await seller.post(f"{page}/finish", json={})
    assert (again.status_code, again.json()["code"]) == (409, "already_asked")


async def test_who_may_validate_asks_pros_by_the_same_act(inquiry: Inquiry) -> None:
    own = await a_seller(inquiry, validation_right="own")
    page = await written(own, inquiry)
    answer = await own.post(f"{page}/finish", json={"comment_for_pros": "Carnet complet"})
    assert (answer.status_code, answer.json()["state"]) == (200, "in_quotation")
    others = await written(inquiry.manager, inquiry)
    assert (await own.get(others)).json()["may_ask"] is False


async def test_what_is_incomplete_is_refused_and_changes_nothing(inquiry: Inquiry) -> None:
    seller = await a_seller(inquiry)
    page = await written(seller, inquiry, plate=None)
    answer = await seller.post(f"{page}/finish", json={"comment_for_manager": "x"})
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, ["/plate"])
    assert (await seller.post(f"{page}/finish", json={"comment_for_manager": "x" * 501})).status_code == 422
    assert (await seller.get(page)).json()["state"] == "draft"
    assert await told(inquiry.manager, page) == []
