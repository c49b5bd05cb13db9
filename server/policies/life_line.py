"""What an entity decides about the life of its cars (domain 3.6, 3.7). Pure data."""

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


class LifeLineSettings(Struct, frozen=True, kw_only=True):
    """What holds: `publishable_from` and `sellable_from` are fixed statuses or keys of extra ones."""

    extra_statuses: list[ExtraStatus] = []
    publishable_from: str = "physical_entry"
    sellable_from: str = "for_sale"
    # Whether a trade car may leave for delivery without an order (domain 3.6).
    manual_exit: bool = True
    # Days from entry to the day a car should be sold by.
    target_days: int = 60


class LifeLineChoice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is chosen here; what is left out is inherited."""

    extra_statuses: ExtraStatuses | UnsetType = UNSET
    publishable_from: Key | UnsetType = UNSET
    sellable_from: Key | UnsetType = UNSET
    manual_exit: bool | UnsetType = UNSET
    target_days: Days | UnsetType = UNSET
