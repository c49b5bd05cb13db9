"""Read what hangs on cars for their dossiers, of cars of the stock and of trade-ins alike; and those of the stock."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from server.kit.ids import VehicleId
from server.kit.postgres import Connection, Pool
from server.kit.rows import Row, struct
from server.stock.dossiers.dossier import CarDossier, DossierDefect, DossierPhoto
from server.stock.dossiers.place import place_of
from server.stock.photos.photo import SubjectKind
from server.stock.vehicle import PHOTO_URL

# Defects of a trade-in are written by its own slice, in the same shape.
DEFECTS: Mapping[SubjectKind, str] = {
    "vehicle": "SELECT *, vehicle_id AS subject_id FROM vehicle_defect WHERE vehicle_id = ANY($1::uuid[]) ORDER BY id",
    "trade_in": (
        "SELECT *, trade_in_id AS subject_id FROM trade_in_defect WHERE trade_in_id = ANY($1::uuid[]) ORDER BY id"
    ),
}


async def stock_dossiers(pool: Pool, vehicle_ids: Sequence[VehicleId]) -> dict[VehicleId, CarDossier]:
    """The dossiers of these cars; the caller says who may read them."""
    rows = await pool.fetch("SELECT *, '' AS condition FROM vehicle WHERE id = ANY($1::uuid[])", list(vehicle_ids))
    cars = {str(row["id"]): dict(row) for row in rows}
    found = await dossiers_of(pool, "vehicle", cars)
    return {VehicleId(car_id): dossier for car_id, dossier in found.items()}


async def dossiers_of(pool: Pool, kind: SubjectKind, cars: Mapping[str, Row]) -> dict[str, CarDossier]:
    """Of rows that have the columns of a dossier, by the id of the car: with photos, defects and version."""
    versions = await dossier_versions(pool, list(cars))
    photos: dict[str, list[DossierPhoto]] = defaultdict(list)
    for row in await pool.fetch(
        """
        SELECT * FROM photo WHERE subject_kind = $1 AND subject_id = ANY($2::uuid[]) AND state = 'ready'
        ORDER BY position, id
        """,
        kind,
        list(cars),
    ):
        photos[str(row["subject_id"])].append(_photo(row))
    defects: dict[str, list[DossierDefect]] = defaultdict(list)
    for row in await pool.fetch(DEFECTS[kind], list(cars)):
        defect = DossierDefect(id=str(row["id"]), name=row["name"], place=place_of(row))
        defects[str(row["subject_id"])].append(defect)
    return {
        car_id: struct(
            {
                **car,
                "id": car_id,
                "version": versions.get(car_id, 0),
                "defects": defects[car_id],
                "photos": photos[car_id],
            },
            CarDossier,
        )
        for car_id, car in cars.items()
    }


async def dossier_versions(database: Pool | Connection, subject_ids: Sequence[str]) -> dict[str, int]:
    """How often each dossier has changed; one that never did isn't named."""
    rows = await database.fetch(
        "SELECT subject_id::text, version FROM dossier WHERE subject_id = ANY($1::uuid[])", list(subject_ids)
    )
    return {row["subject_id"]: row["version"] for row in rows}


def _photo(row: Row) -> DossierPhoto:
    return DossierPhoto(
        id=str(row["id"]),
        kind="tour" if row["defect_id"] is None else "defect",
        defect_id=None if row["defect_id"] is None else str(row["defect_id"]),
        url=PHOTO_URL.format(key=row["key"], size="large"),
        thumb_url=PHOTO_URL.format(key=row["key"], size="thumb"),
        width=row["width"],
        height=row["height"],
    )
