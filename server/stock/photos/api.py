"""Photos of a car over HTTP; and the pictures themselves, for everybody signed in who knows their address.

Upload: `POST .../photos {size_bytes}`, then `PATCH .../photos/{id}` with a piece as the body and its `upload-offset`,
until the answer has the photo. Cut in between: `GET .../photos/{id}/upload` says from where to go on.
"""

import re
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, patch, post, put
from litestar.params import FromPath, HeaderParameter, JSONBody
from msgspec import Struct

from server.accounts.guards import dealer_only, needs
from server.accounts.principal import DealerUser, Right
from server.accounts.rights import sees_entity
from server.kit.http import ID, Injected, text_id
from server.kit.ids import VehicleId
from server.kit.postgres import Connection
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.dossiers.changing import cars_shown_anew
from server.stock.live_updates import vehicles_changed
from server.stock.photos import arranging, uploading
from server.stock.photos.photo import EDGES, PHOTOS_MAX, SIZE_BYTES_MAX, Photo, photos_of
from server.stock.photos.subject import Subject
from server.stock.photos.uploading import Progress
from server.stock.queries import find_vehicle

PIECE_MEDIA_TYPE = "application/offset+octet-stream"
# Where in its file a piece belongs.
UploadOffset = Annotated[
    int,
    HeaderParameter(name="Upload-Offset", ge=0, le=SIZE_BYTES_MAX, description="The place of the piece in its file."),
]
KEY = re.compile(r"[A-Za-z0-9_-]{22}")
# A picture never changes: its key goes with it.
FOREVER = "private, max-age=31536000, immutable"


class NewPhoto(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How large the file is, of 5 MB at most; with a defect, what it shows is that."""

    size_bytes: Annotated[int, msgspec.Meta(ge=1, le=SIZE_BYTES_MAX)]
    defect_id: Annotated[str, ID] | None = None


class PhotoOrder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every photo of the car, in the order to show them."""

    photo_ids: Annotated[tuple[Annotated[str, ID], ...], msgspec.Meta(max_length=PHOTOS_MAX)]


@get("/vehicles/{vehicle_id:uuid}/photos", guards=[dealer_only])
async def list_vehicle_photos(
    vehicle_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> list[Photo]:
    """Photos in their order."""
    subject = await _subject(resources, user, vehicle_id)
    return await photos_of(resources.postgres, subject.kind, subject.id)


@post("/vehicles/{vehicle_id:uuid}/photos", guards=[needs(Right.MANAGE_STOCK)])
async def begin_photo(
    vehicle_id: FromPath[UUID], data: JSONBody[NewPhoto], user: Injected[DealerUser], resources: Injected[Resources]
) -> Progress:
    """Announce a photo; its pieces follow."""
    subject = await _subject(resources, user, vehicle_id)
    if data.defect_id is not None:
        known = await resources.postgres.fetchval(
            "SELECT true FROM vehicle_defect WHERE id = $1 AND vehicle_id = $2", data.defect_id, subject.id
        )
        if not known:
            raise Refusal(Code.INVALID, errors=[field_error("/defect_id", Fault.UNKNOWN)])
    return await uploading.begin(resources.postgres, subject, size_bytes=data.size_bytes, defect_id=data.defect_id)


@get("/vehicles/{vehicle_id:uuid}/photos/{photo_id:uuid}/upload", guards=[dealer_only])
async def read_photo_upload(
    vehicle_id: FromPath[UUID], photo_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> Progress:
    """How much of a photo has arrived."""
    subject = await _subject(resources, user, vehicle_id)
    return await uploading.progress(resources.postgres, subject, text_id(photo_id))


@patch(
    "/vehicles/{vehicle_id:uuid}/photos/{photo_id:uuid}",
    guards=[needs(Right.MANAGE_STOCK)],
    opt={"media_types": {PIECE_MEDIA_TYPE}},
    request_max_body_size=SIZE_BYTES_MAX,
)
async def receive_photo_piece(
    *,
    vehicle_id: FromPath[UUID],
    photo_id: FromPath[UUID],
    request: Request[Any, Any, Any],
    upload_offset: UploadOffset,
    user: Injected[DealerUser],
    resources: Injected[Resources],
) -> Progress:
    """Take a piece (`application/offset+octet-stream`, header `upload-offset`); `photo` is in the last answer."""
    subject = await _subject(resources, user, vehicle_id)
    await uploading.progress(resources.postgres, subject, text_id(photo_id))
    return await uploading.receive(
        resources,
        subject,
        text_id(photo_id),
        offset=upload_offset,
        piece=await request.body(),
        changed=photos_changed,
    )


@put("/vehicles/{vehicle_id:uuid}/photos/order", guards=[needs(Right.MANAGE_STOCK)])
async def order_photos(
    vehicle_id: FromPath[UUID], data: JSONBody[PhotoOrder], user: Injected[DealerUser], resources: Injected[Resources]
) -> list[Photo]:
    """Show them in this order."""
    subject = await _subject(resources, user, vehicle_id)
    await arranging.arrange(resources, subject, data.photo_ids, changed=photos_changed)
    return await photos_of(resources.postgres, subject.kind, subject.id)


@put("/vehicles/{vehicle_id:uuid}/photos/{photo_id:uuid}/cover", guards=[needs(Right.MANAGE_STOCK)])
async def choose_cover(
    vehicle_id: FromPath[UUID], photo_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> list[Photo]:
    """Show this one on the card, before the others."""
    subject = await _subject(resources, user, vehicle_id)
    await arranging.make_cover(resources, subject, text_id(photo_id), changed=photos_changed)
    return await photos_of(resources.postgres, subject.kind, subject.id)


@delete("/vehicles/{vehicle_id:uuid}/photos/{photo_id:uuid}", guards=[needs(Right.MANAGE_STOCK)])
async def delete_photo(
    vehicle_id: FromPath[UUID], photo_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> None:
    """Take it away."""
    subject = await _subject(resources, user, vehicle_id)
    await arranging.remove(resources, subject, text_id(photo_id), changed=photos_changed)


@get("/photos/{key:str}/{name:str}", media_type=uploading.MEDIA_TYPE)
async def read_picture(key: FromPath[str], name: FromPath[str], resources: Injected[Resources]) -> Response[bytes]:
    """The picture, `thumb.webp` or `large.webp`; answers name it only to who may see its car."""
    if not KEY.fullmatch(key) or name.removesuffix(".webp") not in EDGES or not name.endswith(".webp"):
        raise Refusal(Code.NOT_FOUND)
    content = await resources.storage.get(f"{key}/{name}")
    if content is None:
        raise Refusal(Code.NOT_FOUND)
    return Response(content, media_type=uploading.MEDIA_TYPE, headers={"cache-control": FOREVER})


async def photos_changed(connection: Connection, subject: Subject, key: str | None) -> None:
    """The car's card and rows show its first photo; its dossier shows them all."""
    await connection.execute(
        "UPDATE vehicle SET photo_key = $2 WHERE id = $1 AND photo_key IS DISTINCT FROM $2", subject.id, key
    )
    await vehicles_changed(connection, [VehicleId(subject.id)])
    await cars_shown_anew(connection, [VehicleId(subject.id)])


async def _subject(resources: Resources, user: DealerUser, vehicle_id: UUID) -> Subject:
    car = await find_vehicle(resources.postgres, VehicleId(text_id(vehicle_id)))
    if car is None or not sees_entity(user, car.entity_id):
        raise Refusal(Code.NOT_FOUND)
    return Subject(kind="vehicle", id=car.id)


PHOTO_ROUTES = (
    list_vehicle_photos,
    begin_photo,
    read_photo_upload,
    receive_photo_piece,
    order_photos,
    choose_cover,
    delete_photo,
    read_picture,
)
