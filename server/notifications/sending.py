"""Send a message: a notification, its live event, a mail, a push, each where its recipient wants it (domain 8.1, 8.2).

Programs get everything at their webhook, whatever the kind: a program sorts by itself (domain 1.5).

Everything is written in the transaction of the fact, is due at the same instant for everybody, and leaves in a random
order of recipients (domain 2.6).
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from server.kit import clock
from server.kit.ids import AccountId, new_id
from server.kit.postgres import Connection
from server.notifications.channels.subscriptions import browsers_of
from server.notifications.channels.webhooks import webhook_accounts
from server.notifications.message import Message, Recipient
from server.notifications.outbox.posting import Content, OutboxChannel, OutboxMessage, post
from server.notifications.preferences import channels_of
from server.notifications.rules import Channel
from server.notifications.wording.phrase import phrase
from server.protocol.events import Notice, Notification
from server.protocol.rooms import me_room


class Wanted(Struct, frozen=True, kw_only=True):
    """By what each recipient gets a message: channels it wants, its browsers, and which of them are programs."""

    channels: Mapping[AccountId, frozenset[Channel]]
    browsers: Mapping[AccountId, Sequence[str]]
    programs: frozenset[AccountId]


async def send(connection: Connection, message: Message) -> None:
    """Write it down for all recipients at once. Inside a transaction.

    Programs get it when notifications are written: a mail that follows later is for people.
    """
    if not message.recipients:
        return
    wanted = await _wanted(connection, message)
    notices = [(recipient, _notice(message, recipient)) for recipient in message.recipients]
    shown = [(recipient, notice) for recipient, notice in notices if "in_app" in wanted.channels[recipient.account_id]]
    await _keep(connection, message, shown)
    entries = [
        OutboxMessage(
            channel=channel,
            recipient=address,
            kind=message.kind,
            body=body,
            subject_id=message.subject_id,
            entity_id=message.entity_id,
            group_id=message.group_id,
        )
        for recipient, notice in notices
        for channel, address, body in _copies(message, recipient, notice, wanted)
    ]
    await post(connection, entries)


async def _wanted(connection: Connection, message: Message) -> Wanted:
    account_ids = [recipient.account_id for recipient in message.recipients]
    chosen = await channels_of(connection, account_ids, message.kind)
    to_programs = "in_app" in message.channels
    return Wanted(
        channels={account_id: chosen[account_id] & frozenset(message.channels) for account_id in account_ids},
        browsers=await browsers_of(connection, account_ids),
        programs=await webhook_accounts(connection, account_ids) if to_programs else frozenset(),
    )


def _copies(
    message: Message, recipient: Recipient, notice: Notice, wanted: Wanted
) -> Iterator[tuple[OutboxChannel, str, object]]:
    """What one recipient gets: channel, address, body."""
    account_id = recipient.account_id
    channels = wanted.channels[account_id]
    content = Content(
        name=recipient.name, locale=recipient.locale, facts=message.facts, link=notice.link, notification_id=notice.id
    )
    if "in_app" in channels:
        at_ms = clock.to_ms(message.at)
        yield "live", me_room(account_id), Notification(room="me", epoch=0, seq=0, at_ms=at_ms, notification=notice)
    if "mail" in channels:
        yield "mail", recipient.email, content
    if "push" in channels:
        for browser in wanted.browsers.get(account_id, ()):
            yield "push", browser, content
    if account_id in wanted.programs:
        yield "webhook", account_id, content


async def _keep(connection: Connection, message: Message, notices: Sequence[tuple[Recipient, Notice]]) -> None:
    await connection.execute(
        """
        INSERT INTO notification (id, account_id, kind, facts, link, subject_id, created_at)
        SELECT id, account_id, $4, $5::jsonb, link, $6, $7
        FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS notice (id, account_id, link)
        """,
        [notice.id for _, notice in notices],
        [recipient.account_id for recipient, _ in notices],
        [notice.link for _, notice in notices],
        message.kind,
        msgspec.json.encode(message.facts).decode(),
        message.subject_id,
        message.at,
    )


def _notice(message: Message, recipient: Recipient) -> Notice:
    title, body = phrase(message.kind, recipient.locale, message.facts)
    return Notice(
        id=new_id(),
        kind=message.kind,
        title=title,
        body=body,
        link=message.links[recipient.audience],
        subject_id=message.subject_id,
        created_at_ms=clock.to_ms(message.at),
        read=False,
    )
