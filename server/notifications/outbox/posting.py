"""Write down what somebody is to be told, in the transaction of the fact itself (domain 8.2).

Nothing leaves from here: `delivering` does that once the transaction is committed, at least once.
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
Channel = Literal["live", "mail", "push", "webhook"]

INSERT = """
INSERT INTO outbox (id, channel, recipient, kind, body, created_at, due_at, attempts, subject_id, entity_id,
    group_id)
SELECT id, channel, recipient, kind, body::jsonb, now(), coalesce(due_at, now()), 0, subject_id, entity_id,
    group_id
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::uuid[],
    $8::uuid[], $9::uuid[]) AS letter (id, channel, recipient, kind, body, due_at, subject_id, entity_id, group_id)
"""


class Unworded(Struct, frozen=True, kw_only=True):
    """What the body of a letter holds that is put into words when it leaves."""

    notification_id: str
    locale: str
    facts: Mapping[str, Fact]
    link: str
    subject_id: str | None = None


class Letter(Struct, frozen=True, kw_only=True):
    """What to tell whom; `body` is anything that JSON can say, `due_at` a time before which it must not leave.

    `subject_id` is what it tells of, where somebody will ask when it was handed out; `entity_id` is whose managers see
    it when it can't be delivered, or `group_id`, where a whole dealer group writes. What the body of a mail holds is in
    `mail.read_body`. On the channel `live` the recipient is a room, and the body one event of the protocol with its
    `type`; on `push` it is a subscription, on `webhook` the account of a machine, and the body an `Unworded`.
    """

    channel: Channel
    recipient: str
    kind: str
    body: object
    due_at: datetime | None = None
    subject_id: str | None = None
    entity_id: EntityId | None = None
    group_id: GroupId | None = None


async def post(connection: Connection, letters: Sequence[Letter]) -> None:
    """Put letters into the outbox; call it inside the transaction of what they tell.

    Letters of one call are due at the same instant and leave in a random order of their recipients, so that nobody is
    always first (domain 2.6); those to one recipient leave in the order given.
    """
    assert connection.is_in_transaction(), "a letter without the transaction of its fact"
    if not letters:
        return
    letters = shuffled(letters)
    ids = [OutboxId(new_id()) for _ in letters]  # these sort as they are made, and letters leave in their order
    await connection.execute(
        INSERT,
        ids,
        [letter.channel for letter in letters],
        [letter.recipient for letter in letters],
        [letter.kind for letter in letters],
        [msgspec.json.encode(letter.body).decode() for letter in letters],
        [letter.due_at for letter in letters],
        [letter.subject_id for letter in letters],
        [letter.entity_id for letter in letters],
        [letter.group_id for letter in letters],
    )


def shuffled(letters: Sequence[Letter]) -> list[Letter]:
    """The same letters, their recipients in a random order nobody can foresee."""
    by_recipient: dict[tuple[str, str], list[Letter]] = {}
    for letter in letters:
        by_recipient.setdefault((letter.channel, letter.recipient), []).append(letter)
    groups = list(by_recipient.values())
    CHANCE.shuffle(groups)
    return [letter for group in groups for letter in group]
