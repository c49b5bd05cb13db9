"""Read what holds for an entity: its own choice, else its group's, else the product's; and where each value is from."""

from collections.abc import Collection, Mapping
from typing import Any, Final, Generic, Literal, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import fields

from server.kit.ids import EntityId, ProId
from server.kit.postgres import Connection, Pool
from server.partners.queries import invited_pros
from server.policies.auction_settings import AuctionChoice, AuctionSettings
from server.policies.life_line import LifeLine, LifeLineChoice
from server.policies.price_policy import PricePolicy, PricePolicyChoice

S = TypeVar("S", bound=Struct)
C = TypeVar("C", bound=Struct)

Source = Literal["entity", "group", "product"]
Chosen = Mapping[str, Any]


class Topic(Struct, Generic[S, C], frozen=True, kw_only=True):
    """A page of settings: what holds, and what may be chosen."""

    name: Literal["price_policy", "life_line", "auction_settings"]
    holds: type[S]
    choice: type[C]


PRICE_POLICY: Final = Topic(name="price_policy", holds=PricePolicy, choice=PricePolicyChoice)
LIFE_LINE: Final = Topic(name="life_line", holds=LifeLine, choice=LifeLineChoice)
AUCTION_SETTINGS: Final = Topic(name="auction_settings", holds=AuctionSettings, choice=AuctionChoice)

_CHOSEN = """
    SELECT entity.id::text, of_group.chosen AS of_group, own.chosen AS own
    FROM entity
    LEFT JOIN setting of_group ON of_group.group_id = entity.group_id AND of_group.entity_id IS NULL
        AND of_group.topic = $2
    LEFT JOIN setting own ON own.entity_id = entity.id AND own.topic = $2
"""


async def price_policy(database: Pool | Connection, entity_id: EntityId) -> PricePolicy:
    """The price policy that holds for the entity."""
    return (await read(database, PRICE_POLICY, [entity_id]))[entity_id]


async def auction_settings(database: Pool | Connection, entity_id: EntityId) -> AuctionSettings:
    """The auction settings that hold for the entity."""
    return (await read(database, AUCTION_SETTINGS, [entity_id]))[entity_id]


async def life_lines(database: Pool | Connection, entity_ids: Collection[EntityId]) -> Mapping[EntityId, LifeLine]:
    """The life-line that holds for each of these entities."""
    return await read(database, LIFE_LINE, entity_ids)


async def life_line(database: Pool | Connection, entity_id: EntityId) -> LifeLine:
    """One entity's."""
    return (await life_lines(database, [entity_id]))[entity_id]


async def quotation_recipients(connection: Connection, entity_id: EntityId) -> tuple[ProId, ...]:
    """Whom the entity's quotations ask: the chosen pros that are connected, or all that are (domain 3.2)."""
    connected = await invited_pros(connection, entity_id, None)
    chosen = set((await price_policy(connection, entity_id)).recipient_pro_ids)
    return tuple(pro_id for pro_id in connected if not chosen or pro_id in chosen)


async def read(
    database: Pool | Connection, topic: Topic[S, C], entity_ids: Collection[EntityId]
) -> Mapping[EntityId, S]:
    """What holds for each of these entities."""
    rows = await database.fetch(f"{_CHOSEN} WHERE entity.id = ANY($1::uuid[])", list(entity_ids), topic.name)
    found = {EntityId(row["id"]): merged(topic, plain(row["of_group"]), plain(row["own"])) for row in rows}
    return {entity_id: found.get(entity_id) or topic.holds() for entity_id in entity_ids}


def merged(topic: Topic[S, C], *chosen: Chosen) -> S:
    """The product's values, over them what each chose, the last first."""
    values: dict[str, Any] = {}
    for choice in chosen:
        values |= choice
    return msgspec.convert(values, topic.holds)


def sources(topic: Topic[S, C], of_group: Chosen, own: Chosen) -> dict[str, Source]:
    """Where each value is from."""
    return {
        field.name: "entity" if field.name in own else "group" if field.name in of_group else "product"
        for field in fields(topic.holds)
    }


def plain(chosen: str | None) -> Chosen:
    """What a row says, or nothing."""
    return {} if chosen is None else msgspec.json.decode(chosen, type=dict[str, Any])
