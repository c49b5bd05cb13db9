"""Where on a car something is: a point of one view of the drawn outline (domain 7.6)."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from server.kit.rows import Row

View = Literal["left", "right", "top", "front", "rear"]
# Thousandths of the view's width and height, from its top left corner.
Permille = Annotated[int, Meta(ge=0, le=1_000)]

WORDS: dict[View, str] = {
    "left": "côté gauche",
    "right": "côté droit",
    "top": "dessus",
    "front": "avant",
    "rear": "arrière",
}


class Place(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A point on the drawn car: from the left (its nose to the left), the right, above (nose up), before, behind."""

    view: View
    x: Permille
    y: Permille


def place_of(row: Row) -> Place | None:
    """The columns of a defect as a place."""
    if row["place_view"] is None:
        return None
    return Place(view=row["place_view"], x=row["place_x"], y=row["place_y"])


def columns_of(place: Place | None) -> tuple[str | None, int | None, int | None]:
    """`place_view`, `place_x`, `place_y`."""
    return (None, None, None) if place is None else (place.view, place.x, place.y)
