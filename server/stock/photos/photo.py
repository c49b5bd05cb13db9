"""What a photo is, for those who see its car (domain 4.1)."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from server.kit.postgres import Connection, Pool
from server.kit.rows import Row, struct
from server.stock.vehicle import PHOTO_URL

SubjectKind = Literal["vehicle", "trade_in"]
State = Literal["uploading", "ready"]
Size = Literal["thumb", "large"]

SIZE_BYTES_MAX = 5 * 2**20
PIXELS_MAX = 40_000_000
PHOTOS_MAX = 60
# The longer edge of each size that is kept.
EDGES: dict[Size, int] = {"large": 2_048, "thumb": 480}


class Photo(Struct, frozen=True, kw_only=True):
    """A photo in its place, the first one on the card; addresses are null until all of it has arrived."""

    id: str
    position: int
    cover: bool
    defect_id: str | None
    state: State
    size_bytes: int
    received_bytes: int
    width: int | None
    height: int | None
    url: str | None
    thumb_url: str | None
    created_at: datetime


async def photos_of(database: Pool | Connection, kind: SubjectKind, subject_id: str) -> list[Photo]:
    """Every photo of the subject, in its order."""
    rows = await database.fetch(
        "SELECT * FROM photo WHERE subject_kind = $1 AND subject_id = $2 ORDER BY position, id", kind, subject_id
    )
    cover = next((row["id"] for row in rows if row["state"] == "ready" and row["defect_id"] is None), None)
    return [photo_of(row, cover=row["id"] == cover) for row in rows]


def photo_of(row: Row, *, cover: bool) -> Photo:
    """A row as a photo."""
    ready = row["state"] == "ready"
    return struct(
        {
            **row,
            "cover": cover,
            "url": PHOTO_URL.format(key=row["key"], size="large") if ready else None,
            "thumb_url": PHOTO_URL.format(key=row["key"], size="thumb") if ready else None,
        },
        Photo,
    )
