"""The statuses a car goes through at an entity, and what each allows (domain 3.6, 3.7, 6). Pure."""

from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from server.policies.change import Name

Status = Literal["pre_entry", "physical_entry", "for_sale", "delivery", "exited"]
# In the order of a life.
STATUSES: tuple[Status, ...] = ("pre_entry", "physical_entry", "for_sale", "delivery", "exited")

EXTRA_STATUSES_MAX = 20

Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$(?!\n)", max_length=40)]
Days = Annotated[int, Meta(ge=1, le=3_650)]


class ExtraStatus(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A status of one's own; `after` is a fixed one or another extra one."""

    key: Key
    label: Name
    after: Key


ExtraStatuses = Annotated[list[ExtraStatus], Meta(max_length=EXTRA_STATUSES_MAX)]


class LifeLine(Struct, frozen=True, kw_only=True):
    """An entity's life-line; `publishable_from` and `sellable_from` are fixed statuses or keys of extra ones."""

    extra_statuses: list[ExtraStatus] = []
    publishable_from: str = "physical_entry"
    sellable_from: str = "for_sale"
    # Whether a trade car may leave for delivery without an order (domain 3.6).
    manual_exit: bool = True
    # Days from entry to the day a car should be sold by.
    target_days: int = 60

    def stages(self) -> tuple[str, ...]:
        """Every status in order, extra ones behind the one they follow."""
        return tuple(stages_of(self.extra_statuses))

    def fixed(self, stage: str) -> Status | None:
        """The fixed status a stage belongs to; None for a stage that is not of this line."""
        stages = self.stages()
        if stage not in stages:
            return None
        before = stages[: stages.index(stage) + 1]
        return [status for status in STATUSES if status in before][-1]

    def sellable_stages(self) -> tuple[str, ...]:
        """Where a car may be offered: from the setting on, until it is on its way out."""
        return self._from(self.sellable_from)

    def publishable_stages(self) -> tuple[str, ...]:
        """Where a car may be shown."""
        return self._from(self.publishable_from)

    def _from(self, first: str) -> tuple[str, ...]:
        stages = self.stages()
        start = stages.index(first) if first in stages else stages.index("for_sale")
        return stages[start : stages.index("delivery")]


class LifeLineChoice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is chosen here; what is left out is inherited."""

    extra_statuses: ExtraStatuses | UnsetType = UNSET
    publishable_from: Key | UnsetType = UNSET
    sellable_from: Key | UnsetType = UNSET
    manual_exit: bool | UnsetType = UNSET
    target_days: Days | UnsetType = UNSET


def stages_of(extras: Sequence[ExtraStatus]) -> list[str]:
    """Every status in order; an extra one stands behind the one it follows, those after it behind itself."""
    stages: list[str] = list(STATUSES)
    waiting = [extra for extra in extras if extra.key not in stages]
    while placed := [extra for extra in waiting if extra.after in stages]:
        for extra in reversed(placed):
            if extra.key in stages:
                continue  # listed twice, which is a fault
            stages.insert(stages.index(extra.after) + 1, extra.key)
        waiting = [extra for extra in waiting if extra.key not in stages]
    return stages
