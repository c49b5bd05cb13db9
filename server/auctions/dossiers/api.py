"""Dossiers of lots over HTTP, for bidders and their programs."""

from uuid import UUID

from litestar import Response, Router, get
from litestar.params import FromPath
from msgspec import ValidationError, convert

from server.accounts.principal import Principal
from server.auctions.dossiers.reading import LotDossier, lot_dossier
from server.auctions.dossiers.sheet import lot_sheet
from server.auctions.trading import Trading
from server.kit.http import Injected, text_id
from server.kit.ids import AuctionId
from server.protocol.refusals import Code, Refusal
from server.protocol.scalars import LotRank
from server.stock.printing.typesetting import MEDIA_TYPE


@get("/auctions/{auction_id:uuid}/lots/{lot:int}/dossier")
async def read_dossier(
    auction_id: FromPath[UUID], lot: FromPath[int], principal: Injected[Principal], trading: Injected[Trading]
) -> LotDossier:
    """Each car of the lot whole: every photo, defects with theirs and their place, options, comment for pros."""
    return await lot_dossier(trading.pictures, principal, AuctionId(text_id(auction_id)), _rank(lot))


@get("/auctions/{auction_id:uuid}/lots/{lot:int}/sheet.pdf", media_type=MEDIA_TYPE)
async def print_lot_sheet(
    auction_id: FromPath[UUID], lot: FromPath[int], principal: Injected[Principal], trading: Injected[Trading]
) -> Response[bytes]:
    """The same as PDF, with photos and without any price."""
    dossier = await lot_dossier(trading.pictures, principal, AuctionId(text_id(auction_id)), _rank(lot))
    return Response(
        await lot_sheet(trading.resources, dossier),
        media_type=MEDIA_TYPE,
        headers={
            "content-disposition": f'inline; filename="lot-{dossier.number}.pdf"',
            "cache-control": "no-store",
        },
    )


def _rank(lot: int) -> int:
    try:
        return convert(lot, LotRank)
    except ValidationError as error:
        raise Refusal(Code.NOT_FOUND) from error


router = Router("/api", route_handlers=[read_dossier, print_lot_sheet], tags=["auctions"])
