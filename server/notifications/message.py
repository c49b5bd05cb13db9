"""A message: what happened, to whom it is sent, and in which words. Every slice sends one of these (domain 8.1)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from server.kit.ids import AccountId, EntityId, GroupId
from server.notifications.rules import CHANNELS, Audience, Channel
from server.notifications.wording.facts import Fact

WITHOUT_MAIL: Final[tuple[Channel, ...]] = ("in_app", "push")


class Recipient(Struct, frozen=True, kw_only=True):
    """An account that gets a message, in the language it chose; dealers and pros have pages of their own."""

    account_id: AccountId
    email: str
    name: str
    locale: str
    audience: Audience


class Message(Struct, frozen=True, kw_only=True):
    """What happened: `facts` fill the words of the kind, `entity` among them is the dealer in whose name we write.

    `links` are the pages where each audience reads on. `subject_id` is what it is about, `entity_id`, or `group_id`
    where no entity speaks, whose managers see messages that can't be delivered. It goes by these channels at most.
    """

    kind: str
    recipients: Sequence[Recipient]
    facts: Mapping[str, Fact]
    at: datetime
    links: Mapping[Audience, str]
    subject_id: str | None = None
    entity_id: EntityId | None = None
    group_id: GroupId | None = None
    channels: Collection[Channel] = CHANNELS
