"""Invite a professional for one or several entities in one action (domain 2.2).

The link works once, for 14 days, until revoked; only its SHA-256 is kept. Inviting again replaces the open link by one
for all entities asked for so far.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from server.accounts.auditing import record
from server.accounts.flooding import refuse_flood
from server.accounts.inviting import LINK_LIFE, LinkState, state_of
from server.accounts.principal import DealerUser
from server.accounts.staffing import EntityIds
from server.accounts.tokens import INVITATION_PREFIX, invitation_link, new_token, token_hash
from server.kit import clock, query
from server.kit.ids import EntityId, InvitationId, ProfessionalId, ProId, new_id
from server.kit.postgres import Connection, Pool
from server.kit.rows import struct, structs
from server.notifications.outbox.posting import OutboxMessage, post
from server.partners import tables
from server.partners.professional import Professional
from server.partners.queries import professional
from server.partners.records import hold
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal

INVITATIONS_LISTED_MAX = 100


class NewInvitation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which of your entities the professional is to be connected with."""

    entity_ids: Annotated[EntityIds, Meta(min_length=1)]


class SentInvitation(Struct, frozen=True, kw_only=True):
    """A link that was mailed, and what became of it."""

    id: InvitationId
    email: str
    entity_ids: list[EntityId]
    state: LinkState
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None


class Partner(Struct, frozen=True, kw_only=True):
    """A dealer as the invitation names it."""

    entity: str
    group: str
    places: list[str]


async def invite(
    connection: Connection,
    user: DealerUser,
    id: ProfessionalId | ProId,
    entity_ids: Sequence[EntityId],
    *,
    hourly_max: int,
) -> SentInvitation:
    """Mail the professional a link for these entities and those it was asked for before.

    Raises:
        Refusal: `not_found`; `conflict`, it is connected with all of them; `rate_limited`, too many in an hour;
            `invalid`, an entity isn't the user's.

    """
    await hold(connection, user, id)
    asked = await professional(connection, id, group_id=user.group_id, entity_ids=user.entity_ids)
    _refuse_strange(user, entity_ids)
    before = await _revoke_open(connection, asked.id)
    connected = {link.entity_id for link in asked.connections}
    wanted = sorted(({EntityId(entity_id.lower()) for entity_id in entity_ids} | set(before)) - connected)
    if not wanted:
        raise Refusal(Code.ALREADY_CONNECTED)
    await refuse_flood(connection, user.group_id, None, hourly_max=hourly_max)
    token = new_token(INVITATION_PREFIX)
    sent = await _write(connection, user, asked, wanted, token)
    dealers = await partners(connection, wanted)
    facts = {
        "name": asked.legal_representative or asked.name,
        "company": asked.name,
        "entities": [dealer.entity for dealer in dealers],
        "group": dealers[0].group,
        "invited_by": user.name,
        "dealers": dealers,
        "link": invitation_link(token),
        "expires_at": sent.expires_at,
        "locale": "fr",
    }
    message = OutboxMessage(channel="mail", recipient=asked.email, kind="invitation", body=facts, entity_id=wanted[0])
    await post(connection, [message])
    await record(connection, user, kind="invitation", subject_id=sent.id, before=None, after=sent)
    return sent


async def sent_invitations(connection: Connection | Pool, asked: Professional) -> list[SentInvitation]:
    """Every link mailed to a professional, newest first, with what became of it."""
    rows = await connection.fetch(
        "SELECT id, email, created_at, expires_at, accepted_at, revoked_at,"
        " ARRAY(SELECT entity_id FROM professional_invitation_entity WHERE invitation_id = id) AS entity_ids"
        " FROM professional_invitation WHERE professional_id = $1 ORDER BY id DESC LIMIT $2",
        asked.id,
        INVITATIONS_LISTED_MAX,
    )
    return [
        struct(
            {
                **row,
                "state": state_of(
                    accepted_at=row["accepted_at"], revoked_at=row["revoked_at"], expires_at=row["expires_at"]
                ),
            },
            SentInvitation,
        )
        for row in rows
    ]


async def revoke(connection: Connection, user: DealerUser, asked: Professional, invitation_id: InvitationId) -> bool:
    """End a link at once; False if there is no such open one."""
    link = tables.ProfessionalInvitation
    revoked = link.update({link.revoked_at: clock.now()}).where(
        link.professional_id == asked.id,
        link.id == invitation_id,
        link.accepted_at.is_null(),
        link.revoked_at.is_null(),
    )
    ended = await query.fetch_value(connection, revoked.returning(link.email), str)
    if ended is None:
        return False
    before: dict[str, object] = {"email": ended}
    await record(connection, user, kind="invitation", subject_id=invitation_id, before=before, after=None)
    return True


async def partners(connection: Connection | Pool, entity_ids: Sequence[EntityId]) -> list[Partner]:
    """The dealers of an invitation, with where they are."""
    rows = await connection.fetch(
        """
        SELECT entity.name AS entity, dealer_group.name AS "group",
            ARRAY(SELECT concat_ws(', ', point.name, nullif(point.address, ''),
                        nullif(concat_ws(' ', point.postcode, point.city), ''))
                  FROM point_of_sale point WHERE point.entity_id = entity.id ORDER BY point.name) AS places
        FROM entity JOIN dealer_group ON dealer_group.id = group_id
        WHERE entity.id = ANY($1::uuid[]) ORDER BY entity.name, entity.id
        """,
        list(entity_ids),
    )
    return structs(rows, Partner)


async def _write(
    connection: Connection, user: DealerUser, asked: Professional, entity_ids: Sequence[EntityId], token: str
) -> SentInvitation:
    now = clock.now()
    invitation_id = InvitationId(new_id())
    await query.insert(
        connection,
        tables.ProfessionalInvitation(
            id=invitation_id,
            professional_id=asked.id,
            token_hash=token_hash(token),
            email=asked.email,
            created_by=user.account_id,
            created_at=now,
            expires_at=now + LINK_LIFE,
        ),
    )
    await connection.execute(
        "INSERT INTO professional_invitation_entity (invitation_id, entity_id) SELECT $1, unnest($2::uuid[])",
        invitation_id,
        list(entity_ids),
    )
    return SentInvitation(
        id=invitation_id,
        email=asked.email,
        entity_ids=list(entity_ids),
        state="open",
        created_at=now,
        expires_at=now + LINK_LIFE,
        accepted_at=None,
    )


async def _revoke_open(connection: Connection, professional_id: ProfessionalId) -> list[EntityId]:
    """End the open links of a record; the entities those were for."""
    rows = await connection.fetch(
        """
        WITH ended AS (
            UPDATE professional_invitation SET revoked_at = $2
            WHERE professional_id = $1 AND accepted_at IS NULL AND revoked_at IS NULL RETURNING id, expires_at
        )
        SELECT entity_id::text FROM ended JOIN professional_invitation_entity ON invitation_id = ended.id
        WHERE expires_at > $2
        """,
        professional_id,
        clock.now(),
    )
    return [EntityId(row["entity_id"]) for row in rows]


def _refuse_strange(user: DealerUser, entity_ids: Sequence[EntityId]) -> None:
    errors = [
        field_error(f"/entity_ids/{index}", Fault.UNKNOWN)
        for index, entity_id in enumerate(entity_ids)
        if entity_id.lower() not in user.entity_ids
    ]
    if errors:
        raise Refusal(Code.INVALID, errors=errors)
