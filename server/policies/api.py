"""Settings over HTTP: each page of an entity, and of the group as the default of all its entities.

Whoever sees the entity may read what holds there, but the price policy only who may see margins; changing takes the
right to manage settings.
"""

from typing import Annotated
from uuid import UUID

from litestar import Router, get, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from server.accounts.guards import dealer_only, needs
from server.accounts.principal import DealerUser, Right
from server.kit.http import Injected, text_id
from server.kit.ids import EntityId
from server.kit.postgres import transaction
from server.policies.auction_settings import AuctionChoice, AuctionSettings
from server.policies.changing import SettingsPage, change, page
from server.policies.life_line import LifeLine, LifeLineChoice
from server.policies.price_policy import PricePolicy, PricePolicyChoice
from server.policies.reading import AUCTION_SETTINGS, LIFE_LINE, PRICE_POLICY
from server.resources import Resources

# 500 rules of models and 1 000 recipients.
POLICY_BYTES_MAX = 256 * 1024

KnownVersion = Annotated[int, Meta(ge=0, le=2**31 - 1)]

PricePolicyPage = SettingsPage[PricePolicy, PricePolicyChoice]
LifeLinePage = SettingsPage[LifeLine, LifeLineChoice]
AuctionSettingsPage = SettingsPage[AuctionSettings, AuctionChoice]

MANAGERS = [needs(Right.MANAGE_SETTINGS)]
# The price policy says what margins are aimed at (domain 1.6).
READERS = [needs(Right.SEE_MARGINS, Right.MANAGE_SETTINGS)]


class PricePolicyForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to choose here, of a page that still has this version; what `own` leaves out is inherited."""

    version: KnownVersion
    own: PricePolicyChoice


class LifeLineForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As `PricePolicyForm`."""

    version: KnownVersion
    own: LifeLineChoice


class AuctionSettingsForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As `PricePolicyForm`."""

    version: KnownVersion
    own: AuctionChoice


@get("/group/price-policy", guards=READERS)
async def read_group_price_policy(user: Injected[DealerUser], resources: Injected[Resources]) -> PricePolicyPage:
    """The group's price policy, the default of its entities."""
    return await page(resources.postgres, PRICE_POLICY, user, None)


@put("/group/price-policy", guards=MANAGERS, request_max_body_size=POLICY_BYTES_MAX)
async def change_group_price_policy(
    data: JSONBody[PricePolicyForm], user: Injected[DealerUser], resources: Injected[Resources]
) -> PricePolicyPage:
    """Choose for all entities that don't choose themselves."""
    async with transaction(resources.postgres) as connection:
        return await change(connection, PRICE_POLICY, user, None, own=data.own, version=data.version)


@get("/entities/{entity_id:uuid}/price-policy", guards=READERS)
async def read_entity_price_policy(
    entity_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> PricePolicyPage:
    """What holds for the entity, and where each value is from."""
    return await page(resources.postgres, PRICE_POLICY, user, EntityId(text_id(entity_id)))


@put("/entities/{entity_id:uuid}/price-policy", guards=MANAGERS, request_max_body_size=POLICY_BYTES_MAX)
async def change_entity_price_policy(
    entity_id: FromPath[UUID],
    data: JSONBody[PricePolicyForm],
    user: Injected[DealerUser],
    resources: Injected[Resources],
) -> PricePolicyPage:
    """Choose for the entity alone."""
    entity = EntityId(text_id(entity_id))
    async with transaction(resources.postgres) as connection:
        return await change(connection, PRICE_POLICY, user, entity, own=data.own, version=data.version)


@get("/group/life-line", guards=[dealer_only])
async def read_group_life_line(user: Injected[DealerUser], resources: Injected[Resources]) -> LifeLinePage:
    """The group's life-line."""
    return await page(resources.postgres, LIFE_LINE, user, None)


@put("/group/life-line", guards=MANAGERS)
async def change_group_life_line(
    data: JSONBody[LifeLineForm], user: Injected[DealerUser], resources: Injected[Resources]
) -> LifeLinePage:
    """Choose for all entities that don't choose themselves."""
    async with transaction(resources.postgres) as connection:
        return await change(connection, LIFE_LINE, user, None, own=data.own, version=data.version)


@get("/entities/{entity_id:uuid}/life-line", guards=[dealer_only])
async def read_entity_life_line(
    entity_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> LifeLinePage:
    """The entity's life-line."""
    return await page(resources.postgres, LIFE_LINE, user, EntityId(text_id(entity_id)))


@put("/entities/{entity_id:uuid}/life-line", guards=MANAGERS)
async def change_entity_life_line(
    entity_id: FromPath[UUID],
    data: JSONBody[LifeLineForm],
    user: Injected[DealerUser],
    resources: Injected[Resources],
) -> LifeLinePage:
    """Choose for the entity alone."""
    entity = EntityId(text_id(entity_id))
    async with transaction(resources.postgres) as connection:
        return await change(connection, LIFE_LINE, user, entity, own=data.own, version=data.version)


@get("/group/auction-settings", guards=[dealer_only])
async def read_group_auction_settings(
    user: Injected[DealerUser], resources: Injected[Resources]
) -> AuctionSettingsPage:
    """The group's auction settings."""
    return await page(resources.postgres, AUCTION_SETTINGS, user, None)


@put("/group/auction-settings", guards=MANAGERS)
async def change_group_auction_settings(
    data: JSONBody[AuctionSettingsForm], user: Injected[DealerUser], resources: Injected[Resources]
) -> AuctionSettingsPage:
    """Choose for all entities that don't choose themselves."""
    async with transaction(resources.postgres) as connection:
        return await change(connection, AUCTION_SETTINGS, user, None, own=data.own, version=data.version)


@get("/entities/{entity_id:uuid}/auction-settings", guards=[dealer_only])
async def read_entity_auction_settings(
    entity_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> AuctionSettingsPage:
    """The entity's auction settings."""
    return await page(resources.postgres, AUCTION_SETTINGS, user, EntityId(text_id(entity_id)))


@put("/entities/{entity_id:uuid}/auction-settings", guards=MANAGERS)
async def change_entity_auction_settings(
    entity_id: FromPath[UUID],
    data: JSONBody[AuctionSettingsForm],
    user: Injected[DealerUser],
    resources: Injected[Resources],
) -> AuctionSettingsPage:
    """Choose for the entity alone."""
    entity = EntityId(text_id(entity_id))
    async with transaction(resources.postgres) as connection:
        return await change(connection, AUCTION_SETTINGS, user, entity, own=data.own, version=data.version)


router = Router(
    "/api",
    route_handlers=[
        read_group_price_policy,
        change_group_price_policy,
        read_entity_price_policy,
        change_entity_price_policy,
        read_group_life_line,
        change_group_life_line,
        read_entity_life_line,
        change_entity_life_line,
        read_group_auction_settings,
        change_group_auction_settings,
        read_entity_auction_settings,
        change_entity_auction_settings,
    ],
    tags=["settings"],
)
