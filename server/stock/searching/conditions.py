"""Turn a search into conditions on `vehicle v`, each of which an index answers (domain 6.5).

Only what is asked for appears in the statement, so that the plan is made for it; every value is an argument.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from server.kit.ids import EntityId
from server.policies.life_line import LifeLine
from server.stock.searching.attributes import Attributes
from server.stock.searching.search import VehicleSearch
from server.stock.searching.sorts import SORTS
from server.stock.searching.words import Term

# Before every car; the driver takes `date.min` for minus infinity, where cars without a date are.
LONG_AGO = date(1000, 1, 1)
ENGAGED = "EXISTS (SELECT FROM vehicle_engagement engaging WHERE engaging.vehicle_id = v.id)"
# Fields that must equal one of the given values; their columns have the same names.
CHOICES = ("status", "destination", "kind", "make", "model", "energy", "gearbox", "body")
EQUALS = ("extra_status", "vat_regime")


class Conditions:
    """Conditions and their arguments, numbered as they come."""

    def __init__(self, *arguments: object) -> None:
        self.arguments: list[object] = list(arguments)
        self._clauses: list[str] = []

    def argument(self, value: object) -> str:
        """A place in the statement for this value."""
        self.arguments.append(value)
        return f"${len(self.arguments)}"

    def add(self, clause: str, *values: object) -> None:
        """Demand the clause; each `{}` in it is the place of a value."""
        self._clauses.append(clause.format(*(self.argument(value) for value in values)))

    def add_unless(self, negated: bool, clause: str, *values: object) -> None:  # noqa: FBT001 — a condition and its sign
        """Demand the clause, or its contrary."""
        self.add(f"NOT ({clause})" if negated else clause, *values)

    @property
    def sql(self) -> str:
        """All of them, to stand after AND."""
        return "".join(f" AND {clause}" for clause in self._clauses)


def add_search(
    conditions: Conditions,
    search: VehicleSearch,
    *,
    terms: Sequence[Term],
    lines: Mapping[EntityId, LifeLine],
    today: date,
) -> None:
    """Everything the search demands but its entity and its sort; `terms` are what its words mean."""
    for name in CHOICES:
        chosen: Sequence[str] = getattr(search, name)
        if len(chosen) == 1:
            conditions.add(f"v.{name} = {{}}", chosen[0])
        elif chosen:
            conditions.add(f"v.{name} = ANY({{}}::text[])", list(chosen))
    for name in EQUALS:
        if (value := getattr(search, name)) is not None:
            conditions.add(f"v.{name} = {{}}", value)
    _add_places(conditions, search)
    _add_flags(conditions, search, lines=lines, today=today)
    _add_ranges(conditions, search, today=today)
    for term in terms:
        _add_term(conditions, term)


def _add_places(conditions: Conditions, search: VehicleSearch) -> None:
    if search.point_of_sale_id:
        conditions.add("v.point_of_sale_id = ANY({}::uuid[])", list(search.point_of_sale_id))
    if search.physical_site_id is not None:
        conditions.add("v.physical_site_id = {}", search.physical_site_id)
    if search.reserved_for is not None:
        conditions.add("v.reserved_for_pro_id = {}", search.reserved_for)


def _add_flags(
    conditions: Conditions, search: VehicleSearch, *, lines: Mapping[EntityId, LifeLine], today: date
) -> None:
    if search.reserved is not None:
        conditions.add_unless(not search.reserved, "v.reserved_for_pro_id IS NOT NULL")
    if search.engaged is not None:
        conditions.add_unless(not search.engaged, ENGAGED)
    if search.allowed_to_professionals is not None:
        conditions.add_unless(not search.allowed_to_professionals, "v.sale_to_professionals_allowed")
    if search.with_photo is not None:
        conditions.add_unless(not search.with_photo, "v.photo_key IS NOT NULL")
    if search.late is not None:
        late = f"{SORTS['sale_target_on'].expression} < {{}}"
        conditions.add_unless(not search.late, f"v.status <> 'exited' AND {late}", today)
    if search.enterable is not None:
        _add_enterable(conditions, enterable=search.enterable, lines=lines)


def _add_enterable(conditions: Conditions, *, enterable: bool, lines: Mapping[EntityId, LifeLine]) -> None:
    """As `rules.entry_refusals` says it (domain 6.6, 6.7)."""
    by_stages: dict[tuple[str, ...], list[EntityId]] = {}
    for entity_id, line in lines.items():
        by_stages.setdefault(line.sellable_stages(), []).append(entity_id)
    sellable = " OR ".join(
        f"v.entity_id = ANY({conditions.argument(entities)}::uuid[])"
        f" AND coalesce(v.extra_status, v.status) = ANY({conditions.argument(list(stages))}::text[])"
        for stages, entities in by_stages.items()
    )
    conditions.add_unless(
        not enterable,
        f"({sellable or 'false'}) AND v.destination <> 'scrap' AND coalesce(v.trade_price_cents, -1) > 0"
        " AND v.reserved_for_pro_id IS NULL AND (v.destination = 'trade' OR v.sale_to_professionals_allowed)"
        f" AND NOT {ENGAGED}",
    )


def _add_ranges(conditions: Conditions, search: VehicleSearch, *, today: date) -> None:
    _add_range(conditions, "retail_price_cents", search.retail_price_min_cents, search.retail_price_max_cents, least=0)
    _add_range(conditions, "trade_price_cents", search.trade_price_min_cents, search.trade_price_max_cents, least=0)
    _add_range(conditions, "mileage_km", search.mileage_min_km, search.mileage_max_km, least=0)
    _add_range(conditions, "first_registration", search.registered_from, search.registered_to, least=LONG_AGO)
    # So many days ago or more is a date or an earlier one.
    oldest = None if search.days_in_stock_max is None else _days_before(today, search.days_in_stock_max)
    newest = None if search.days_in_stock_min is None else _days_before(today, search.days_in_stock_min - 1)
    if oldest is not None or newest is not None:
        entered = SORTS["entered_at"].expression
        conditions.add("v.status <> 'exited'")
        conditions.add(f"{entered} >= {{}}::date", oldest or LONG_AGO)
        if newest is not None:
            conditions.add(f"{entered} < {{}}::date", newest)


def _add_range(
    conditions: Conditions, sort: str, lowest: object | None, highest: object | None, *, least: object
) -> None:
    """Between both; a car without the value is in no range."""
    expression, kind = SORTS[sort].expression, SORTS[sort].kind
    if lowest is not None or highest is not None:
        conditions.add(f"{expression} >= {{}}::{kind}", least if lowest is None else lowest)
    if highest is not None:
        conditions.add(f"{expression} <= {{}}::{kind}", highest)


def _add_term(conditions: Conditions, term: Term) -> None:
    either: list[str] = []
    if term.words:
        either.append(f"v.words && {conditions.argument(term.words)}::text[]")
    if term.patterns:
        either.append(f"v.identifiers LIKE ANY({conditions.argument(term.patterns)}::text[])")
    either += _of_attributes(conditions, term.attributes)
    conditions.add(f"({' OR '.join(either)})" if either else "false")


def _of_attributes(conditions: Conditions, attributes: Attributes) -> list[str]:
    either: list[str] = []
    written = {"energy": attributes.energies, "gearbox": attributes.gearboxes, "outer_colour": attributes.colours}
    for column, patterns in written.items():
        if patterns:
            either.append(f"lower(v.{column}) LIKE ANY({conditions.argument(patterns)}::text[])")
    if attributes.year is not None:
        registered = SORTS["first_registration"].expression
        first, last = (date(attributes.year, *day) for day in ((1, 1), (12, 31)))
        between = f"{conditions.argument(first)}::date AND {conditions.argument(last)}::date"
        either.append(f"{registered} BETWEEN {between}")
    if attributes.statuses:
        either.append(f"v.status = ANY({conditions.argument(attributes.statuses)}::text[])")
    return either


def _days_before(day: date, days: int) -> date:
    return day - timedelta(days=min(days, (day - date.min).days))


def of_entities(entity_ids: Collection[EntityId]) -> Conditions:
    """No condition yet but the entities, which are the first argument."""
    return Conditions(list(entity_ids))
