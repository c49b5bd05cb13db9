"""Thousands of cars at once, for what only shows in a crowd."""

from server.demo.cars import stock_cars
from server.kit import clock
from server.kit.ids import EntityId, PointOfSaleId, new_id
from server.kit.postgres import Pool
from server.stock.entering import columns_of


async def fill(
    pool: Pool,
    *,
    entity_id: EntityId,
    point_of_sale_id: PointOfSaleId,
    cars: int,
    seed: int = 71,
    first_number: int = 1,
) -> None:
    """Put so many cars into the yard, and let the planner know them."""
    now = clock.now()
    records: list[tuple[object, ...]] = []
    names: list[str] = []
    for number, car in enumerate(stock_cars(cars, seed=seed), start=first_number):
        columns = {
            "id": new_id(),
            "entity_id": entity_id,
            "point_of_sale_id": point_of_sale_id,
            "number": number,
            "version": 1,
            "created_at": now,
            **columns_of(car),
        }
        names = list(columns)
        records.append(tuple(columns.values()))
    async with pool.acquire() as connection:
        await connection.copy_records_to_table("vehicle", records=records, columns=names, timeout=600)
        # Whoever doesn't own a table is only warned that it isn't analysed.
        await connection.execute("SET ROLE NONE")
        await connection.execute("VACUUM ANALYZE vehicle", timeout=600)
        await connection.execute("ANALYZE stock_word")
        await connection.execute("RESET ROLE")
        assert await connection.fetchval("SELECT reltuples FROM pg_class WHERE relname = 'vehicle'") >= cars
