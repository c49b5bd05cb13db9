"""Give a search's cars out as a file that is written while it is read: memory stays flat whatever the size."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

from server.kit.postgres import Pool
from server.stock.exchanging import csv_writing
from server.stock.exchanging.columns import COLUMNS, getter
from server.stock.exchanging.xlsx_writing import Workbook
from server.stock.searching.listing import Asked, every
from server.stock.vehicle import VehicleRow


async def csv_export(pool: Pool, asked: Asked, columns: Sequence[str]) -> AsyncGenerator[bytes]:
    """The cars as CSV."""
    table = _Table(columns)
    yield csv_writing.BOM.encode() + csv_writing.lines([table.head])
    async for cars in every(pool, asked):
        yield await asyncio.to_thread(lambda cars=cars: csv_writing.lines(table.rows(cars)))


async def xlsx_export(pool: Pool, asked: Asked, columns: Sequence[str]) -> AsyncGenerator[bytes]:
    """The cars as an Excel file."""
    table = _Table(columns)
    workbook = Workbook(table.head)
    async for cars in every(pool, asked):
        if piece := await asyncio.to_thread(lambda cars=cars: workbook.rows(table.rows(cars))):
            yield piece
    yield workbook.close()


class _Table:
    def __init__(self, columns: Sequence[str]) -> None:
        self.head = [COLUMNS[name].header for name in columns]
        self._getters = [getter(name) for name in columns]

    def rows(self, cars: Sequence[VehicleRow]) -> list[list[object]]:
        return [[get(car) for get in self._getters] for car in cars]
