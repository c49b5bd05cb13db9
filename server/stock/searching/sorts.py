"""By what the table of cars can be sorted; each has its index in `life.sql` or `ages.sql`."""

from collections.abc import Mapping

from msgspec import Struct

from server.rest.listing import sort_pattern


class Sort(Struct, frozen=True):
    """An expression that is never null, so that every row has its place, and its type.

    `backwards`: the sort rises as the expression falls.
    """

    expression: str
    kind: str
    backwards: bool = False


# Only of a car that is still there.
TARGET = "coalesce(CASE WHEN v.exited_at IS NULL THEN v.sale_target_on END, 'infinity'::date)"


SORTS: Mapping[str, Sort] = {
    "number": Sort("v.number", "bigint"),
    "make": Sort("(v.make || ' ' || v.model)", "text"),
    "trade_price_cents": Sort("coalesce(v.trade_price_cents, -1)", "bigint"),
    "retail_price_cents": Sort("coalesce(v.retail_price_cents, -1)", "bigint"),
    "mileage_km": Sort("coalesce(v.mileage_km, -1)", "integer"),
    "first_registration": Sort("coalesce(v.first_registration, '-infinity'::date)", "date"),
    "entered_at": Sort("coalesce(v.entered_at, '-infinity'::timestamptz)", "timestamptz"),
    "days_in_stock": Sort("stock_age(v.entered_at, v.exited_at)", "integer"),
    "sale_target_on": Sort(TARGET, "date"),
    "days_late": Sort(TARGET, "date", backwards=True),
}
SORT_PATTERN = sort_pattern(SORTS)
