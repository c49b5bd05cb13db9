"""Take a photo in, piece by piece: what has arrived stays, and the sender goes on from there (domain 4.1).

Pieces wait in the database, so that each may come to another process; the last one develops the picture.
"""

import secrets

from msgspec import Struct

from server.kit import clock
from server.kit.ids import new_id
from server.kit.postgres import Connection, Pool, transaction
from server.kit.rows import Row
from server.kit.workshop import WorkFailedError, workshop
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.photos.developing import Developed, develop
from server.stock.photos.photo import PHOTOS_MAX, Photo, photo_of
from server.stock.photos.subject import Changed, Subject

KEY_BYTES = 16
MEDIA_TYPE = "image/webp"
# Uploads nobody finished are forgotten when the next one begins, a day later.
FORGET_AFTER = "1 day"


class Progress(Struct, frozen=True, kw_only=True):
    """How much of a photo has arrived; `photo` once it is there."""

    id: str
    offset: int
    size_bytes: int
    photo: Photo | None = None


async def begin(pool: Pool, subject: Subject, *, size_bytes: int, defect_id: str | None) -> Progress:
    """Announce a photo, behind the others.

    Raises:
        Refusal: `conflict`, there are as many photos as there may be.

    """
    async with transaction(pool) as connection:
        await connection.execute(
            f"DELETE FROM photo WHERE state = 'uploading' AND created_at < now() - interval '{FORGET_AFTER}'"  # noqa: S608 — our own words only
        )
        await lock(connection, subject)
        row = await connection.fetchrow(
            """
            SELECT count(*) AS photos, coalesce(max(position), 0) AS last FROM photo
            WHERE subject_kind = $1 AND subject_id = $2
            """,
            subject.kind,
            subject.id,
        )
        assert row is not None
        if row["photos"] >= PHOTOS_MAX:
            raise Refusal(Code.TOO_MANY, most=PHOTOS_MAX)
        photo_id = new_id()
        await connection.execute(
            """
            INSERT INTO photo (id, subject_kind, subject_id, defect_id, key, position, state, size_bytes,
                received_bytes, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, 'uploading', $7, 0, $8)
            """,
            photo_id,
            subject.kind,
            subject.id,
            defect_id,
            secrets.token_urlsafe(KEY_BYTES),
            row["last"] + 1,
            size_bytes,
            clock.now(),
        )
    return Progress(id=photo_id, offset=0, size_bytes=size_bytes)


async def progress(pool: Pool, subject: Subject, photo_id: str) -> Progress:
    """How much has arrived.

    Raises:
        Refusal: `not_found`.

    """
    row = await pool.fetchrow(
        "SELECT * FROM photo WHERE id = $1 AND subject_kind = $2 AND subject_id = $3",
        photo_id,
        subject.kind,
        subject.id,
    )
    if row is None:
        raise Refusal(Code.NOT_FOUND)
    return _progress(row)


async def receive(
    resources: Resources, subject: Subject, photo_id: str, *, offset: int, piece: bytes, changed: Changed
) -> Progress:
    """Take the next piece; after the last one the photo is ready, or gone if it is none.

    Raises:
        Refusal: `not_found`.
        Refusal: `offset_mismatch` with where to go on; `not_a_photo` with the reason.

    """
    async with transaction(resources.postgres) as connection:
        row = await _held(connection, subject, photo_id)
        if row["state"] == "ready":
            return _progress(row)
        received = row["received_bytes"]
        if offset != received or received + len(piece) > row["size_bytes"]:
            raise Refusal(Code.OFFSET_MISMATCH, offset=received, size_bytes=row["size_bytes"])
        if piece:
            await connection.execute(
                "INSERT INTO photo_chunk (photo_id, offset_bytes, content) VALUES ($1, $2, $3)", photo_id, offset, piece
            )
            received += len(piece)
            await connection.execute("UPDATE photo SET received_bytes = $2 WHERE id = $1", photo_id, received)
    if received < row["size_bytes"]:
        return Progress(id=photo_id, offset=received, size_bytes=row["size_bytes"])
    return await _finish(resources, subject, photo_id, changed=changed)


async def _finish(resources: Resources, subject: Subject, photo_id: str, *, changed: Changed) -> Progress:
    """Develop, keep the pictures, then say so; whoever is cut in between sends an empty last piece again."""
    content: bytes | None = await resources.postgres.fetchval(
        "SELECT string_agg(content, ''::bytea ORDER BY offset_bytes) FROM photo_chunk WHERE photo_id = $1", photo_id
    )
    if content is None:
        return await progress(resources.postgres, subject, photo_id)  # another request was faster
    try:
        developed = await workshop.run(develop, content)
    except WorkFailedError:
        developed = "unreadable"
    if not isinstance(developed, Developed):
        await resources.postgres.execute("DELETE FROM photo WHERE id = $1 AND state = 'uploading'", photo_id)
        raise Refusal(Code.NOT_A_PHOTO, reason=developed)
    key: str | None = await resources.postgres.fetchval("SELECT key FROM photo WHERE id = $1", photo_id)
    if key is None:
        raise Refusal(Code.NOT_FOUND)
    storage = resources.storage
    for size, picture in developed.pictures.items():
        await storage.put(f"{key}/{size}.webp", picture, media_type=MEDIA_TYPE)
    async with transaction(resources.postgres) as connection:
        await lock(connection, subject)
        row = await connection.fetchrow(
            "UPDATE photo SET state = 'ready', width = $2, height = $3 WHERE id = $1 RETURNING *",
            photo_id,
            developed.width,
            developed.height,
        )
        if row is None:
            raise Refusal(Code.NOT_FOUND)
        await connection.execute("DELETE FROM photo_chunk WHERE photo_id = $1", photo_id)
        await changed(connection, subject, await cover_key(connection, subject))
    return _progress(row)


async def lock(connection: Connection, subject: Subject) -> None:
    """Let one at a time change the photos of a subject."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('photo'), hashtext($1))", subject.id)


async def cover_key(connection: Connection, subject: Subject) -> str | None:
    """The key of the first photo of the tour."""
    return await connection.fetchval(
        """
        SELECT key FROM photo
        WHERE subject_kind = $1 AND subject_id = $2 AND state = 'ready' AND defect_id IS NULL
        ORDER BY position, id LIMIT 1
        """,
        subject.kind,
        subject.id,
    )


async def _held(connection: Connection, subject: Subject, photo_id: str) -> Row:
    row = await connection.fetchrow(
        "SELECT * FROM photo WHERE id = $1 AND subject_kind = $2 AND subject_id = $3 FOR UPDATE",
        photo_id,
        subject.kind,
        subject.id,
    )
    if row is None:
        raise Refusal(Code.NOT_FOUND)
    return dict(row)


def _progress(row: Row) -> Progress:
    ready = row["state"] == "ready"
    return Progress(
        id=str(row["id"]),
        offset=row["received_bytes"],
        size_bytes=row["size_bytes"],
        photo=photo_of(row, cover=row["position"] == 1 and row["defect_id"] is None) if ready else None,
    )
