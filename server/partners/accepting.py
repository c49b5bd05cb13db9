"""Take a professional's answer to an invitation (domain 2.2): it makes, or joins, the pro and its connections.

Whoever was sent the mail becomes the company's first member; a company that has an account already accepts through
somebody who manages it, so that no stranger joins it by a link. Only the company that was meant accepts: by its SIREN,
and where one of both has no SIRET by the address that was invited.
"""

from datetime import datetime

from msgspec import Struct

from server.accounts import founding
from server.accounts import tables as accounts_tables
from server.accounts.founding import Address, Company, Credentials
from server.accounts.inviting import account_of_address, refuse_known_address
from server.accounts.principal import ProMember
from server.accounts.tokens import TokenHash
from server.kit import clock, query
from server.kit.ids import AccountId, EntityId, InvitationId, ProfessionalId, ProId
from server.kit.postgres import Connection, Pool
from server.kit.rows import struct
from server.partners import tables
from server.partners.connecting import connect
from server.partners.notifying import accepted, connected
from server.partners.rules import same_company, siren_of
from server.protocol.refusals import Code, Refusal

_BY_LINK = """
    SELECT invitation.id, professional_id, invitation.email, name, siret, pro_id, expires_at, accepted_at, revoked_at
    FROM professional_invitation invitation JOIN professional ON professional.id = professional_id
    WHERE token_hash = $1
"""


class Invitation(Struct, frozen=True, kw_only=True):
    """What a link of a professional stands for."""

    id: InvitationId
    professional_id: ProfessionalId
    email: str
    name: str
    siret: str | None
    pro_id: ProId | None
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None


class Record(Address, frozen=True, kw_only=True):
    """What the dealer knows of the company."""

    name: str
    email: str
    siret: str | None
    vat_number: str | None
    ape_code: str | None
    legal_representative: str | None


async def find(connection: Connection | Pool, digest: TokenHash, *, lock: bool = False) -> Invitation | None:
    """The invitation behind a link, whatever became of it."""
    row = await connection.fetchrow(f"{_BY_LINK} {'FOR UPDATE' if lock else ''}", digest)
    return struct(row, Invitation) if row else None


async def entities_of(connection: Connection | Pool, invitation_id: InvitationId) -> list[EntityId]:
    """The entities a link connects with; those removed since are gone."""
    link = tables.ProfessionalInvitationEntity
    named = link.select(link.entity_id).where(link.invitation_id == invitation_id)
    return await query.fetch_values(connection, named, EntityId)


async def accept_as_member(connection: Connection, invitation: Invitation, member: ProMember) -> None:
    """Connect the company of somebody signed in.

    Raises:
        Refusal: `forbidden`, he doesn't manage it; `conflict`, the invitation is for another company or address.

    """
    if not member.manages:
        raise Refusal(Code.FORBIDDEN, needs="manager")
    pro = accounts_tables.Pro
    siret = await query.fetch_value(connection, pro.select(pro.siret).where(pro.id == member.pro_id), str)
    if not _is_for(invitation, member, siret):
        raise Refusal(Code.OTHER_COMPANY)
    accepted_by = f"{member.pro_name}, {member.name}"
    await _connect(connection, invitation, member.pro_id, accepted_by=accepted_by)


def _is_for(invitation: Invitation, member: ProMember, siret: str | None) -> bool:
    """Whether the link was meant for the company of this one."""
    if invitation.pro_id is not None:
        return invitation.pro_id == member.pro_id
    if siret and invitation.siret:
        return same_company(siret, invitation.siret)
    return invitation.email == member.email


async def accept_as_newcomer(connection: Connection, invitation: Invitation, credentials: Credentials) -> AccountId:
    """Make the company's account, with its first member, and connect it; the e-mail is the one invited.

    Raises:
        Refusal: `account_exists`, the e-mail has an account; `company_exists`, the company has.

    """
    await refuse_known(connection, invitation)
    professional = tables.Professional.select().where(tables.Professional.id == invitation.professional_id)
    known = await query.fetch_one(connection, professional, Record)
    assert known is not None, "an invitation without its record"
    company = Company(
        name=known.name,
        email=known.email,
        where=known,
        siret=known.siret,
        vat_number=known.vat_number,
        ape_code=known.ape_code,
        legal_representative=known.legal_representative,
    )
    pro_id = await founding.found_pro(connection, company)
    await founding.add_member(
        connection, pro_id, role="bidder", limit_cents=None, credentials=credentials, manages=True
    )
    await _connect(connection, invitation, pro_id, accepted_by=f"{credentials.name}, {credentials.email}")
    return await account_of_address(connection, credentials.email)


async def refuse_known(connection: Connection | Pool, invitation: Invitation) -> None:
    """One address is one account, one company (by its SIREN) is one pro: it would bid against itself.

    Two links of one company that are accepted at once wait for each other.

    Raises:
        Refusal: `account_exists`, `company_exists`.

    """
    await refuse_known_address(connection, invitation.email)
    known = invitation.pro_id is not None
    if not known and invitation.siret:
        siren = siren_of(invitation.siret)
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('siren ' || $1, 0))", siren)
        known = await connection.fetchval("SELECT EXISTS (SELECT FROM pro WHERE left(siret, 9) = $1)", siren)
    if known:
        raise Refusal(Code.COMPANY_EXISTS)


async def _connect(connection: Connection, invitation: Invitation, pro_id: ProId, *, accepted_by: str) -> None:
    """Spend the link, link the record, begin the connections, tell who invited."""
    await query.execute(
        connection,
        tables.ProfessionalInvitation.update({tables.ProfessionalInvitation.accepted_at: clock.now()}).where(
            tables.ProfessionalInvitation.id == invitation.id
        ),
    )
    await connection.execute(
        "UPDATE professional mine SET pro_id = $2, version = version + 1 WHERE id = $1 AND pro_id IS NULL"
        " AND NOT EXISTS (SELECT FROM professional other WHERE other.group_id = mine.group_id AND other.pro_id = $2)",
        invitation.professional_id,
        pro_id,
    )
    entity_ids = await entities_of(connection, invitation.id)
    for entity_id in entity_ids:
        await connect(connection, pro_id=pro_id, entity_id=entity_id)
    await connected(connection, pro_id, entity_ids)
    await accepted(
        connection,
        invitation.id,
        invitation.professional_id,
        {"company": invitation.name, "accepted_by": accepted_by},
    )
