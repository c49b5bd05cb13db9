"""Change a pro's own people and address (domain 1.4); a pro always keeps a person who manages it."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace

from server.accounts import tables
from server.accounts.auditing import record
from server.accounts.changing import changed
from server.accounts.contacts import checked_email, checked_phone
from server.accounts.inviting import Email
from server.accounts.organisation import Member, OwnCompany
from server.accounts.organising import Phone, Postcode
from server.accounts.principal import ProMember, Role
from server.accounts.sessions import end_credentials
from server.kit import clock, query
from server.kit.http import Amount, Line, Name, Version
from server.kit.ids import AccountId, MemberId, ProId
from server.kit.postgres import Connection, Pool
from server.kit.rows import struct, structs
from server.notifications.rules import webhook_fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal

WEBHOOK_LENGTH_MAX = 500
LABEL = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"

# Local addresses may be plain http, for trying things out on one machine.
WebhookUrl = Annotated[
    str,
    Meta(
        max_length=WEBHOOK_LENGTH_MAX,
        pattern=rf"^(https://{LABEL}(\.{LABEL})+|http://(localhost|127\.0\.0\.1))(:[0-9]{{1,5}})?(/[!-~]*)?$",
    ),
]

_MEMBER = """
    SELECT pro_member.id, account.name, account.email, account.kind, role, manages, limit_cents, webhook_url,
        disabled_at IS NOT NULL AS disabled, pro_member.version
    FROM pro_member JOIN account ON account.id = account_id
    WHERE pro_id = $1
"""


class MemberChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change of a member; `disabled` shuts out, or lets in again."""

    version: Version
    name: Name | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    manages: bool | UnsetType = UNSET
    limit_cents: Amount | UnsetType | None = UNSET
    webhook_url: WebhookUrl | UnsetType | None = UNSET
    disabled: bool | UnsetType = UNSET


class CompanyChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a pro may change of itself; its numbers are checked by the dealers who invite it."""

    version: Version
    name: Name | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    address: Line | UnsetType = UNSET
    postcode: Postcode | UnsetType = UNSET
    city: Line | UnsetType = UNSET
    phone: Phone | UnsetType = UNSET
    legal_representative: Name | UnsetType | None = UNSET


async def members(pool: Pool, pro_id: ProId) -> list[Member]:
    """Everybody of a pro, by name."""
    return structs(await pool.fetch(f"{_MEMBER} ORDER BY account.name, pro_member.id", pro_id), Member)


async def member(connection: Connection | Pool, pro_id: ProId, member_id: MemberId) -> Member:
    """One of them.

    Raises:
        Refusal: `not_found`.

    """
    row = await connection.fetchrow(f"{_MEMBER} AND pro_member.id = $2", pro_id, member_id)
    if row is None:
        raise Refusal(Code.NOT_FOUND)
    return struct(row, Member)


async def change_member(
    connection: Connection,
    manager: ProMember,
    member_id: MemberId,
    change: MemberChange,
    *,
    webhook_hosts: frozenset[str],
) -> Member:
    """A member after the change; sessions and keys of one who is disabled end.

    Raises:
        Refusal: `not_found`; `conflict`, or `last_administrator`: nobody would be left who manages; `invalid`, a
            webhook that must not be reached.

    """
    check_webhook(None if change.webhook_url is UNSET else change.webhook_url, webhook_hosts)
    await _hold(connection, manager.pro_id)
    current = await member(connection, manager.pro_id, member_id)
    after = changed(current, change)
    if after.kind == "machine" and after.manages:
        raise Refusal(Code.MACHINES_MANAGE_NOBODY, field="/manages")
    account_id = await account_of(connection, member_id)
    table = tables.ProMember
    await query.execute(
        connection,
        table.update(
            {
                table.role: after.role,
                table.manages: after.manages,
                table.limit_cents: after.limit_cents,
                table.webhook_url: after.webhook_url,
                table.version: after.version,
            }
        ).where(table.id == member_id),
    )
    await connection.execute(
        "UPDATE account SET name = $2, disabled_at = CASE WHEN $3 THEN coalesce(disabled_at, $4) END WHERE id = $1",
        account_id,
        after.name,
        after.disabled,
        clock.now(),
    )
    if after.disabled:
        await end_credentials(connection, account_id, because="shut_out")
    await _keep_a_manager(connection, manager.pro_id)
    await record(connection, manager, kind="member", subject_id=member_id, before=current, after=after)
    return after


def check_webhook(url: str | None, hosts: frozenset[str]) -> None:
    """Refuse an address where no machine is told anything; `hosts` may be private.

    Raises:
        Refusal: `invalid` on `/webhook_url`.

    """
    fault = webhook_fault(url, hosts) if url else None
    if fault:
        raise Refusal(Code.INVALID, errors=[field_error("/webhook_url", fault)])


async def company(connection: Connection | Pool, pro_id: ProId) -> OwnCompany:
    """The pro itself."""
    found = await query.fetch_one(connection, tables.Pro.select().where(tables.Pro.id == pro_id), OwnCompany)
    if found is None:
        raise Refusal(Code.NOT_FOUND)
    return found


async def change_company(connection: Connection, manager: ProMember, change: CompanyChange) -> OwnCompany:
    """The pro after the change; dealers keep their own records of it."""
    await _hold(connection, manager.pro_id)
    current = await company(connection, manager.pro_id)
    email = UNSET if change.email is UNSET else checked_email(change.email)
    after = changed(current, replace(change, email=email, phone=checked_phone(change.phone)))
    table = tables.Pro
    await query.execute(
        connection,
        table.update(
            {
                table.name: after.name,
                table.email: after.email,
                table.address: after.address,
                table.postcode: after.postcode,
                table.city: after.city,
                table.phone: after.phone,
                table.legal_representative: after.legal_representative,
                table.version: after.version,
            }
        ).where(table.id == after.id),
    )
    await record(connection, manager, kind="company", subject_id=after.id, before=current, after=after)
    return after


async def account_of(connection: Connection | Pool, member_id: MemberId) -> AccountId:
    """The account behind a member."""
    table = tables.ProMember
    mine = table.select(table.account_id).where(table.id == member_id)
    return AccountId(str(await query.fetch_value(connection, mine, str)))


async def _hold(connection: Connection, pro_id: ProId) -> None:
    """Changes of one pro's people come one after the other."""
    table = tables.Pro
    await query.execute(connection, table.select(table.id).where(table.id == pro_id).lock_rows("NO KEY UPDATE"))


async def _keep_a_manager(connection: Connection, pro_id: ProId) -> None:
    left = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM pro_member JOIN account ON account.id = account_id"
        " WHERE pro_id = $1 AND manages AND disabled_at IS NULL)",
        pro_id,
    )
    if not left:
        raise Refusal(Code.LAST_ADMINISTRATOR)
