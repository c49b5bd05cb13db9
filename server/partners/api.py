"""Professionals, their invitations and connections over HTTP."""

from uuid import UUID

from litestar import Router, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from server.accounts.auditing import record
from server.accounts.guards import dealer_only, manager_only, needs, pro_only
from server.accounts.limits import LimitsChanged
from server.accounts.principal import DealerUser, ProMember, Right
from server.fence.scope import everything
from server.kit.http import Injected, text_id
from server.kit.ids import EntityId, InvitationId, ProfessionalId, ProId
from server.kit.postgres import Connection as PgConnection
from server.kit.postgres import Pool, transaction
from server.partners import connecting, inviting, notifying, queries, records
from server.partners.company import Company
from server.partners.directory import CompanyDirectory, DirectoryUnavailableError
from server.partners.inviting import NewInvitation, SentInvitation
from server.partners.list_api import granted
from server.partners.professional import (
    Connection,
    ConnectionChange,
    MyConnection,
    NewProfessional,
    Professional,
    ProfessionalChange,
)
from server.partners.rules import siret_of
from server.protocol.field_errors import UnfitError
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.rest.listing import LIMIT_DEFAULT, Cursor, Limit, Page, Words

PROS = needs(Right.MANAGE_PROS)


@get("/professionals", guards=[dealer_only])
async def list_professionals(
    *,
    user: Injected[DealerUser],
    resources: Injected[Resources],
    connected: FromQuery[bool | None] = None,
    entity_id: FromQuery[UUID | None] = None,
    q: Words = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[Professional]:
    """The professionals your group knows, by name; `entity_id`: as one of your entities is connected with them."""
    return await queries.professionals(
        resources.postgres,
        group_id=user.group_id,
        entity_ids=granted(user, entity_id),
        connected=connected,
        words=q,
        limit=limit,
        cursor=cursor,
    )


@get("/professionals/{professional_id:uuid}", guards=[dealer_only])
async def read_professional(
    professional_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> Professional:
    """One record, by its own id or by the `pro_id` of its account, with its connections to your entities."""
    return await _known(resources.postgres, user, professional_id)


@post("/professionals", guards=[PROS])
async def add_professional(
    data: JSONBody[NewProfessional],
    user: Injected[DealerUser],
    resources: Injected[Resources],
    directory: Injected[CompanyDirectory],
) -> Professional:
    """Make a client record of a professional; 422 names all bad fields, 409 the record of the same SIRET."""
    new = await records.checked_new(directory, data)
    async with transaction(resources.postgres) as connection:
        return await records.add(connection, user, new)


@patch("/professionals/{professional_id:uuid}", guards=[PROS])
async def change_professional(
    professional_id: FromPath[UUID],
    data: JSONBody[ProfessionalChange],
    user: Injected[DealerUser],
    resources: Injected[Resources],
    directory: Injected[CompanyDirectory],
) -> Professional:
    """Change a record; 409 with the current `version` when somebody else did."""
    current = await _known(resources.postgres, user, professional_id)
    wanted = await records.checked_change(directory, data, current)
    async with transaction(resources.postgres) as connection:
        return await records.change(connection, user, current.id, wanted)


@delete("/professionals/{professional_id:uuid}", guards=[PROS])
async def remove_professional(
    professional_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> None:
    """Forget a record that was never connected; its open link ends."""
    async with transaction(resources.postgres) as connection:
        await records.remove(connection, user, ProfessionalId(text_id(professional_id)))


@get("/companies/{siret:str}", guards=[PROS])
async def look_up_company(siret: FromPath[str], directory: Injected[CompanyDirectory]) -> Company:
    """What the company directory knows of a SIRET, to fill the form; `closed` ones can't be recorded.

    422: no SIRET; 404: no such number; 503 `directory_unavailable`, with the reason: go on by hand.
    """
    try:
        digits = siret_of(siret)
    except UnfitError as error:
        raise Refusal(Code.INVALID, errors=[error.at("siret")]) from error
    try:
        found = await directory.find(digits)
    except DirectoryUnavailableError as error:
        raise Refusal(Code.DIRECTORY_UNAVAILABLE) from error
    if found is None:
        raise Refusal(Code.NOT_FOUND)
    return found


@get("/professionals/{professional_id:uuid}/invitations", guards=[dealer_only])
async def list_professional_invitations(
    professional_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> Page[SentInvitation]:
    """The links mailed to a professional, newest first, and what became of each."""
    asked = await _known(resources.postgres, user, professional_id)
    items = await inviting.sent_invitations(resources.postgres, asked)
    return Page(items=items, next_cursor=None, total=len(items))


@post("/professionals/{professional_id:uuid}/invitations", guards=[PROS])
async def invite_professional(
    professional_id: FromPath[UUID],
    data: JSONBody[NewInvitation],
    user: Injected[DealerUser],
    resources: Injected[Resources],
) -> SentInvitation:
    """Mail the professional one link for these entities, which lists them; an earlier open link is replaced."""
    async with transaction(resources.postgres) as connection:
        return await inviting.invite(
            connection,
            user,
            ProfessionalId(text_id(professional_id)),
            data.entity_ids,
            hourly_max=resources.settings.invitations_per_hour,
        )


@delete("/professionals/{professional_id:uuid}/invitations/{invitation_id:uuid}", guards=[PROS])
async def revoke_professional_invitation(
    professional_id: FromPath[UUID],
    invitation_id: FromPath[UUID],
    user: Injected[DealerUser],
    resources: Injected[Resources],
) -> None:
    """End a link that hasn't been used."""
    async with transaction(resources.postgres) as connection:
        asked = await _known(connection, user, professional_id)
        if not await inviting.revoke(connection, user, asked, InvitationId(text_id(invitation_id))):
            raise Refusal(Code.NOT_FOUND)


@get("/professionals/{professional_id:uuid}/connections", guards=[dealer_only])
async def list_connections(
    professional_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> Page[Connection]:
    """Which of your entities the professional deals with, since when, up to which limit."""
    found = (await _known(resources.postgres, user, professional_id)).connections
    return Page(items=found, next_cursor=None, total=len(found))


@patch("/professionals/{professional_id:uuid}/connections/{entity_id:uuid}", guards=[PROS])
async def change_connection(
    professional_id: FromPath[UUID],
    entity_id: FromPath[UUID],
    data: JSONBody[ConnectionChange],
    user: Injected[DealerUser],
    resources: Injected[Resources],
    *,
    limits_changed: Injected[LimitsChanged],
) -> Connection:
    """Bound what the professional may lead with over the entity's auctions, and have won there and not ordered yet.

    It holds at once, in auctions already open as well; bids made before stand. null is no bound.
    """
    (bounded_for,) = granted(user, entity_id)
    async with transaction(resources.postgres) as connection:
        pro_id = _connected(await _known(connection, user, professional_id))
        if not await connecting.limit(
            connection, user, pro_id=pro_id, entity_id=bounded_for, limit_cents=data.limit_cents
        ):
            raise Refusal(Code.NOT_FOUND)
        after = await _known(connection, user, professional_id)
    await limits_changed(pro_id)
    return next(link for link in after.connections if link.entity_id == bounded_for)


@delete("/professionals/{professional_id:uuid}/connections/{entity_id:uuid}", guards=[PROS])
async def end_connection(
    professional_id: FromPath[UUID],
    entity_id: FromPath[UUID],
    user: Injected[DealerUser],
    resources: Injected[Resources],
) -> None:
    """End a connection: no new invitation from now on; bids already made stand (domain 2.3)."""
    (ended_for,) = granted(user, entity_id)
    async with transaction(resources.postgres) as connection:
        known = await _known(connection, user, professional_id)
        if not await connecting.disconnect(connection, pro_id=_connected(known), entity_id=ended_for):
            raise Refusal(Code.NOT_FOUND)
        await notifying.ended_by_dealer(connection, _connected(known), ended_for)
        before = next(link for link in known.connections if link.entity_id == ended_for)
        await record(connection, user, kind="connection", subject_id=known.id, before=before, after=None)


@get("/my/connections", guards=[pro_only])
async def list_my_connections(member: Injected[ProMember], resources: Injected[Resources]) -> Page[MyConnection]:
    """The dealers your company is connected with, by name."""
    items = await queries.my_connections(resources.postgres, member.pro_id)
    return Page(items=items, next_cursor=None, total=len(items))


@delete("/my/connections/{entity_id:uuid}", guards=[manager_only])
async def leave_connection(
    entity_id: FromPath[UUID], member: Injected[ProMember], resources: Injected[Resources]
) -> None:
    """Leave a dealer: its sales are no longer shown to you; bids already made stand."""
    asked = EntityId(text_id(entity_id))
    with everything():  # the pro leaves the entity's lists, which it can't see
        await _leave(resources.postgres, member, asked)


async def _leave(pool: Pool, member: ProMember, asked: EntityId) -> None:
    async with transaction(pool) as connection:
        known = [link for link in await queries.my_connections(connection, member.pro_id) if link.entity_id == asked]
        if not known or not await connecting.disconnect(connection, pro_id=member.pro_id, entity_id=asked):
            raise Refusal(Code.NOT_FOUND)
        await notifying.ended_by_pro(connection, member.pro_id, asked)
        await record(connection, member, kind="connection", subject_id=asked, before=known[0], after=None)


async def _known(connection: PgConnection | Pool, user: DealerUser, id: UUID) -> Professional:
    return await queries.professional(
        connection, ProfessionalId(text_id(id)), group_id=user.group_id, entity_ids=user.entity_ids
    )


def _connected(known: Professional) -> ProId:
    """The account behind a record.

    Raises:
        Refusal: `not_found`, it was never connected.

    """
    if known.pro_id is None:
        raise Refusal(Code.NOT_FOUND)
    return known.pro_id


router = Router(
    "/api",
    route_handlers=[
        list_professionals,
        read_professional,
        add_professional,
        change_professional,
        remove_professional,
        look_up_company,
        list_professional_invitations,
        invite_professional,
        revoke_professional_invitation,
        list_connections,
        change_connection,
        end_connection,
        list_my_connections,
        leave_connection,
    ],
    tags=["partners"],
)
