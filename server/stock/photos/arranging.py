"""Put photos in order, choose the one on the card, take some away."""

from collections.abc import Sequence

from server.kit.postgres import transaction
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.photos.photo import EDGES
from server.stock.photos.subject import Changed, Subject
from server.stock.photos.uploading import cover_key, lock


async def arrange(resources: Resources, subject: Subject, photo_ids: Sequence[str], *, changed: Changed) -> None:
    """Show the photos in this order, which names each of them once; the first is on the card.

    Raises:
        Refusal: `invalid`, it isn't the list of the subject's photos.

    """
    wanted = [photo_id.lower() for photo_id in photo_ids]
    async with transaction(resources.postgres) as connection:
        await lock(connection, subject)
        rows = await connection.fetch(
            "SELECT id::text FROM photo WHERE subject_kind = $1 AND subject_id = $2", subject.kind, subject.id
        )
        if sorted(row["id"] for row in rows) != sorted(wanted):
            raise Refusal(Code.INVALID, errors=[field_error("/photo_ids", Fault.NOT_EACH_ONCE)])
        await connection.execute(
            """
            UPDATE photo SET position = placed.position
            FROM unnest($1::uuid[]) WITH ORDINALITY AS placed (id, position) WHERE photo.id = placed.id
            """,
            wanted,
        )
        await changed(connection, subject, await cover_key(connection, subject))


async def make_cover(resources: Resources, subject: Subject, photo_id: str, *, changed: Changed) -> None:
    """Put the photo first.

    Raises:
        Refusal: `not_found`.

    """
    async with transaction(resources.postgres) as connection:
        await lock(connection, subject)
        found = await connection.execute(
            """
            UPDATE photo SET position = CASE WHEN id = $1 THEN 1 ELSE position + 1 END, defect_id =
                CASE WHEN id = $1 THEN NULL ELSE defect_id END
            WHERE subject_kind = $2 AND subject_id = $3 AND EXISTS (
                SELECT FROM photo chosen WHERE chosen.id = $1 AND chosen.subject_id = $3)
            """,
            photo_id,
            subject.kind,
            subject.id,
        )
        if found == "UPDATE 0":
            raise Refusal(Code.NOT_FOUND)
        await changed(connection, subject, await cover_key(connection, subject))


async def remove(resources: Resources, subject: Subject, photo_id: str, *, changed: Changed) -> None:
    """Take the photo away, its files too.

    Raises:
        Refusal: `not_found`.

    """
    async with transaction(resources.postgres) as connection:
        await lock(connection, subject)
        key = await connection.fetchval(
            "DELETE FROM photo WHERE id = $1 AND subject_kind = $2 AND subject_id = $3 RETURNING key",
            photo_id,
            subject.kind,
            subject.id,
        )
        if key is None:
            raise Refusal(Code.NOT_FOUND)
        await changed(connection, subject, await cover_key(connection, subject))
    await delete_files(resources, [key])


async def delete_files(resources: Resources, keys: Sequence[str]) -> None:
    """Delete the pictures of photos that are gone."""
    storage = resources.storage
    for key in keys:
        for size in EDGES:
            await storage.delete(f"{key}/{size}.webp")
