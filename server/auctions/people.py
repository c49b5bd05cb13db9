"""Find whom to tell of an auction: the members of invited pros, and the seller's users (domain 2.6, 8.1)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from server.auctions.telling import Person
from server.kit.ids import AccountId, AuctionId, MemberId, ProId
from server.kit.postgres import Connection

# Whom news of the whole auction concerns: the invited who are connected, and those of them who acted (domain 2.3).
CONCERNED = """
SELECT invitation.pro_id::text FROM auction_invitation invitation JOIN auction ON auction.id = invitation.auction_id
WHERE auction.id = $1 AND (
    EXISTS (SELECT FROM connection WHERE connection.entity_id = auction.entity_id
        AND connection.pro_id = invitation.pro_id AND connection.ended_at IS NULL)
    OR EXISTS (SELECT FROM ledger WHERE ledger.auction_id = auction.id AND ledger.pro_id = invitation.pro_id::text))
"""


async def invited(connection: Connection, auction_id: AuctionId) -> list[Person]:
    """Every member of every invited pro but those whose connection ended before they did anything."""
    concerned = {ProId(row["pro_id"]) for row in await connection.fetch(CONCERNED, auction_id)}
    by_pro = await members_by_pro(connection, auction_id)
    return [person for pro_id, people in by_pro.items() if pro_id in concerned for person in people]


async def members_by_pro(connection: Connection, auction_id: AuctionId) -> Mapping[ProId, list[Person]]:
    """The members of each invited pro; none for a pro without."""
    rows = await connection.fetch(
        """
        SELECT invitation.pro_id::text, account.id::text AS account_id, account.email, account.name, account.locale
        FROM auction_invitation invitation JOIN pro_member member ON member.pro_id = invitation.pro_id
        JOIN account ON account.id = member.account_id
        WHERE invitation.auction_id = $1 AND account.disabled_at IS NULL ORDER BY account.id
        """,
        auction_id,
    )
    found: dict[ProId, list[Person]] = defaultdict(list)
    for row in rows:
        found[ProId(row["pro_id"])].append(_person(row, seller=False))
    return found


async def members(connection: Connection, member_ids: Collection[MemberId]) -> Mapping[MemberId, Person]:
    """These members, where they may still sign in."""
    rows = await connection.fetch(
        """
        SELECT member.id::text AS member_id, account.id::text AS account_id, account.email, account.name,
            account.locale
        FROM pro_member member JOIN account ON account.id = member.account_id
        WHERE member.id = ANY($1::uuid[]) AND account.disabled_at IS NULL
        """,
        list(member_ids),
    )
    return {MemberId(row["member_id"]): _person(row, seller=False) for row in rows}


async def sellers(connection: Connection, auction_id: AuctionId) -> Sequence[Person]:
    """The users of the entity who may run its auctions."""
    rows = await connection.fetch(
        """
        SELECT account.id::text AS account_id, account.email, account.name, account.locale
        FROM auction JOIN dealer_user_entity granted ON granted.entity_id = auction.entity_id
        JOIN dealer_user ON dealer_user.id = granted.user_id
        JOIN user_group ON user_group.id = dealer_user.user_group_id AND 'run_auctions' = ANY(user_group.rights)
        JOIN account ON account.id = dealer_user.account_id
        WHERE auction.id = $1 AND account.disabled_at IS NULL ORDER BY account.id
        """,
        auction_id,
    )
    return [_person(row, seller=True) for row in rows]


async def deciders(connection: Connection, auction_id: AuctionId) -> Sequence[Person]:
    """Who asked for the quotation, and the users of the entity who may validate anybody's trade-in (domain 1.2)."""
    rows = await connection.fetch(
        """
        SELECT account.id::text AS account_id, account.email, account.name, account.locale
        FROM auction JOIN dealer_user ON EXISTS (SELECT FROM dealer_user_entity granted
            WHERE granted.user_id = dealer_user.id AND granted.entity_id = auction.entity_id)
        JOIN user_group ON user_group.id = dealer_user.user_group_id
        JOIN account ON account.id = dealer_user.account_id
        WHERE auction.id = $1 AND account.disabled_at IS NULL
            AND (user_group.validation_right = 'all' OR dealer_user.id = auction.created_by)
        ORDER BY account.id
        """,
        auction_id,
    )
    return [_person(row, seller=True) for row in rows]


def _person(row: Mapping[str, str], *, seller: bool) -> Person:
    return Person(
        seller=seller,
        account_id=AccountId(row["account_id"]),
        email=row["email"],
        name=row["name"],
        locale=row["locale"],
    )
