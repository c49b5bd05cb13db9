"""Change a pro's machines: programs that act for it (domain 1.5).

A machine has no password: it bids by its API key, and hears of what happens at its webhook (auction houses that buy by
program). Its key, and the secret its messages are signed with, are shown when they are made and never again.
"""

from typing import Annotated

from msgspec import Meta, Struct

from server.accounts import founding, tables
from server.accounts.api_keys import tell_made
from server.accounts.auditing import record
from server.accounts.contacts import checked_email
from server.accounts.founding import Credentials
from server.accounts.inviting import Email
from server.accounts.membership import WebhookUrl, account_of, check_webhook, member
from server.accounts.organisation import Member
from server.accounts.passwords import LENGTH_MAX, NO_PASSWORD
from server.accounts.principal import ProMember, Role
from server.accounts.rights import SCOPE_BID, SCOPE_READ
from server.accounts.sessions import end_keys
from server.accounts.tokens import API_KEY_PREFIX, new_token, token_hash
from server.kit import clock, query
from server.kit.http import Amount, Name
from server.kit.ids import AccountId, MemberId, ProId, new_id
from server.kit.postgres import Connection, Pool
from server.kit.sealing import Seal
from server.notifications.channels import webhooks
from server.notifications.channels.webhooks import WebhookDelivery
from server.protocol.refusals import Code, Refusal


class NewMachine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program that acts for the pro."""

    name: Name
    email: Email
    role: Role = "bidder"
    limit_cents: Amount | None = None
    webhook_url: WebhookUrl | None = None
    password: Annotated[str, Meta(min_length=1, max_length=LENGTH_MAX, description="Of whoever adds it.")]


class Machine(Struct, frozen=True, kw_only=True):
    """A machine with what was made for it just now, which is seen here and never again; null: as it was."""

    member: Member
    key: str | None
    webhook_secret: str | None


async def add_machine(
    connection: Connection, seal: Seal, manager: ProMember, new: NewMachine, *, webhook_hosts: frozenset[str]
) -> Machine:
    """A machine with its first key and webhook secret; whether somebody has an account of its address isn't told.

    Raises:
        Refusal: `invalid`, the e-mail is none, or a webhook that must not be reached.

    """
    check_webhook(new.webhook_url, webhook_hosts)
    email = checked_email(new.email)
    credentials = Credentials(
        email=email, password_hash=NO_PASSWORD, name=new.name.strip(), locale=manager.locale, kind="machine"
    )
    member_id = await founding.add_member(
        connection,
        manager.pro_id,
        role=new.role,
        limit_cents=new.limit_cents,
        credentials=credentials,
        webhook_url=new.webhook_url,
    )
    added = await member(connection, manager.pro_id, member_id)
    await record(connection, manager, kind="member", subject_id=member_id, before=None, after=added)
    account_id = await account_of(connection, member_id)
    secret = await webhooks.renew_secret(connection, seal, account_id)
    await tell_made(connection, manager, added.name)
    return Machine(member=added, key=await _new_key(connection, added, account_id), webhook_secret=secret)


async def renew_machine_key(connection: Connection, manager: ProMember, member_id: MemberId) -> Machine:
    """A new key for a machine; the old ones are dead.

    Raises:
        Refusal: `not_found`, no machine of this pro.

    """
    found, account_id = await _machine(connection, manager.pro_id, member_id)
    await end_keys(connection, account_id)
    await tell_made(connection, manager, found.name)
    return Machine(member=found, key=await _new_key(connection, found, account_id), webhook_secret=None)


async def renew_webhook_secret(connection: Connection, seal: Seal, manager: ProMember, member_id: MemberId) -> Machine:
    """A new webhook secret for a machine; messages are signed with it from now on.

    Raises:
        Refusal: `not_found`, no machine of this pro.

    """
    found, account_id = await _machine(connection, manager.pro_id, member_id)
    secret = await webhooks.renew_secret(connection, seal, account_id)
    return Machine(member=found, key=None, webhook_secret=secret)


async def deliveries(pool: Pool, pro_id: ProId, member_id: MemberId) -> list[WebhookDelivery]:
    """The last messages to a machine's webhook.

    Raises:
        Refusal: `not_found`, no machine of this pro.

    """
    found = await member(pool, pro_id, member_id)
    if found.kind != "machine":
        raise Refusal(Code.NOT_FOUND)
    return await webhooks.deliveries(pool, await account_of(pool, member_id))


async def _machine(connection: Connection, pro_id: ProId, member_id: MemberId) -> tuple[Member, AccountId]:
    found = await member(connection, pro_id, member_id)
    if found.kind != "machine" or found.disabled:
        raise Refusal(Code.NOT_FOUND)
    return found, await account_of(connection, member_id)


async def _new_key(connection: Connection, machine: Member, account_id: AccountId) -> str:
    key = new_token(API_KEY_PREFIX)
    await query.insert(
        connection,
        tables.ApiKey(
            id=new_id(),
            account_id=account_id,
            name=machine.name,
            key_hash=token_hash(key),
            scopes=[SCOPE_READ, SCOPE_BID],
            created_at=clock.now(),
        ),
    )
    return key
