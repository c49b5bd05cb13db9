"""Post messages to the outbox, in the transaction of the fact itself (domain 8.2).

Nothing leaves from here: `delivering` and `channel_worker` send once the transaction is committed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import SystemRandom
from typing import Literal

import msgspec
from msgspec import Struct

from server.kit.ids import EntityId, GroupId, OutboxId, new_id
from server.kit.postgres import Connection
from server.notifications.wording.facts import Fact

CHANCE = SystemRandom()
OutboxChannel = Literal["live", "mail", "push", "webhook"]

INSERT = """
INSERT INTO outbox (id, channel, recipient, kind, body, created_at, due_at, attempts, subject_id, entity_id,
    group_id)
SELECT id, channel, recipient, kind, body::jsonb, now(), coalesce(due_at, now()), 0, subject_id, entity_id,
    group_id
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::uuid[],
    $8::uuid[], $9::uuid[]) AS message (id, channel, recipient, kind, body, due_at, subject_id, entity_id, group_id)
"""


class Content(Struct, frozen=True, kw_only=True):
    """What the body of a mail, push or webhook message holds; its words are made when it leaves.

    `name`, `locale` are the recipient's, `link` is a page of ours, `/ventes/...`.
    """

    name: str = ""
    locale: str = "fr"
    facts: Mapping[str, Fact] = {}
    link: str = "/"
    notification_id: str = ""


class OutboxMessage(Struct, frozen=True, kw_only=True):
    """What to send whom; `body` is anything that JSON can say, `due_at` a time before which it must not leave.

    `subject_id` is what it is about, where somebody will ask when it was sent; `entity_id` is whose managers see it
    when it can't be delivered, or `group_id`, where a whole dealer group writes. On the channel `live` the recipient is
    a room, and the body one event of the protocol with its `type`; on `push` it is a subscription, on `webhook` the
    account of a program, and the body a `Content`. A mail has one, too, or what `mail.read_body` takes for one.
    """

    channel: OutboxChannel
    recipient: str
    kind: str
    body: object
    due_at: datetime | None = None
    subject_id: str | None = None
    entity_id: EntityId | None = None
    group_id: GroupId | None = None


class QueuedMessage(Struct, frozen=True, kw_only=True):
    """A message as it waits to be sent; `body` is its JSON. A worker has claimed it until `held_until`."""

    id: OutboxId
    channel: OutboxChannel
    recipient: str
    kind: str
    body: str
    attempts: int
    created_at: datetime
    due_at: datetime
    subject_id: str | None = None
    held_until: datetime | None = None
    # What a database that lost its last moments may still say.
    held_before: datetime | None = None


async def post(connection: Connection, messages: Sequence[OutboxMessage]) -> None:
    """Put messages into the outbox; call it inside the transaction of their fact.

    Messages of one call are due at the same instant and leave in a random order of their recipients, so that nobody is
    always first (domain 2.6); those to one recipient leave in the order given.
    """
    assert connection.is_in_transaction(), "a message without the transaction of its fact"
    if not messages:
        return
    messages = shuffled(messages)
    ids = [OutboxId(new_id()) for _ in messages]  # these sort as they are made, and messages leave in their order
    await connection.execute(
        INSERT,
        ids,
        [message.channel for message in messages],
        [message.recipient for message in messages],
        [message.kind for message in messages],
        [msgspec.json.encode(message.body).decode() for message in messages],
        [message.due_at for message in messages],
        [message.subject_id for message in messages],
        [message.entity_id for message in messages],
        [message.group_id for message in messages],
    )


def shuffled(messages: Sequence[OutboxMessage]) -> list[OutboxMessage]:
    """The same messages, their recipients in a random order nobody can foresee."""
    by_recipient: dict[tuple[str, str], list[OutboxMessage]] = {}
    for message in messages:
        by_recipient.setdefault((message.channel, message.recipient), []).append(message)
    groups = list(by_recipient.values())
    CHANCE.shuffle(groups)
    return [message for group in groups for message in group]
