"""Photos and defects of a customer's car over HTTP, as those of a car of the stock (domain 4.1). Dealers only."""

from typing import Any
from uuid import UUID

from litestar import Request, Router, delete, get, patch, post, put
from litestar.params import FromPath, JSONBody

from server.accounts.guards import dealer_only
from server.accounts.principal import DealerUser
from server.accounts.rights import sees_entity
from server.auctions.snapshots import Pictures
from server.auctions.trading import Trading
from server.kit import query
from server.kit.http import Injected, text_id
from server.kit.ids import EntityId, TradeInId
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.photos import arranging, uploading
from server.stock.photos.api import PIECE_MEDIA_TYPE, NewPhoto, PhotoOrder, UploadOffset
from server.stock.photos.photo import SIZE_BYTES_MAX, Photo, photos_of
from server.stock.photos.subject import Subject
from server.stock.photos.uploading import Progress
from server.stock.records.api import DefectPlace, NewDefect
from server.tradeins import condition, tables
from server.tradeins.queries import find_trade_in
from server.tradeins.trade_in import TradeIn


@post("/trade-ins/{trade_in_id:uuid}/defects", guards=[dealer_only])
async def add_trade_in_defect(
    trade_in_id: FromPath[UUID], data: JSONBody[NewDefect], user: Injected[DealerUser], trading: Injected[Trading]
) -> TradeIn:
    """Note a defect; its photos name it."""
    car_id = TradeInId(text_id(trade_in_id))
    await condition.add_defect(
        trading.resources, user, car_id, name=data.name.strip(), amount_cents=data.amount_cents, place=data.place
    )
    return await trade_in_of(trading.pictures, user, car_id)


@put("/trade-ins/{trade_in_id:uuid}/defects/{defect_id:uuid}/place", guards=[dealer_only])
async def place_trade_in_defect(
    trade_in_id: FromPath[UUID],
    defect_id: FromPath[UUID],
    data: JSONBody[DefectPlace],
    user: Injected[DealerUser],
    trading: Injected[Trading],
) -> TradeIn:
    """Say where on the drawn car a defect is."""
    car_id = TradeInId(text_id(trade_in_id))
    await condition.place_defect(trading.resources, user, car_id, text_id(defect_id), place=data.place)
    return await trade_in_of(trading.pictures, user, car_id)


@delete("/trade-ins/{trade_in_id:uuid}/defects/{defect_id:uuid}", guards=[dealer_only])
async def delete_trade_in_defect(
    trade_in_id: FromPath[UUID], defect_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> None:
    """Strike a defect; its photos stay, as photos of the car."""
    await condition.remove_defect(resources, user, TradeInId(text_id(trade_in_id)), text_id(defect_id))


@post("/trade-ins/{trade_in_id:uuid}/photos", guards=[dealer_only])
async def begin_trade_in_photo(
    trade_in_id: FromPath[UUID], data: JSONBody[NewPhoto], user: Injected[DealerUser], resources: Injected[Resources]
) -> Progress:
    """Announce a photo; its pieces follow."""
    subject = await _subject(resources, user, trade_in_id)
    if data.defect_id is not None:
        defect = tables.TradeInDefect
        known = defect.select(defect.id).where(defect.id == data.defect_id, defect.trade_in_id == subject.id)
        if not await query.execute(resources.postgres, known):
            raise Refusal(Code.INVALID, errors=[field_error("/defect_id", Fault.UNKNOWN)])
    return await uploading.begin(resources.postgres, subject, size_bytes=data.size_bytes, defect_id=data.defect_id)


@get("/trade-ins/{trade_in_id:uuid}/photos/{photo_id:uuid}/upload", guards=[dealer_only])
async def read_trade_in_photo_upload(
    trade_in_id: FromPath[UUID], photo_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> Progress:
    """How much of a photo has arrived."""
    subject = await _subject(resources, user, trade_in_id)
    return await uploading.progress(resources.postgres, subject, text_id(photo_id))


@patch(
    "/trade-ins/{trade_in_id:uuid}/photos/{photo_id:uuid}",
    guards=[dealer_only],
    opt={"media_types": {PIECE_MEDIA_TYPE}},
    request_max_body_size=SIZE_BYTES_MAX,
)
async def receive_trade_in_photo_piece(
    *,
    trade_in_id: FromPath[UUID],
    photo_id: FromPath[UUID],
    request: Request[Any, Any, Any],
    upload_offset: UploadOffset,
    user: Injected[DealerUser],
    resources: Injected[Resources],
) -> Progress:
    """Take a piece (`application/offset+octet-stream`, header `upload-offset`); `photo` is in the last answer."""
    subject = await _subject(resources, user, trade_in_id)
    await uploading.progress(resources.postgres, subject, text_id(photo_id))
    return await uploading.receive(
        resources,
        subject,
        text_id(photo_id),
        offset=upload_offset,
        piece=await request.body(),
        changed=condition.photos_changed,
    )


@put("/trade-ins/{trade_in_id:uuid}/photos/order", guards=[dealer_only])
async def order_trade_in_photos(
    trade_in_id: FromPath[UUID], data: JSONBody[PhotoOrder], user: Injected[DealerUser], resources: Injected[Resources]
) -> list[Photo]:
    """Show them in this order."""
    subject = await _subject(resources, user, trade_in_id)
    await arranging.arrange(resources, subject, data.photo_ids, changed=condition.photos_changed)
    return await photos_of(resources.postgres, subject.kind, subject.id)


@put("/trade-ins/{trade_in_id:uuid}/photos/{photo_id:uuid}/cover", guards=[dealer_only])
async def choose_trade_in_cover(
    trade_in_id: FromPath[UUID], photo_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> list[Photo]:
    """Show this one before the others."""
    subject = await _subject(resources, user, trade_in_id)
    await arranging.make_cover(resources, subject, text_id(photo_id), changed=condition.photos_changed)
    return await photos_of(resources.postgres, subject.kind, subject.id)


@delete("/trade-ins/{trade_in_id:uuid}/photos/{photo_id:uuid}", guards=[dealer_only])
async def delete_trade_in_photo(
    trade_in_id: FromPath[UUID], photo_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]
) -> None:
    """Take it away."""
    subject = await _subject(resources, user, trade_in_id)
    await arranging.remove(resources, subject, text_id(photo_id), changed=condition.photos_changed)


async def trade_in_of(pictures: Pictures, user: DealerUser, trade_in_id: TradeInId) -> TradeIn:
    """The whole trade-in, if the user sees its entity.

    Raises:
        Refusal: `not_found`.

    """
    found = await find_trade_in(pictures, user, trade_in_id)
    if found is None or not sees_entity(user, found[0]):
        raise Refusal(Code.NOT_FOUND)
    return found[1]


async def _subject(resources: Resources, user: DealerUser, trade_in_id: UUID) -> Subject:
    car_id = text_id(trade_in_id)
    car = tables.TradeIn
    entity_id = await query.fetch_value(resources.postgres, car.select(car.entity_id).where(car.id == car_id), EntityId)
    if entity_id is None or not sees_entity(user, entity_id):
        raise Refusal(Code.NOT_FOUND)
    return Subject(kind="trade_in", id=car_id)


router = Router(
    "/api",
    route_handlers=[
        add_trade_in_defect,
        place_trade_in_defect,
        delete_trade_in_defect,
        begin_trade_in_photo,
        read_trade_in_photo_upload,
        receive_trade_in_photo_piece,
        order_trade_in_photos,
        choose_trade_in_cover,
        delete_trade_in_photo,
    ],
    tags=["trade-ins"],
)
