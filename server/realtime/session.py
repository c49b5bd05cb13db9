"""Know who is connected: one session per socket, and how many of them a person or a pro has."""

from collections import Counter, deque
from collections.abc import Iterable
from typing import TypeVar

from server.accounts.principal import DealerUser, Principal, ProMember
from server.accounts.principals import Identity
from server.kit.ids import AccountId, ProId
from server.protocol.codec import encode
from server.protocol.rooms import read_room
from server.protocol.scalars import Audience
from server.protocol.wire import Message
from server.realtime.limits import (
    BREACHES_MAX,
    BREACHES_SECONDS,
    FRAMES_BURST,
    FRAMES_PER_SECOND,
    PINGS_BURST,
    PINGS_PER_SECOND,
    Credit,
)
from server.realtime.outlet import Outlet, text_frame
from server.realtime.rooms import Channel, Room

Key = TypeVar("Key")


def audience_of(principal: Principal) -> Audience:
    """Which side of an auction somebody sees."""
    return "dealer" if isinstance(principal, DealerUser) else "pro"


def user_id(principal: Principal) -> str:
    """The person's id within its organisation, as events and histories name it."""
    return principal.user_id if isinstance(principal, DealerUser) else principal.member_id


def member_of(principal: Principal) -> str:
    """The organisation somebody acts for: a pro, or a dealer group."""
    return principal.group_id if isinstance(principal, DealerUser) else principal.pro_id


class Session:
    """One socket of somebody known: the rooms it follows and the credit it has left."""

    __slots__ = (
        "_breaches",
        "anew",
        "audience",
        "channels",
        "frames",
        "identity",
        "in_flight",
        "leaving",
        "malformed",
        "outlet",
        "pings",
        "warned_of_end",
    )

    def __init__(self, outlet: Outlet, identity: Identity, *, now: float) -> None:
        self.outlet = outlet
        self.identity = identity
        self.audience = audience_of(identity.principal)
        self.channels: dict[Room, Channel] = {}
        # Rooms that are shown to it otherwise than before: what it knows of them is nothing to go on from.
        self.anew: set[Room] = set()
        self.frames = Credit(per_second=FRAMES_PER_SECOND, burst=FRAMES_BURST, now=now)
        self.pings = Credit(per_second=PINGS_PER_SECOND, burst=PINGS_BURST, now=now)
        self._breaches: deque[float] | None = None
        self.malformed = 0
        self.in_flight = 0
        self.leaving = False
        self.warned_of_end = False

    @property
    def principal(self) -> Principal:
        """Who is behind it, as last checked."""
        return self.identity.principal

    def room(self, name: str) -> Room:
        """The room that a name on the wire means for this one."""
        kind, subject = read_room(name)
        return Room(kind=kind, id=self.principal.account_id if kind == "me" else subject)

    def send(self, message: Message) -> None:
        """Answer, in the order of calls."""
        self.outlet.write(text_frame(encode(message)))

    def breach(self, *, now: float) -> bool:
        """Note that a limit was passed; true at the third time within 10 s, when patience ends."""
        if self._breaches is None:
            self._breaches = deque(maxlen=BREACHES_MAX)
        self._breaches.append(now)
        return len(self._breaches) == BREACHES_MAX and now - self._breaches[0] < BREACHES_SECONDS


class Sessions:
    """Everybody connected to this process."""

    def __init__(self) -> None:
        self._sessions: dict[Session, None] = {}
        self._accounts: Counter[AccountId] = Counter()
        self._pros: dict[ProId, Counter[AccountId]] = {}

    def __len__(self) -> int:
        return len(self._sessions)

    def all(self) -> list[Session]:
        """Every session there is now."""
        return list(self._sessions)

    def of_account(self, account_id: AccountId) -> int:
        """How many sockets a person has."""
        return self._accounts[account_id]

    def accounts_of(self, pro_id: ProId) -> Iterable[AccountId]:
        """Which members of a pro are connected."""
        return list(self._pros.get(pro_id, ()))

    def add(self, session: Session) -> None:
        """Somebody said who he is."""
        self._sessions[session] = None
        self._accounts[session.principal.account_id] += 1
        if isinstance(session.principal, ProMember):
            self._pros.setdefault(session.principal.pro_id, Counter())[session.principal.account_id] += 1

    def remove(self, session: Session) -> None:
        """Somebody left."""
        del self._sessions[session]
        _lower(self._accounts, session.principal.account_id)
        if isinstance(session.principal, ProMember) and (members := self._pros.get(session.principal.pro_id)):
            _lower(members, session.principal.account_id)
            if not members:
                del self._pros[session.principal.pro_id]


def _lower(counts: Counter[Key], key: Key) -> None:
    counts[key] -= 1
    if counts[key] <= 0:
        del counts[key]
