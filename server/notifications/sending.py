"""Send a message: a notification, its live event, a mail, a push, each where its recipient wants it (domain 8.1, 8.2).

Programs get everything at their webhook, whatever the kind: a program sorts by itself (domain 1.5).

Everything is written in the transaction of the fact, is due at the same instant for everybody, and leaves in a random
order of recipients (domain 2.6).
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import msgspec

from server.kit import clock
from server.kit.ids import AccountId, new_id
from server.kit.postgres import Connection
from server.notifications.channels.subscriptions import browsers_of
from server.notifications.channels.webhooks import webhook_accounts
from server.notifications.message import Message, Recipient
from server.notifications.outbox.posting import Content, OutboxChannel, OutboxMessage, post
from server.notifications.preferences import channels_of
from server.notifications.wording.phrase import phrase
from server.protocol.events import Notice, Notification
from server.protocol.rooms import me_room

Address: TypeAlias = tuple[OutboxChannel, str]


async def send(connection: Connection, message: Message) -> None:
    """Write it down for all recipients at once. Inside a transaction.

    Programs get it when notifications are written: a mail that follows later is for people.
    """
    if not message.recipients:
        return
    addresses = await _addresses(connection, message)
    notices = [(recipient, _notice(message, recipient)) for recipient in message.recipients]
    await _keep(connection, message, [(to, notice) for to, notice in notices if _is_shown(addresses[to.account_id])])
    entries = [
        OutboxMessage(
            channel=channel,
            recipient=address,
            kind=message.kind,
            body=_live(message, notice) if channel == "live" else _content(message, recipient, notice),
            subject_id=message.subject_id,
            entity_id=message.entity_id,
            group_id=message.group_id,
        )
        for recipient, notice in notices
        for channel, address in addresses[recipient.account_id]
    ]
    await post(connection, entries)


async def _addresses(connection: Connection, message: Message) -> Mapping[AccountId, Sequence[Address]]:
    """Where each recipient gets it: its room, its mailbox, its browsers, the webhook of a program."""
    account_ids = [recipient.account_id for recipient in message.recipients]
    chosen = await channels_of(connection, account_ids, message.kind)
    browsers = await browsers_of(connection, account_ids)
    programs = await webhook_accounts(connection, account_ids) if "in_app" in message.channels else ()
    addresses: dict[AccountId, list[Address]] = {}
    for recipient in message.recipients:
        account_id = recipient.account_id
        channels = chosen[account_id] & frozenset(message.channels)
        found: list[Address] = []
        addresses[account_id] = found
        if "in_app" in channels:
            found.append(("live", me_room(account_id)))
        if "mail" in channels:
            found.append(("mail", recipient.email))
        if "push" in channels:
            found.extend(("push", browser) for browser in browsers.get(account_id, ()))
        if account_id in programs:
            found.append(("webhook", account_id))
    return addresses


def _is_shown(addresses: Sequence[Address]) -> bool:
    return any(channel == "live" for channel, _ in addresses)


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


def _live(message: Message, notice: Notice) -> Notification:
    return Notification(room="me", epoch=0, seq=0, at_ms=clock.to_ms(message.at), notification=notice)


def _content(message: Message, recipient: Recipient, notice: Notice) -> Content:
    return Content(
        name=recipient.name, locale=recipient.locale, facts=message.facts, link=notice.link, notification_id=notice.id
    )
