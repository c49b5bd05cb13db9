"""What an entity decides about its stock auctions (domain 7, "Bids: exact rules"). Pure data."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

GainBasis = Literal["as_guide", "net_of_vat"]
Seconds = Annotated[int, Meta(ge=0, le=3_600)]


class SoftCloseSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A bid in the window before the end moves it to `extension_seconds` left, by `cap_seconds` in all at most."""

    window_seconds: Seconds
    extension_seconds: Seconds
    cap_seconds: Annotated[int, Meta(ge=0, le=86_400)]


class AuctionSettings(Struct, frozen=True, kw_only=True):
    """What holds: whether the entity runs stock auctions, how they end (null: hard) unless their form says."""

    enabled: bool = True
    soft_close: SoftCloseSettings | None = SoftCloseSettings(window_seconds=60, extension_seconds=60, cap_seconds=1_800)
    gain_basis: GainBasis = "as_guide"


class AuctionChoice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is chosen here; what is left out is inherited."""

    enabled: bool | UnsetType = UNSET
    soft_close: SoftCloseSettings | UnsetType | None = UNSET
    gain_basis: GainBasis | UnsetType = UNSET
