"""What professionals, connections and distribution lists look like from outside (domain 2)."""

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from server.accounts.inviting import Email
from server.accounts.organisation import PointOfSale
from server.accounts.organising import Phone, Postcode
from server.kit.http import ID, Amount, Line, Name, Version
from server.kit.ids import DistributionListId, EntityId, InvitationId, ProfessionalId, ProId
from server.kit.money import Cents

# More than any dealer knows; also what keeps an edit within a body's limit.
LIST_PROS_MAX = 1_000

# Longer than any SIRET or VAT number, typed with whatever between its parts.
NUMBER_LENGTH_MAX = 40

Number = Annotated[str, Meta(min_length=1, max_length=NUMBER_LENGTH_MAX)]
ProIds = Annotated[list[Annotated[ProId, ID]], Meta(max_length=LIST_PROS_MAX)]


class Connection(Struct, frozen=True, kw_only=True):
    """A pro accepted to deal with one entity, since when; the most it may lead with there, null is no bound."""

    entity_id: EntityId
    connected_at: datetime
    limit_cents: Cents | None


class PendingInvitation(Struct, frozen=True, kw_only=True):
    """A link that was mailed and still works."""

    id: InvitationId
    email: str
    entity_ids: list[EntityId]
    created_at: datetime
    expires_at: datetime


class Professional(Struct, frozen=True, kw_only=True):
    """A group's client record of a company that buys.

    `pro_id`: that company's account, once it is connected; distribution lists, auctions and quotations name it by that.
    `calls_itself`: the name that company gave its own account, where it is another than the record's; it stands nowhere
    else on the dealer's screens and papers. Connections and invitations are those to the entities of whoever looks.
    """

    id: ProfessionalId
    pro_id: ProId | None
    name: str
    calls_itself: str | None
    email: str
    siret: str | None
    vat_number: str | None
    ape_code: str | None
    address: str
    postcode: str
    city: str
    phone: str
    legal_representative: str | None
    version: int
    created_at: datetime
    connections: list[Connection]
    invitation: PendingInvitation | None


class NewProfessional(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record to be made; with a SIRET and no VAT number, that is computed."""

    name: Name
    email: Email
    siret: Number | None = None
    vat_number: Number | None = None
    ape_code: Number | None = None
    address: Line = ""
    postcode: Postcode = ""
    city: Line = ""
    phone: Phone = ""
    legal_representative: Name | None = None


class ProfessionalChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change of a record that still has this version; what is left out stays."""

    version: Version
    name: Name | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    siret: Number | UnsetType | None = UNSET
    vat_number: Number | UnsetType | None = UNSET
    ape_code: Number | UnsetType | None = UNSET
    address: Line | UnsetType = UNSET
    postcode: Postcode | UnsetType = UNSET
    city: Line | UnsetType = UNSET
    phone: Phone | UnsetType = UNSET
    legal_representative: Name | UnsetType | None = UNSET


class ConnectionChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a dealer decides of a connection."""

    limit_cents: Amount | None


class MyConnection(Struct, frozen=True, kw_only=True):
    """A dealer as the pro connected with it sees it."""

    entity_id: EntityId
    entity: str
    group: str
    connected_at: datetime
    limit_cents: Cents | None
    points_of_sale: list[PointOfSale]


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
