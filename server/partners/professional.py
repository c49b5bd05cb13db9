"""What professionals, connections and distribution lists look like from outside (domain 2)."""

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from server.kit.http import ID, Name, Version
from server.kit.ids import DistributionListId, EntityId, ProId

# More than any dealer knows; also what keeps an edit within a body's limit.
LIST_PROS_MAX = 1_000

ProIds = Annotated[list[Annotated[ProId, ID]], Meta(max_length=LIST_PROS_MAX)]


class Connection(Struct, frozen=True, kw_only=True):
    """A pro accepted to deal with one entity, since when."""

    entity_id: EntityId
    connected_at: datetime


class Professional(Struct, frozen=True, kw_only=True):
    """A company that buys, with its connections to the entities of whoever looks."""

    id: ProId
    name: str
    email: str
    siret: str | None
    vat_number: str | None
    ape_code: str | None
    address: str
    postcode: str
    city: str
    phone: str
    legal_representative: str | None
    connections: list[Connection]


class DistributionList(Struct, frozen=True, kw_only=True):
    """A named set of connected pros of one entity; `pros` is how many."""

    id: DistributionListId
    entity_id: EntityId
    name: str
    version: int
    pros: int
    pro_ids: list[ProId]


class NewDistributionList(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list to be made."""

    entity_id: Annotated[EntityId, ID]
    name: Name
    pro_ids: ProIds


class DistributionListChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change of a list that still has this version; what is left out stays."""

    version: Version
    name: Name | UnsetType = UNSET
    pro_ids: ProIds | UnsetType = UNSET
