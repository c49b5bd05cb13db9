"""Trade-ins over HTTP: a customer's car, and asking pros what they would give for it. Dealers only."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from server.accounts.guards import dealer_only
from server.accounts.principal import DealerUser
from server.accounts.rights import sees_entity
from server.auctions.trading import Trading, open_soon
from server.kit.http import UUID_LENGTH, UUID_PATTERN, Injected, text_id
from server.kit.ids import EntityId, TradeInId
from server.protocol.refusals import Code, Refusal
from server.rest.listing import LIMIT_DEFAULT, Cursor, Limit, Page
from server.rest.repeats import IdempotencyKey
from server.tradeins import creating, quoting, submitting
from server.tradeins.condition_api import trade_in_of
from server.tradeins.queries import TradeInFilter, find_trade_ins
from server.tradeins.trade_in import FinishForm, QuotationForm, TradeIn, TradeInForm, TradeInRow, TradeInState

# The framework keeps the bare name `state` for itself.
InStates = Annotated[Sequence[TradeInState] | None, QueryParameter(name="state")]
OfEntity = Annotated[str | None, QueryParameter(pattern=UUID_PATTERN, max_length=UUID_LENGTH)]


@get("/trade-ins", guards=[dealer_only])
async def list_trade_ins(
    *,
    user: Injected[DealerUser],
    trading: Injected[Trading],
    entity_id: OfEntity = None,
    in_states: InStates = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[TradeInRow]:
    """Trade-ins of the user's entities, newest first."""
    if entity_id is not None and not sees_entity(user, EntityId(entity_id)):
        raise Refusal(Code.NOT_FOUND)
    entity_ids = user.entity_ids if entity_id is None else {EntityId(entity_id)}
    wanted = TradeInFilter(entity_ids=entity_ids, states=in_states)
    return await find_trade_ins(trading.resources.postgres, user, wanted, limit=limit, cursor=cursor)


@post("/trade-ins", guards=[dealer_only])
async def create_trade_in(
    data: JSONBody[TradeInForm],
    user: Injected[DealerUser],
    trading: Injected[Trading],
    idempotency_key: IdempotencyKey = None,
) -> Response[TradeIn]:
    """Write a customer's car down; the same `Idempotency-Key` does it once, and answers 200 from then on."""
    made = await creating.create(trading.resources, user, data, key=idempotency_key)
    return Response(await trade_in_of(trading.pictures, user, made.id), status_code=200 if made.repeated else 201)


@get("/trade-ins/{trade_in_id:uuid}", guards=[dealer_only])
async def read_trade_in(trade_in_id: FromPath[UUID], user: Injected[DealerUser], trading: Injected[Trading]) -> TradeIn:
    """One trade-in with everybody's answers; live in the room of its quotation's auction."""
    return await trade_in_of(trading.pictures, user, TradeInId(text_id(trade_in_id)))


@post("/trade-ins/{trade_in_id:uuid}/quotation", guards=[dealer_only])
async def ask_for_quotes(
    trade_in_id: FromPath[UUID],
    data: JSONBody[QuotationForm],
    user: Injected[DealerUser],
    trading: Injected[Trading],
    idempotency_key: IdempotencyKey = None,
) -> Response[TradeIn]:
    """Ask every connected pro for a price; again once a round has ended. The same `Idempotency-Key` asks once."""
    trade_in = TradeInId(text_id(trade_in_id))
    asked = await _asked(trading, user, trade_in, comment=data.comment_for_pros, key=idempotency_key)
    return Response(await trade_in_of(trading.pictures, user, trade_in), status_code=200 if asked.repeated else 201)


@post("/trade-ins/{trade_in_id:uuid}/finish", guards=[dealer_only], status_code=200)
async def finish_trade_in(
    trade_in_id: FromPath[UUID],
    data: JSONBody[FinishForm],
    user: Injected[DealerUser],
    trading: Injected[Trading],
    idempotency_key: IdempotencyKey = None,
) -> TradeIn:
    """Pros are asked at once by those who may; others' estimate awaits somebody who may validate it (domain 4.3)."""
    trade_in = TradeInId(text_id(trade_in_id))
    if (await trade_in_of(trading.pictures, user, trade_in)).may_ask:
        await _asked(trading, user, trade_in, comment=data.comment_for_pros, key=idempotency_key)
    else:
        pros, comment = data.comment_for_pros.strip(), data.comment_for_manager.strip()
        await submitting.submit(trading.resources, user, trade_in, comment_for_pros=pros, comment=comment)
    return await trade_in_of(trading.pictures, user, trade_in)


async def _asked(
    trading: Trading, user: DealerUser, trade_in: TradeInId, *, comment: str, key: str | None
) -> quoting.Asked:
    """Begin a round, and wait a little for its book."""
    asked = await quoting.ask(trading.resources, user, trade_in, comment=comment.strip(), key=key)
    await open_soon(trading, asked.auction_id)
    return asked


router = Router(
    "/api",
    route_handlers=[list_trade_ins, create_trade_in, read_trade_in, ask_for_quotes, finish_trade_in],
    tags=["trade-ins"],
)
