"""Notify people of what became of an invitation or a connection, in the transaction of the fact (domain 2.2, 2.3)."""

from collections.abc import Mapping, Sequence
from typing import Final

from server.accounts import tables as accounts_tables
from server.accounts.principal import Right
from server.kit import clock, query
from server.kit.ids import EntityId, GroupId, InvitationId, ProfessionalId, ProId
from server.kit.postgres import Connection
from server.notifications import recipients
from server.notifications.message import WITHOUT_MAIL, Message
from server.notifications.rules import CHANNELS, Channel
from server.notifications.sending import send
from server.notifications.wording.facts import Fact
from server.partners import tables

PRO_PAGE: Final = "/profil/distributeurs"


async def accepted(
    connection: Connection, invitation_id: InvitationId, professional_id: ProfessionalId, facts: Mapping[str, Fact]
) -> None:
    """The user who invited learns that the company has come, and who accepted for it."""
    table = tables.Professional
    mine = table.select(table.group_id).where(table.id == professional_id)
    message = Message(
        kind="invitation_accepted",
        recipients=await recipients.inviter(connection, invitation_id),
        facts=facts,
        at=clock.now(),
        links={"dealer": _record_page(professional_id)},
        subject_id=professional_id,
        group_id=await query.fetch_value(connection, mine, GroupId),
    )
    await send(connection, message)


async def connected(connection: Connection, pro_id: ProId, entity_ids: Sequence[EntityId]) -> None:
    """The company's people see whom they deal with; no mail, as one of them has just accepted."""
    for entity_id in entity_ids:
        await send(connection, await _to_members(connection, pro_id, entity_id, "connected", channels=WITHOUT_MAIL))


async def ended_by_dealer(connection: Connection, pro_id: ProId, entity_id: EntityId) -> None:
    """The company's people learn that the dealer ended it."""
    await send(connection, await _to_members(connection, pro_id, entity_id, "connection_ended"))


async def ended_by_pro(connection: Connection, pro_id: ProId, entity_id: EntityId) -> None:
    """The entity's people who manage professionals learn that this one left."""
    row = await connection.fetchrow(
        "SELECT professional.id::text, professional.name, entity.name AS entity FROM professional"
        " JOIN entity ON entity.group_id = professional.group_id WHERE entity.id = $1 AND pro_id = $2",
        entity_id,
        pro_id,
    )
    if row is None:
        return
    message = Message(
        kind="professional_left",
        recipients=await recipients.users_with_right(connection, entity_id, Right.MANAGE_PROS.value),
        facts={"company": row["name"], "entity": row["entity"]},
        at=clock.now(),
        links={"dealer": _record_page(ProfessionalId(row["id"]))},
        subject_id=row["id"],
        entity_id=entity_id,
    )
    await send(connection, message)


async def _to_members(
    connection: Connection, pro_id: ProId, entity_id: EntityId, kind: str, *, channels: Sequence[Channel] = CHANNELS
) -> Message:
    entity = accounts_tables.Entity
    named = entity.select(entity.name).where(entity.id == entity_id)
    return Message(
        kind=kind,
        recipients=await recipients.members_of_pro(connection, pro_id),
        facts={"entity": str(await query.fetch_value(connection, named, str))},
        at=clock.now(),
        links={"pro": PRO_PAGE},
        subject_id=entity_id,
        entity_id=entity_id,
        channels=channels,
    )


def _record_page(professional_id: ProfessionalId) -> str:
    return f"/clients/{professional_id}"
