"""Send a finished estimate to those who may validate it, where its seller may not (domain 4.3)."""

from server.accounts import tables as accounts_tables
from server.accounts.principal import DealerUser
from server.accounts.rights import sees_entity
from server.kit import clock, query
from server.kit.ids import EntityId, TradeInId
from server.kit.postgres import Connection, transaction
from server.kit.rows import Row
from server.notifications import recipients
from server.notifications.message import Message
from server.notifications.sending import send
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.tradeins import tables
from server.tradeins.quoting import check_complete


async def submit(
    resources: Resources, user: DealerUser, trade_in_id: TradeInId, *, comment_for_pros: str, comment: str
) -> None:
    """It awaits validation, and everybody who may validate is told; once more after a new comment.

    Raises:
        Refusal: `not_found` for one of an entity that isn't the user's; `conflict` while pros are being asked;
            `invalid` without plate or VIN.

    """
    async with transaction(resources.postgres) as connection:
        row = await connection.fetchrow("SELECT * FROM trade_in WHERE id = $1 FOR UPDATE", trade_in_id)
        if row is None or not sees_entity(user, EntityId(str(row["entity_id"]))):
            raise Refusal(Code.NOT_FOUND)
        check_complete(dict(row))
        said = (row["comment_for_pros"], row["comment_for_manager"])
        if row["state"] == "awaiting_validation" and said == (comment_for_pros, comment):
            return  # the same tap once more
        car = tables.TradeIn
        await query.execute(
            connection,
            car.update(
                {
                    car.state: "awaiting_validation",
                    car.comment_for_pros: comment_for_pros,
                    car.comment_for_manager: comment,
                    car.version: car.version + 1,
                }
            ).where(car.id == trade_in_id),
        )
        await _notify_validators(connection, user, dict(row), comment=comment)


async def _notify_validators(connection: Connection, user: DealerUser, row: Row, *, comment: str) -> None:
    entity_id = EntityId(str(row["entity_id"]))
    account, entity = accounts_tables.Account, accounts_tables.Entity
    requester = account.select(account.name).where(account.id == user.account_id)
    named = entity.select(entity.name).where(entity.id == entity_id)
    facts = {
        "car": f"{row['make']} {row['model']}",
        "requester": str(await query.fetch_value(connection, requester, str)),
        "comment": comment,
        "entity": str(await query.fetch_value(connection, named, str)),
    }
    trade_in_id = str(row["id"])
    message = Message(
        kind="estimate_to_validate",
        recipients=await recipients.validators(connection, entity_id, but=user.account_id),
        facts=facts,
        at=clock.now(),
        links={"dealer": f"/reprises/{trade_in_id}"},
        subject_id=trade_in_id,
        entity_id=entity_id,
    )
    await send(connection, message)
