"""A dealer's house with one of everything, and one of each role looking at it.

What must not be seen by others carries a name that a test looks for: `CANARI-ENTITE` things of one entity,
`CANARI-GROUPE` those of its group, `CANARI-PRO` people of the pro.
"""

from datetime import timedelta
from typing import Any

import httpx
from msgspec import Struct

from server.accounts.passwords import Passwords
from server.accounts.principal import DealerUser, ProMember
from server.kit import clock
from server.kit.ids import new_id
from server.kit.postgres import Pool, transaction
from server.stock.entering import enter_vehicle
from tests.api.matrix import Role
from tests.auctions.sale import a_car
from tests.http import Api
from tests.organisation import PASSWORD, Dealer, a_dealer, a_key, a_member, a_pro, a_user, another_entity

ENTITY, GROUP, PRO = "CANARI-ENTITE", "CANARI-GROUPE", "CANARI-PRO"


class World(Struct, frozen=True, kw_only=True):
    """`ids` by the names that addresses and bodies have for them; who asks, by role."""

    ids: dict[str, str]
    clients: dict[Role, httpx.AsyncClient]
    people: dict[Role, DealerUser | ProMember]


async def made(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    return answer.json()


async def a_world(api: Api, pool: Pool) -> World:
    dealer = await a_dealer(pool, name="Maison")
    sister = await another_entity(pool, dealer, name="Maison Lyon")
    elsewhere = await a_dealer(pool, name="Ailleurs")
    pro_id = await a_pro(pool, dealer, name=f"{GROUP} Auto")
    boss = await a_user(pool, dealer, name=f"{GROUP} Alix")
    people: dict[Role, DealerUser | ProMember] = {
        "boss": boss,
        "program": boss,
        "seller": await a_user(pool, dealer, rights=(), validation_right="none", name=f"{GROUP} Valérie"),
        "sister": await a_user(pool, sister),
        "stranger": await a_user(pool, elsewhere),
        "bidder": await a_member(pool, pro_id, name=f"{PRO} Bruno"),
        "viewer": await a_member(pool, pro_id, role="viewer", name=f"{PRO} Lou"),
        "rival": await a_member(pool, await a_pro(pool, elsewhere)),
    }
    clients: dict[Role, httpx.AsyncClient] = {role: await api.client(person) for role, person in people.items()}
    clients["nobody"] = await api.client()
    clients["program"] = await api.client()
    clients["program"].headers["authorization"] = f"Bearer {await a_key(pool, boss, 'read', 'sell')}"
    (key,) = (await clients["boss"].get("/api/api-keys")).json()["items"]
    ids = await _things(pool, clients["boss"], dealer=dealer)
    seller, bidder, viewer = people["seller"], people["bidder"], people["viewer"]
    assert isinstance(seller, DealerUser)
    assert isinstance(bidder, ProMember)
    assert isinstance(viewer, ProMember)
    ids |= {"key_id": key["id"], "user_id": seller.user_id, "member_id": viewer.member_id, "pro_id": pro_id}
    ids["user_group_id"] = (await clients["boss"].get(f"/api/users/{seller.user_id}")).json()["user_group_id"]
    # What a stolen session must not do asks for the password.
    ids["password"] = PASSWORD
    await pool.execute("UPDATE account SET password_hash = $1", await Passwords().hash(PASSWORD))
    return World(ids=ids, clients=clients, people=people)


async def _things(pool: Pool, boss: httpx.AsyncClient, *, dealer: Dealer) -> dict[str, str]:
    """One of everything in the house."""
    entity_id, point_id = dealer.entity_id, dealer.point_of_sale_id
    place = {"name": f"{ENTITY} Nord", "address": "1, rue du Nord", "postcode": "71000", "city": "Mâcon"}
    point = await made(await boss.post("/api/points-of-sale", json={**place, "entity_id": entity_id}))
    the_list = await made(
        await boss.post("/api/distribution-lists", json={"entity_id": entity_id, "name": ENTITY, "pro_ids": []})
    )
    record = await made(
        await boss.post("/api/professionals", json={"name": f"{GROUP} Noir", "email": f"{new_id()}@pro.example"})
    )
    async with transaction(pool) as connection:
        for_sale, kept = [
            await enter_vehicle(
                connection, a_car(model=f"{ENTITY} {number}"), entity_id=entity_id, point_of_sale_id=point_id
            )
            for number in range(2)
        ]
    where = {"entity_id": entity_id, "point_of_sale_id": point_id}
    auction = await made(
        await boss.post(
            "/api/auctions",
            json={
                **where,
                "kind": "per_unit",
                "duration_seconds": 3_600,
                "minimum_raise_cents": 5_000,
                "starts_at": (clock.now() + timedelta(days=1)).isoformat(),
                "vehicles": [{"vehicle_id": for_sale}],
            },
        )
    )
    trade_in = await made(await boss.post("/api/trade-ins", json={**where, "make": "RENAULT", "model": ENTITY}))
    return {
        "entity_id": entity_id,
        "point_id": point["id"],
        "point_of_sale_id": point_id,
        "list_id": the_list["id"],
        "distribution_list_id": the_list["id"],
        "professional_id": record["id"],
        "vehicle_id": kept,
        "auction_id": auction["auction"]["id"],
        "trade_in_id": trade_in["id"],
        "command_id": new_id(),
    }
