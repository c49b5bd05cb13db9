"""Write down what somebody is to be told, in the transaction of the fact itself (domain 8.2).

Nothing leaves from here: `delivering` does that once the transaction is committed, at least once.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec
from msgspec import Struct

from server.kit.ids import OutboxId, new_id
from server.kit.postgres import Connection

Channel = Literal["live", "mail", "push", "webhook"]

INSERT = """
INSERT INTO outbox (id, channel, recipient, kind, body, created_at, due_at, attempts, subject_id)
SELECT id, channel, recipient, kind, body::jsonb, now(), coalesce(due_at, now()), 0, subject_id
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::uuid[])
    AS letter (id, channel, recipient, kind, body, due_at, subject_id)
"""


class Letter(Struct, frozen=True, kw_only=True):
    """What to tell whom; `body` is anything that JSON can say, `due_at` a time before which it must not leave.

    `subject_id` is what it tells of, where somebody will ask when it was handed out.
    On the channel `live` the recipient is a room, and the body one event of the protocol with its `type`.
    """

    channel: Channel
    recipient: str
    kind: str
    body: object
    due_at: datetime | None = None
    subject_id: str | None = None


async def post(connection: Connection, letters: Sequence[Letter]) -> list[OutboxId]:
    """Put letters into the outbox; call it inside the transaction of what they tell."""
    assert connection.is_in_transaction(), "a letter without the transaction of its fact"
    if not letters:
        return []
    ids = [OutboxId(new_id()) for _ in letters]
    await connection.execute(
        INSERT,
        ids,
        [letter.channel for letter in letters],
        [letter.recipient for letter in letters],
        [letter.kind for letter in letters],
        [msgspec.json.encode(letter.body).decode() for letter in letters],
        [letter.due_at for letter in letters],
        [letter.subject_id for letter in letters],
    )
    return ids
