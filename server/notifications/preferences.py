"""Keep what each person wants to be told by which channel; without a word of theirs the product's own choice holds."""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated

from msgspec import Meta, Struct

from server.kit import query
from server.kit.ids import AccountId
from server.kit.postgres import Connection, Pool
from server.notifications import tables
from server.notifications.rules import Audience, Channel, Choice, channels_for, choice_fault, choices
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal


class Wish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether somebody wants to be told of a kind by a channel."""

    kind: Annotated[str, Meta(max_length=64)]
    channel: Channel
    wanted: bool


class SomebodysWish(Struct, frozen=True):
    """What one of several people chose of a kind."""

    account_id: AccountId
    channel: Channel
    wanted: bool


async def choices_of(pool: Pool | Connection, account_id: AccountId, audience: Audience) -> list[Choice]:
    """Everything this person can choose, as it is."""
    kept = tables.NotificationPreference
    wishes = await query.fetch_all(
        pool, kept.select(kept.kind, kept.channel, kept.wanted).where(kept.account_id == account_id), Wish
    )
    return choices(audience, {(wish.kind, wish.channel): wish.wanted for wish in wishes})


async def choose(
    connection: Connection, account_id: AccountId, audience: Audience, wishes: Sequence[Wish]
) -> list[Choice]:
    """Keep these wishes; others stay as they are.

    Raises:
        Refusal: `invalid`, all that can't be: an unknown kind, a required channel switched off.

    """
    faults = [
        field_error(f"/choices/{place}/wanted", fault)
        for place, wish in enumerate(wishes)
        if (fault := choice_fault(audience, wish.kind, wish.channel, wanted=wish.wanted))
    ]
    if faults:
        raise Refusal(Code.INVALID, errors=faults)
    last = {(wish.kind, wish.channel): wish.wanted for wish in wishes}
    await connection.execute(
        """
        INSERT INTO notification_preference (account_id, kind, channel, wanted)
        SELECT $1, * FROM unnest($2::text[], $3::text[], $4::boolean[])
        ON CONFLICT (account_id, kind, channel) DO UPDATE SET wanted = excluded.wanted
        """,
        account_id,
        [kind for kind, _ in last],
        [channel for _, channel in last],
        list(last.values()),
    )
    return await choices_of(connection, account_id, audience)


async def channels_of(
    connection: Connection, account_ids: Collection[AccountId], kind: str
) -> Mapping[AccountId, frozenset[Channel]]:
    """By which channels each of these people is told of the kind."""
    kept = tables.NotificationPreference
    theirs = kept.select(kept.account_id, kept.channel, kept.wanted).where(
        query.any_of(kept.account_id, account_ids), kept.kind == kind
    )
    chosen: dict[str, dict[Channel, bool]] = {}
    for wish in await query.fetch_all(connection, theirs, SomebodysWish):
        chosen.setdefault(wish.account_id, {})[wish.channel] = wish.wanted
    usual = channels_for(kind, {})
    return {
        account_id: channels_for(kind, chosen[account_id]) if account_id in chosen else usual
        for account_id in set(account_ids)
    }
