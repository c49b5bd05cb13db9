"""Show the moves of a lot: to its seller with names, to pros by pseudonym (domain 7.6). Pure."""

from server.auctions.context import AuctionContext
from server.auctions.picture import Step
from server.protocol.lots import DealerHistoryRow, ProHistoryRow


def alias(number: int) -> str | None:
    """How pros call a bidder of this auction; None for nobody."""
    return f"Enchérisseur {number}" if number else None


def dealer_row(context: AuctionContext, step: Step) -> DealerHistoryRow:
    """A bid with who made it."""
    return DealerHistoryRow(
        seq=step.seq,
        at_ms=step.at_ms,
        command_id=step.command_id or None,
        pro=context.pro(step.act.pro),
        member=context.member(step.act.member),
        amount_cents=step.amount_cents,
        automatic=step.automatic,
        voided=step.voided,
    )


def pro_rows(steps: tuple[Step, ...]) -> tuple[ProHistoryRow, ...]:
    """One row a position: a bid and the automatic answer to it are one step of the price for pros."""
    newest = {step.pro_seq: step for step in reversed(steps)}
    return tuple(
        ProHistoryRow(
            seq=step.pro_seq,
            at_ms=step.at_ms,
            leader_alias=alias(step.leader_alias) or "",
            leader_number=step.leader_alias or None,
            price_cents=step.price_cents,
        )
        for step in reversed(newest.values())
        if not step.voided
    )
