"""Read what the order book answers: the one outcome of a command, or why there is none."""

from typing import Final, Literal

from msgspec import Struct

from server.auctions.event import Result, result_body
from server.kit.ids import CommandId
from server.kit.lane import Reply
from server.ledger.entry import ACCEPTED, EntryKey

Status = Literal["ok", "no_book", "stale_epoch", "mismatch"]
# Of what the book refused without writing it down.
NO_DECISION_ID: Final = "0-0"

STATUSES: Final[dict[bytes, Status]] = {
    b"ok": "ok",
    b"no_book": "no_book",
    b"stale_epoch": "stale_epoch",
    b"mismatch": "mismatch",
}


class Decision(Struct, frozen=True, kw_only=True):
    """What the book says: `ok` with the first and final outcome of the command, or why there is none.

    `seq`, `at_ms` and `journal_id` are of the entry that holds it. Pros are told `result.seq` instead of `seq`.
    """

    status: Status
    command_id: CommandId
    journal_id: str
    outcome: str
    seq: int
    at_ms: int
    result: Result | None
    repeated: bool

    @property
    def key(self) -> EntryKey:
        """The entry that holds it, which is what one waits for."""
        return EntryKey(self.journal_id, self.command_id)

    @property
    def accepted(self) -> bool:
        """Whether it was decided, and for the sender."""
        return self.status == "ok" and self.outcome == ACCEPTED


class Ticked(Struct, frozen=True, kw_only=True):
    """Alarms that fired, when the next is due (None: there is none), and the book's time."""

    fired: int
    next_at_ms: int | None
    now_ms: int


def decision_of(command_id: CommandId, reply: Reply) -> Decision:
    """The reply to a command."""
    assert isinstance(reply, list)
    status, journal_id, outcome, seq, at_ms, result, repeated = reply
    return Decision(
        status=STATUSES[bytes_of(status)],
        command_id=command_id,
        journal_id=bytes_of(journal_id).decode() or NO_DECISION_ID,
        outcome=bytes_of(outcome).decode(),
        seq=int_of(seq),
        at_ms=int_of(at_ms),
        result=result_body(bytes_of(result)),
        repeated=repeated == 1,
    )


def first_decision_of(command_id: CommandId, value: bytes) -> Decision:
    """What the book remembers of a command that was sent before."""
    _, journal_id, outcome, seq, at_ms, result = value.split(b"|", 5)
    return decision_of(command_id, [b"ok", journal_id, outcome, int(seq), int(at_ms), result, 1])


def bytes_of(reply: Reply) -> bytes:
    """The reply, which is text."""
    assert isinstance(reply, bytes)
    return reply


def int_of(reply: Reply) -> int:
    """The reply, which is a number."""
    assert isinstance(reply, int)
    return reply
