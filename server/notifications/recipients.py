"""Find who gets a message: users of an entity, members of a pro, the invited of an auction (domain 2.6, 8.1).

Accounts that were disabled get none.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Final

from server.kit.ids import AccountId, AuctionId, EntityId, InvitationId, MemberId, ProId
from server.kit.postgres import Connection
from server.kit.rows import structs
from server.notifications.message import Recipient

ACCOUNT: Final = "account.id::text AS account_id, account.email, account.name, account.locale"
PRO: Final = f"SELECT {ACCOUNT}, 'pro' AS audience"
DEALER: Final = f"SELECT {ACCOUNT}, 'dealer' AS audience"

MEMBERS_OF_PRO: Final = f"""
{PRO} FROM pro_member member JOIN account ON account.id = member.account_id
WHERE member.pro_id = $1 AND account.disabled_at IS NULL ORDER BY account.id
"""
MEMBERS: Final = f"""
{PRO}, member.id::text AS member_id FROM pro_member member JOIN account ON account.id = member.account_id
WHERE member.id = ANY($1::uuid[]) AND account.disabled_at IS NULL
"""
INVITED_MEMBERS: Final = f"""
{PRO}, invitation.pro_id::text
FROM auction_invitation invitation JOIN pro_member member ON member.pro_id = invitation.pro_id
JOIN account ON account.id = member.account_id
WHERE invitation.auction_id = $1 AND account.disabled_at IS NULL ORDER BY account.id
"""
# Pros that a message about the whole auction concerns: invited and connected, or invited and having acted (domain 2.3).
CONCERNED: Final = """
SELECT invitation.pro_id::text FROM auction_invitation invitation JOIN auction ON auction.id = invitation.auction_id
WHERE auction.id = $1 AND (
    EXISTS (SELECT FROM connection WHERE connection.entity_id = auction.entity_id
        AND connection.pro_id = invitation.pro_id AND connection.ended_at IS NULL)
    OR EXISTS (SELECT FROM ledger WHERE ledger.auction_id = auction.id AND ledger.pro_id = invitation.pro_id::text))
"""
USERS: Final = f"""
{DEALER} FROM dealer_user_entity granted JOIN dealer_user ON dealer_user.id = granted.user_id
JOIN user_group ON user_group.id = dealer_user.user_group_id JOIN account ON account.id = dealer_user.account_id
"""
USERS_WITH_RIGHT: Final = f"""
{USERS} WHERE granted.entity_id = $1 AND $2 = ANY(user_group.rights) AND account.disabled_at IS NULL ORDER BY account.id
"""
VALIDATORS: Final = f"""
{USERS} WHERE granted.entity_id = $1 AND user_group.validation_right = 'all' AND account.id <> $2
    AND account.disabled_at IS NULL ORDER BY account.id
"""
AUCTION_MANAGERS: Final = f"""
{USERS} JOIN auction ON auction.entity_id = granted.entity_id
WHERE auction.id = $1 AND 'run_auctions' = ANY(user_group.rights) AND account.disabled_at IS NULL ORDER BY account.id
"""
QUOTATION_DECIDERS: Final = f"""
{USERS} JOIN auction ON auction.entity_id = granted.entity_id
WHERE auction.id = $1 AND (user_group.validation_right = 'all' OR dealer_user.id = auction.created_by)
    AND account.disabled_at IS NULL ORDER BY account.id
"""
INVITER: Final = f"""
{DEALER} FROM professional_invitation JOIN account ON account.id = professional_invitation.created_by
WHERE professional_invitation.id = $1 AND account.disabled_at IS NULL
"""


async def users_with_right(connection: Connection, entity_id: EntityId, right: str) -> list[Recipient]:
    """The users of an entity whose group has the right (`Right` of accounts, by value)."""
    return structs(await connection.fetch(USERS_WITH_RIGHT, entity_id, right), Recipient)


async def validators(connection: Connection, entity_id: EntityId, *, but: AccountId) -> list[Recipient]:
    """The users of an entity who may validate anybody's estimate, without the one who asks (domain 4.3)."""
    return structs(await connection.fetch(VALIDATORS, entity_id, but), Recipient)


async def inviter(connection: Connection, invitation_id: InvitationId) -> list[Recipient]:
    """The user who invited a professional; none when that account is disabled."""
    return structs(await connection.fetch(INVITER, invitation_id), Recipient)


async def members_of_pro(connection: Connection, pro_id: ProId) -> list[Recipient]:
    """Every member of a pro."""
    return structs(await connection.fetch(MEMBERS_OF_PRO, pro_id), Recipient)


async def members(connection: Connection, member_ids: Collection[MemberId]) -> Mapping[MemberId, Recipient]:
    """These members."""
    rows = await connection.fetch(MEMBERS, list(member_ids))
    return dict(zip((MemberId(row["member_id"]) for row in rows), structs(rows, Recipient), strict=True))


async def invited_members(connection: Connection, auction_id: AuctionId) -> Mapping[ProId, list[Recipient]]:
    """The members of each pro that was invited to an auction; none for a pro without."""
    rows = await connection.fetch(INVITED_MEMBERS, auction_id)
    found: dict[ProId, list[Recipient]] = defaultdict(list)
    for row, recipient in zip(rows, structs(rows, Recipient), strict=True):
        found[ProId(row["pro_id"])].append(recipient)
    return found


async def concerned_members(connection: Connection, auction_id: AuctionId) -> list[Recipient]:
    """Every member of every invited pro but those whose connection ended before they did anything."""
    concerned = {ProId(row["pro_id"]) for row in await connection.fetch(CONCERNED, auction_id)}
    by_pro = await invited_members(connection, auction_id)
    return [recipient for pro_id, found in by_pro.items() if pro_id in concerned for recipient in found]


async def auction_managers(connection: Connection, auction_id: AuctionId) -> list[Recipient]:
    """The users of the auction's entity who may run auctions."""
    return structs(await connection.fetch(AUCTION_MANAGERS, auction_id), Recipient)


async def quotation_deciders(connection: Connection, auction_id: AuctionId) -> list[Recipient]:
    """The user who asked for the quotation, and those of the entity who may validate any estimate (domain 1.2)."""
    return structs(await connection.fetch(QUOTATION_DECIDERS, auction_id), Recipient)
