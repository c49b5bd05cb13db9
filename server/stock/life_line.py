"""The statuses a car goes through at an entity, and what each allows (domain 3.6, 3.7, 6). Pure."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

Status = Literal["pre_entry", "physical_entry", "for_sale", "delivery", "exited"]

# In the order of a life.
STATUSES: tuple[Status, ...] = ("pre_entry", "physical_entry", "for_sale", "delivery", "exited")
# Days from a car's entry to the day it should be sold by, where the settings say nothing else.
TARGET_DAYS_DEFAULT = 60


class ExtraStatus(Struct, frozen=True, kw_only=True):
    """A status of the entity's own: cars in it have reached the fixed one `after`, and no further."""

    key: str
    label: str
    after: Status


class LifeLine(Struct, frozen=True, kw_only=True):
    """An entity's life-line; `publishable_from` and `sellable_from` are fixed statuses or keys of extra ones."""

    extras: tuple[ExtraStatus, ...] = ()
    publishable_from: str = "physical_entry"
    sellable_from: str = "for_sale"
    manual_exit: bool = True
    target_days: int = TARGET_DAYS_DEFAULT

    def stages(self) -> tuple[str, ...]:
        """Every status in order, extra ones behind the one they follow."""
        return tuple(key for status in STATUSES for key in (status, *self._extras_of(status)))

    def fixed(self, stage: str) -> Status | None:
        """The fixed status a stage belongs to; None for a stage that is not of this line."""
        for status in STATUSES:
            if stage == status or stage in self._extras_of(status):
                return status
        return None

    def sellable_stages(self) -> tuple[str, ...]:
        """Where a car may be offered: from the setting on, until it is on its way out."""
        return self._from(self.sellable_from)

    def publishable_stages(self) -> tuple[str, ...]:
        """Where a car may be shown."""
        return self._from(self.publishable_from)

    def _extras_of(self, status: Status) -> Iterable[str]:
        return (extra.key for extra in self.extras if extra.after == status)

    def _from(self, first: str) -> tuple[str, ...]:
        stages = self.stages()
        start = stages.index(first) if first in stages else stages.index("for_sale")
        return stages[start : stages.index("delivery")]


DEFAULT_LIFE_LINE = LifeLine()
