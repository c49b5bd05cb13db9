"""Decide which car may enter a stock auction (domain 6.6, 6.7)."""

from typing import Literal

from server.stock.vehicle import VehicleRow

EntryRefusal = Literal[
    "unknown_vehicle",
    "listed_twice",
    "not_for_sale",
    "for_scrap",
    "sale_to_professionals_not_allowed",
    "no_professional_price",
    "reserved",
    "engaged_in_auction",
    "engaged_in_offer",
    "engaged_in_order",
]


def entry_refusals(vehicle: VehicleRow) -> list[EntryRefusal]:
    """Every reason that keeps the car out of a stock auction; none: it may enter (domain 6.6, 6.7)."""
    refusals: list[EntryRefusal] = []
    if not vehicle.sellable:
        refusals.append("not_for_sale")
    if vehicle.destination == "scrap":
        refusals.append("for_scrap")
    if vehicle.destination == "retail" and not vehicle.sale_to_professionals_allowed:
        refusals.append("sale_to_professionals_not_allowed")
    if not vehicle.trade_price_cents:
        refusals.append("no_professional_price")
    if vehicle.reserved_for is not None:
        refusals.append("reserved")
    if vehicle.engagement is not None:
        match vehicle.engagement.kind:
            case "auction":
                refusals.append("engaged_in_auction")
            case "offer":
                refusals.append("engaged_in_offer")
            case "order":
                refusals.append("engaged_in_order")
    return refusals
