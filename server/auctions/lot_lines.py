"""Read the lots of an auction as messages name them: number, cars, price, and who bought (domain 7.9)."""

from collections.abc import Collection, Mapping
from typing import Final

from msgspec import Struct

from server.kit.ids import AuctionId, ProId
from server.kit.postgres import Connection
from server.kit.rows import structs
from server.notifications.wording.facts import Fact
from server.notifications.wording.lot_lines import LotLine, LotNews
from server.stock.identity import shown_plate

LOTS: Final = """
SELECT lot.lot, lot.number, lot.starting_price_cents, lot.outcome, lot.price_cents, lot.winner_pro_id::text,
    coalesce(professional.name, pro.name, '') AS winner,
    array_agg(concat_ws(' ', vehicle.make, vehicle.model, to_char(vehicle.first_registration, 'YYYY'))
        ORDER BY entered.position) AS names,
    array_agg(coalesce(vehicle.plate, '') ORDER BY entered.position) AS plates
FROM lot JOIN lot_vehicle entered ON entered.auction_id = lot.auction_id AND entered.lot = lot.lot
JOIN vehicle ON vehicle.id = entered.vehicle_id JOIN entity ON entity.id = lot.entity_id
LEFT JOIN pro ON pro.id = lot.winner_pro_id
LEFT JOIN professional ON professional.pro_id = pro.id AND professional.group_id = entity.group_id
WHERE lot.auction_id = $1 AND ($2::smallint[] IS NULL OR lot.lot = ANY($2))
GROUP BY lot.auction_id, lot.lot, pro.name, professional.name ORDER BY lot.lot
"""


class TradedLot(Struct, frozen=True, kw_only=True):
    """A lot as it stands in the rows: its cars by name and plate, and what became of it."""

    lot: int
    number: int
    starting_price_cents: int
    outcome: str | None
    price_cents: int | None
    winner_pro_id: ProId | None
    winner: str
    names: list[str]
    plates: list[str]

    @property
    def cars(self) -> str:
        """`OPEL MOKKA 2014 (GD-250-GH) + FIAT 500 2018 (AB-123-CD)`."""
        return " + ".join(
            f"{name} ({shown_plate(plate)})" if plate else name
            for name, plate in zip(self.names, self.plates, strict=True)
        )

    def line(self, news: LotNews, *, price_cents: int | None, pro: str = "") -> LotLine:
        """Its line in a message."""
        return LotLine(number=self.number, cars=self.cars, news=news, price_cents=price_cents, pro=pro)


async def lots_of(
    connection: Connection, auction_id: AuctionId, lots: Collection[int] | None = None
) -> list[TradedLot]:
    """The auction's lots, or these of them, in their order."""
    return structs(await connection.fetch(LOTS, auction_id, None if lots is None else list(lots)), TradedLot)


def named(lots: Collection[TradedLot]) -> Mapping[str, Fact]:
    """The facts by which a message names lots: their numbers, and their cars."""
    return {
        "lots": [str(lot.number) for lot in lots],
        "cars": [name for lot in lots for name in lot.names],
    }
