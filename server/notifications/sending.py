"""Tell people something, each by the ways they chose: a notification, its live event, a mail, a push (domain 8.1, 8.2).

Machines are told everything at their webhook, whatever the kind: a program sorts by itself (domain 1.5).

Everything is written in the transaction of the fact, is due at the same instant for everybody, and leaves in a random
order of people (domain 2.6).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct

from server.kit import clock
from server.kit.ids import AccountId, EntityId, GroupId, new_id
from server.kit.postgres import Connection
from server.notifications.channels.mail import MailBody
from server.notifications.channels.subscriptions import browsers_of
from server.notifications.channels.webhooks import webhook_accounts
from server.notifications.outbox.posting import OutboxChannel, OutboxMessage, Unworded, post
from server.notifications.preferences import channels_of
from server.notifications.rules import CHANNELS, Channel
from server.notifications.wording.facts import Fact
from server.notifications.wording.phrase import phrase
from server.protocol.events import Notice, Notification

WITHOUT_MAIL: Final[tuple[Channel, ...]] = ("in_app", "push")
"""Without a mail."""


class Reader(Struct, frozen=True, kw_only=True):
    """Somebody to tell, in the language they chose, and the page where they read on."""

    account_id: AccountId
    email: str
    name: str
    locale: str
    link: str


class News(Struct, frozen=True, kw_only=True):
    """What happened: `facts` fill the words of the kind, `entity` among them is the dealer in whose name we write.

    `subject_id` is what it is about, `entity_id`, or `group_id` where no entity speaks, whose managers see
    messages that can't be delivered.
    """

    kind: str
    facts: Mapping[str, Fact]
    at: datetime
    subject_id: str | None = None
    entity_id: EntityId | None = None
    group_id: GroupId | None = None


async def tell(
    connection: Connection, readers: Sequence[Reader], news: News, *, by: Collection[Channel] = CHANNELS
) -> None:
    """Write it down for all of them at once, by these ways at most. Inside a transaction.

    Machines hear of it when notifications are written: a mail that follows later is for people.
    """
    if not readers:
        return
    chosen = await channels_of(connection, [reader.account_id for reader in readers], news.kind)
    browsers = await browsers_of(connection, [reader.account_id for reader in readers])
    machines = await webhook_accounts(connection, [reader.account_id for reader in readers]) if "in_app" in by else ()
    notices = [(reader, _notice(reader, news)) for reader in readers]
    told = [(reader, notice) for reader, notice in notices if "in_app" in by and "in_app" in chosen[reader.account_id]]
    await _keep(connection, told, news)
    messages = [_message(news, "live", f"me:{reader.account_id}", _live(notice, news)) for reader, notice in told]
    messages += [
        _message(news, "mail", reader.email, _mail(reader, news))
        for reader in readers
        if "mail" in by and "mail" in chosen[reader.account_id]
    ]
    messages += [
        _message(news, "push", browser, _unworded(reader, notice, news))
        for reader, notice in notices
        if "push" in by and "push" in chosen[reader.account_id]
        for browser in browsers.get(reader.account_id, ())
    ]
    messages += [
        _message(news, "webhook", reader.account_id, _unworded(reader, notice, news))
        for reader, notice in notices
        if reader.account_id in machines
    ]
    await post(connection, messages)


async def _keep(connection: Connection, told: Sequence[tuple[Reader, Notice]], news: News) -> None:
    await connection.execute(
        """
        INSERT INTO notification (id, account_id, kind, facts, link, subject_id, created_at)
        SELECT id, account_id, $4, $5::jsonb, link, $6, $7
        FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS told (id, account_id, link)
        """,
        [notice.id for _, notice in told],
        [reader.account_id for reader, _ in told],
        [notice.link for _, notice in told],
        news.kind,
        msgspec.json.encode(news.facts).decode(),
        news.subject_id,
        news.at,
    )


def _notice(reader: Reader, news: News) -> Notice:
    title, body = phrase(news.kind, reader.locale, news.facts)
    return Notice(
        id=new_id(),
        kind=news.kind,
        title=title,
        body=body,
        link=reader.link,
        subject_id=news.subject_id,
        created_at_ms=clock.to_ms(news.at),
        read=False,
    )


def _live(notice: Notice, news: News) -> Notification:
    return Notification(room="me", epoch=0, seq=0, at_ms=clock.to_ms(news.at), notification=notice)


def _mail(reader: Reader, news: News) -> MailBody:
    return MailBody(name=reader.name, locale=reader.locale, facts=news.facts, link=reader.link)


def _unworded(reader: Reader, notice: Notice, news: News) -> Unworded:
    return Unworded(
        notification_id=notice.id,
        locale=reader.locale,
        facts=news.facts,
        link=reader.link,
        subject_id=news.subject_id,
    )


def _message(news: News, channel: OutboxChannel, recipient: str, body: object) -> OutboxMessage:
    return OutboxMessage(
        channel=channel,
        recipient=recipient,
        kind=news.kind,
        body=body,
        subject_id=news.subject_id,
        entity_id=news.entity_id,
        group_id=news.group_id,
    )
