"""A pro's own people, machines and address over HTTP: who manages the company's account decides (domain 1.4)."""

from uuid import UUID

from litestar import Router, delete, get, patch, post
from litestar.params import FromPath, JSONBody

from server.accounts import inviting, machines, membership
from server.accounts.guards import manager_only, pro_only
from server.accounts.inviting import Invited, MemberInvitation
from server.accounts.limits import LimitsChanged
from server.accounts.machines import Machine, NewMachine
from server.accounts.membership import CompanyChange, MemberChange
from server.accounts.organisation import Member, OwnCompany
from server.accounts.passwords import Passwords
from server.accounts.principal import ProMember
from server.accounts.principals import Identity
from server.accounts.resetting import PasswordAgain, demand_password
from server.kit.http import Injected, text_id
from server.kit.ids import InvitationId, MemberId
from server.kit.postgres import transaction
from server.notifications.channels.webhooks import WebhookDelivery
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.rest.listing import Page


@get("/my/company", guards=[pro_only])
async def read_my_company(member: Injected[ProMember], resources: Injected[Resources]) -> OwnCompany:
    """Your company as it shows itself to dealers."""
    return await membership.company(resources.postgres, member.pro_id)


@patch("/my/company", guards=[manager_only])
async def change_my_company(
    data: JSONBody[CompanyChange], member: Injected[ProMember], resources: Injected[Resources]
) -> OwnCompany:
    """Change how your company is reached; dealers keep their own records."""
    async with transaction(resources.postgres) as connection:
        return await membership.change_company(connection, member, data)


@get("/my/members", guards=[pro_only])
async def list_my_members(member: Injected[ProMember], resources: Injected[Resources]) -> Page[Member]:
    """The people and machines of your company, by name."""
    items = await membership.members(resources.postgres, member.pro_id)
    return Page(items=items, next_cursor=None, total=len(items))


@patch("/my/members/{member_id:uuid}", guards=[manager_only])
async def change_my_member(
    member_id: FromPath[UUID],
    data: JSONBody[MemberChange],
    member: Injected[ProMember],
    resources: Injected[Resources],
    limits_changed: Injected[LimitsChanged],
) -> Member:
    """Change a member's role, limit, or whether it manages; or shut it out. It holds within 5 s, on sockets too.

    A limit holds at once, in auctions already open as well; bids made before stand.

    409 `last_administrator` when nobody would be left who manages.
    """
    async with transaction(resources.postgres) as connection:
        after = await membership.change_member(
            connection,
            member,
            MemberId(text_id(member_id)),
            data,
            webhook_hosts=resources.settings.webhook_hosts,
        )
    await limits_changed(member.pro_id)
    return after


@get("/my/invitations", guards=[manager_only])
async def list_member_invitations(member: Injected[ProMember], resources: Injected[Resources]) -> Page[Invited]:
    """Who was invited into your company and hasn't come yet, newest first."""
    items = await inviting.open_invitations(resources.postgres, member)
    return Page(items=items, next_cursor=None, total=len(items))


@post("/my/invitations", guards=[manager_only])
async def invite_member(
    data: JSONBody[MemberInvitation], member: Injected[ProMember], resources: Injected[Resources]
) -> Invited:
    """Mail a colleague a link; it works once, for 14 days."""
    async with transaction(resources.postgres) as connection:
        return await inviting.invite_member(
            connection, member, data, hourly_max=resources.settings.invitations_per_hour
        )


@delete("/my/invitations/{invitation_id:uuid}", guards=[manager_only])
async def revoke_member_invitation(
    invitation_id: FromPath[UUID], member: Injected[ProMember], resources: Injected[Resources]
) -> None:
    """End a link that hasn't been used."""
    async with transaction(resources.postgres) as connection:
        if not await inviting.revoke(connection, member, InvitationId(text_id(invitation_id))):
            raise Refusal(Code.NOT_FOUND)


@post("/my/machines", guards=[manager_only])
async def add_machine(
    *,
    data: JSONBody[NewMachine],
    member: Injected[ProMember],
    identity: Injected[Identity],
    resources: Injected[Resources],
    limits_changed: Injected[LimitsChanged],
    passwords: Injected[Passwords],
) -> Machine:
    """Add a program that bids by API key and hears by webhook; its key and webhook secret are shown this once."""
    proof = await demand_password(resources.postgres, passwords, identity, data.password)
    async with transaction(resources.postgres) as connection:
        await proof.hold(connection)
        added = await machines.add_machine(
            connection, resources.settings.seal, member, data, webhook_hosts=resources.settings.webhook_hosts
        )
    await limits_changed(member.pro_id)
    return added


@post("/my/machines/{member_id:uuid}/keys", guards=[manager_only])
async def renew_machine_key(
    *,
    member_id: FromPath[UUID],
    data: JSONBody[PasswordAgain],
    member: Injected[ProMember],
    identity: Injected[Identity],
    resources: Injected[Resources],
    passwords: Injected[Passwords],
) -> Machine:
    """A new key for a machine, by your password; the old ones are dead at once."""
    proof = await demand_password(resources.postgres, passwords, identity, data.password)
    async with transaction(resources.postgres) as connection:
        await proof.hold(connection)
        return await machines.renew_machine_key(connection, member, MemberId(text_id(member_id)))


@post("/my/machines/{member_id:uuid}/webhook-secrets", guards=[manager_only])
async def renew_webhook_secret(
    *,
    member_id: FromPath[UUID],
    data: JSONBody[PasswordAgain],
    member: Injected[ProMember],
    identity: Injected[Identity],
    resources: Injected[Resources],
    passwords: Injected[Passwords],
) -> Machine:
    """A new webhook secret for a machine, by your password; what it is told is signed by it (Standard Webhooks)."""
    proof = await demand_password(resources.postgres, passwords, identity, data.password)
    async with transaction(resources.postgres) as connection:
        await proof.hold(connection)
        return await machines.renew_webhook_secret(
            connection, resources.settings.seal, member, MemberId(text_id(member_id))
        )


@get("/my/machines/{member_id:uuid}/deliveries", guards=[manager_only])
async def list_webhook_deliveries(
    member_id: FromPath[UUID], member: Injected[ProMember], resources: Injected[Resources]
) -> Page[WebhookDelivery]:
    """What a machine was told at its webhook, the last fifty, newest first, and what became of it."""
    items = await machines.deliveries(resources.postgres, member.pro_id, MemberId(text_id(member_id)))
    return Page(items=items, next_cursor=None, total=len(items))


router = Router(
    "/api",
    route_handlers=[
        read_my_company,
        change_my_company,
        list_my_members,
        change_my_member,
        list_member_invitations,
        invite_member,
        revoke_member_invitation,
        add_machine,
        renew_machine_key,
        renew_webhook_secret,
        list_webhook_deliveries,
    ],
    tags=["accounts"],
)
