"""Tell people what became of an invitation or a connection (domain 2.2, 2.3, 8.1), in the transaction of the fact."""

from collections.abc import Mapping, Sequence

from server.accounts import tables as accounts_tables
from server.accounts.principal import Right
from server.kit import clock, query
from server.kit.ids import AccountId, EntityId, GroupId, InvitationId, ProfessionalId, ProId
from server.kit.postgres import Connection
from server.notifications.sending import WITHOUT_MAIL, News, Reader, tell
from server.notifications.wording.facts import Fact
from server.partners import tables

_MEMBERS = """
    SELECT account.id::text, account.email, account.name, account.locale
    FROM pro_member JOIN account ON account.id = account_id
    WHERE pro_id = $1 AND disabled_at IS NULL
"""
_MANAGERS = """
    SELECT account.id::text, account.email, account.name, account.locale
    FROM dealer_user JOIN account ON account.id = account_id JOIN user_group ON user_group.id = user_group_id
    JOIN dealer_user_entity ON user_id = dealer_user.id
    WHERE entity_id = $1 AND $2 = ANY(rights) AND disabled_at IS NULL
"""
_INVITER = """
    SELECT account.id::text, account.email, account.name, account.locale
    FROM professional_invitation JOIN account ON account.id = created_by
    WHERE professional_invitation.id = $1 AND disabled_at IS NULL
"""
PRO_PAGE = "/profil/distributeurs"


async def accepted(
    connection: Connection, invitation_id: InvitationId, professional_id: ProfessionalId, facts: Mapping[str, Fact]
) -> None:
    """Whoever invited learns that the company has come, and who accepted for it."""
    table = tables.Professional
    mine = table.select(table.group_id).where(table.id == professional_id)
    group_id = await query.fetch_value(connection, mine, GroupId)
    readers = await _readers(connection, _INVITER, invitation_id, link=_record_page(professional_id))
    news = News(
        kind="invitation_accepted",
        facts=facts,
        at=clock.now(),
        subject_id=professional_id,
        group_id=group_id,
    )
    await tell(connection, readers, news)


async def connected(connection: Connection, pro_id: ProId, entity_ids: Sequence[EntityId]) -> None:
    """The company's people see whom they deal with; no mail, as one of them has just accepted."""
    readers = await _readers(connection, _MEMBERS, pro_id, link=PRO_PAGE)
    for entity_id in entity_ids:
        facts = {"entity": await _name(connection, entity_id)}
        news = News(kind="connected", facts=facts, at=clock.now(), subject_id=entity_id, entity_id=entity_id)
        await tell(connection, readers, news, by=WITHOUT_MAIL)


async def ended_by_dealer(connection: Connection, pro_id: ProId, entity_id: EntityId) -> None:
    """The company's people learn that the dealer ended it."""
    readers = await _readers(connection, _MEMBERS, pro_id, link=PRO_PAGE)
    facts = {"entity": await _name(connection, entity_id)}
    news = News(kind="connection_ended", facts=facts, at=clock.now(), subject_id=entity_id, entity_id=entity_id)
    await tell(connection, readers, news)


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
    professional_id = ProfessionalId(row["id"])
    managers = await _readers(
        connection, _MANAGERS, entity_id, Right.MANAGE_PROS.value, link=_record_page(professional_id)
    )
    news = News(
        kind="professional_left",
        facts={"company": row["name"], "entity": row["entity"]},
        at=clock.now(),
        subject_id=professional_id,
        entity_id=entity_id,
    )
    await tell(connection, managers, news)


async def _readers(connection: Connection, text: str, *arguments: str, link: str) -> list[Reader]:
    return [
        Reader(account_id=AccountId(row["id"]), email=row["email"], name=row["name"], locale=row["locale"], link=link)
        for row in await connection.fetch(text, *arguments)
    ]


async def _name(connection: Connection, entity_id: EntityId) -> str:
    entity = accounts_tables.Entity
    return str(await query.fetch_value(connection, entity.select(entity.name).where(entity.id == entity_id), str))


def _record_page(professional_id: ProfessionalId) -> str:
    return f"/clients/{professional_id}"
