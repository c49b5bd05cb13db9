"""The rules of the order book a second time, written from the domain page: what must come out of any history.

Small and slow on purpose: a lot is its bidders' ceilings, ranked anew at each act; exposure is summed over all lots;
alarms are read off the state. It knows no clock: every call is told the time at which the book decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from msgspec import structs

from server.auctions.book import Definition
from server.auctions.event import (
    Act,
    ActKind,
    AuctionState,
    Kind,
    PrivateAuction,
    PrivateLot,
    ProStatus,
    PublicAuction,
    Result,
    State,
)
from server.auctions.limits import Limits, Place, Won
from server.kit.ids import AuctionId, CommandId, EntityId, ProId
from server.kit.money import Cents
from tests.auctions.oracle_lot import NOBODY, Ceiling, Lot
from tests.auctions.orders import Order, Outcome, Written

KINDS = {
    "place_bid": Kind.BID_PLACED,
    "set_maximum": Kind.MAXIMUM_SET,
    "cancel_maximum": Kind.MAXIMUM_CANCELLED,
    "quote": Kind.QUOTE_RECEIVED,
    "decline": Kind.QUOTE_DECLINED,
    "pause": Kind.AUCTION_PAUSED,
    "resume": Kind.AUCTION_RESUMED,
    "extend": Kind.AUCTION_EXTENDED,
    "cancel": Kind.AUCTION_CANCELLED,
    "lower_reserve": Kind.RESERVE_LOWERED,
    "void": Kind.BID_VOIDED,
}
ACTS: dict[str, ActKind] = {
    "place_bid": "bid",
    "set_maximum": "maximum",
    "cancel_maximum": "cancel",
    "quote": "quote",
    "decline": "decline",
}


class Refused(Exception):
    def __init__(self, code: str, available: int | None = None) -> None:
        self.code, self.available = code, available


@dataclass
class Pro:
    status: ProStatus = "invited"
    alias: int = 0
    asked: bool = True  # from the beginning, not only when it opened


@dataclass
class Auction:
    id: AuctionId
    definition: Definition
    starts: int
    ends: int
    last: int
    lots: list[Lot]
    pros: dict[ProId, Pro]
    state: State = "scheduled"
    paused_at: int = 0
    reminder: int = 0
    remind_at: int | None = None
    seq: int = 0
    pro_seq: int = 0
    seen: dict[tuple[str, str], tuple[tuple[object, ...], Outcome]] = field(
        default_factory=dict[tuple[str, str], tuple[tuple[object, ...], Outcome]]
    )

    @property
    def sealed(self) -> bool:
        return self.definition.format == "sealed"

    @property
    def over(self) -> bool:
        return self.state in {"closed", "cancelled"}

    @property
    def open_lots(self) -> list[Lot]:
        return [lot for lot in self.lots if not lot.outcome]

    @property
    def answered(self) -> int:
        return sum(pro.alias > 0 for pro in self.pros.values())

    def set_reminder(self, at: int) -> None:
        moment = self.ends - self.reminder
        self.remind_at = moment if self.state == "open" and self.reminder and moment > at else None

    def snapshot(self) -> AuctionState:
        given = self.definition
        return AuctionState(
            format=given.format,
            state=self.state,
            entity=given.entity,
            minimum_raise_cents=given.minimum_raise_cents,
            window_ms=given.window_ms,
            extension_ms=given.extension_ms,
            cap_ms=given.cap_ms,
            reminder_ms=self.reminder,
            starts_at_ms=self.starts,
            ends_at_ms=self.ends,
            paused_at_ms=self.paused_at,
            lots=len(self.lots),
            open_lots=len(self.open_lots),
            invited=sum(pro.asked for pro in self.pros.values()),
            answered=self.answered,
            seq=self.seq,
            pro_seq=self.pro_seq,
            last_ms=self.last,
        )


class Oracle:
    """A partition."""

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch
        self.auctions: dict[AuctionId, Auction] = {}
        # By entity and holder: the number of the reading, and what it said.
        self.limits: dict[EntityId, dict[str, tuple[int, Cents | None]]] = {}
        self.won: dict[Place, Won] = {}
        self.written: list[Written] = []

    # What is asked ---------------------------------------------------------------------------------------------------

    def set_limits(self, said: Limits) -> None:
        known = self.limits.setdefault(said.entity, {})
        for holder, cents in said.limits.items():
            if holder not in known or known[holder][0] <= said.revision:
                known[holder] = said.revision, cents

    def release(self, places: Sequence[Place]) -> int:
        return sum(self.won.pop(place, None) is not None for place in places)

    def exposure(self, entity: EntityId) -> dict[str, int]:
        sums: dict[str, int] = {}
        for won in self.won.values():
            for holder in (won.leader_pro, won.leader_member) if won.entity == entity else ():
                sums[holder] = sums.get(holder, 0) + won.price_cents
        for auction in self.auctions.values():
            if auction.definition.entity != entity or auction.over:
                continue
            for lot in auction.lots:
                if lot.leader and lot.held():
                    for holder in (lot.leader.pro, lot.leader.member):
                        sums[holder] = sums.get(holder, 0) + lot.held()
        return sums

    def alarms(self) -> list[tuple[int, AuctionId, str, int]]:
        due: list[tuple[int, AuctionId, str, int]] = []
        for auction in self.auctions.values():
            if auction.state == "scheduled":
                due.append((auction.starts, auction.id, "start", 0))
            if auction.state == "open":
                due += [(lot.ends, auction.id, "end", lot.rank) for lot in auction.open_lots]
                if auction.remind_at is not None:
                    due.append((auction.remind_at, auction.id, "remind", 0))
        return sorted(due)

    def open(self, order: Order, definition: Definition, at: int) -> Outcome:
        if order.auction in self.auctions:
            known = self.auctions[order.auction].seen.get((order.sender, order.id))
            return self._repeat(order, known) if known else Outcome(status="mismatch")
        if order.epoch != self.epoch:
            return Outcome(status="stale_epoch")
        starts = definition.starts_at_ms or at
        ends = starts + definition.duration_ms
        lots = [
            Lot(
                rank=rank,
                starting=lot.starting_price_cents,
                reserve=lot.reserve_cents,
                ends=ends,
                raise_=definition.minimum_raise_cents,
                sealed=definition.format == "sealed",
            )
            for rank, lot in enumerate(definition.lots, start=1)
        ]
        pros = {pro: Pro() for pro in definition.limits}
        limits = {**definition.limits, **definition.member_limits}
        self.set_limits(Limits(entity=definition.entity, revision=definition.limits_revision, limits=limits))
        auction = Auction(order.auction, definition, starts, ends, at, lots, pros, reminder=definition.reminder_ms)
        self.auctions[auction.id] = auction
        self._tell(auction, Kind.AUCTION_SCHEDULED, order, at, visible=False, limits=definition.limits)
        outcome = self._remember(auction, order, Outcome(status="ok", outcome="accepted", seq=auction.seq, at_ms=at))
        self._catch_up(auction, at, by_manager=False)
        return outcome

    def decide(self, order: Order, at: int) -> Outcome:
        auction = self.auctions.get(order.auction)
        if auction is None:
            return Outcome(status="no_book")
        known = auction.seen.get((order.sender, order.id))
        if known:
            return self._repeat(order, known)
        if order.epoch != self.epoch:
            return Outcome(status="stale_epoch")
        self._catch_up(auction, at, by_manager=not order.pro)
        lot = next((lot for lot in auction.lots if lot.rank == order.lot), None)
        try:
            result = self._perform(auction, lot, order, at)
        except Refused as refused:
            result = self._result(auction, lot, order, refused.available)
            auction.last = at
            entry = self._entry(auction, KINDS[order.name], order, at)
            self.written.append(replace(entry, outcome=refused.code, result=result))
            outcome = Outcome(status="ok", outcome=refused.code, seq=auction.seq, at_ms=at, result=result)
            return self._remember(auction, order, outcome)
        outcome = self._remember(
            auction, order, Outcome(status="ok", outcome="accepted", seq=auction.seq, at_ms=at, result=result)
        )
        if auction.sealed and order.pro and lot and auction.answered == len(auction.pros):
            self._close(auction, lot, at)
        return outcome

    def tick(self, limit: int, now: int) -> int:
        fired = 0
        while fired < limit and (due := self.alarms()) and due[0][0] <= now:
            _, name, what, rank = due[0]
            auction = self.auctions[name]
            at = max(now, auction.last)
            if what == "start":
                self._start(auction, at)
            elif what == "end":
                self._close(auction, auction.lots[rank - 1], at)
            else:
                auction.remind_at, auction.reminder = None, 0
                self._tell(auction, Kind.AUCTION_ENDING_SOON, None, at)
            fired += 1
        return fired

    def recover(self, epoch: int, alive: int, times: dict[AuctionId, int], *, forget: bool) -> None:
        """The partition rebuilt: what isn't over is told at these times; with `forget` the rest is gone."""
        self.epoch = epoch
        if forget:
            self.auctions = {name: auction for name, auction in self.auctions.items() if not auction.over}
        for name, auction in self.auctions.items():
            if auction.over:
                continue
            at = times[name]
            lost = at - max(alive, auction.starts)
            if auction.state != "paused" and lost > 0:
                auction.ends += lost
                for lot in auction.open_lots:
                    lot.ends += lost if lot.ends > alive else 0
            auction.set_reminder(at)
            self._tell(auction, Kind.RECOVERED, None, at)

    # The rules -------------------------------------------------------------------------------------------------------

    def _perform(self, auction: Auction, lot: Lot | None, order: Order, at: int) -> Result | None:
        if order.lot and not lot:
            raise Refused("not_found")
        if order.name in ACTS:
            assert lot
            return self._bid(auction, lot, order, at)
        if order.name in {"lower_reserve", "void"}:
            assert lot
            return self._correct(auction, lot, order, at)
        self._amend(auction, order, at)
        return None

    def _bid(self, auction: Auction, lot: Lot, order: Order, at: int) -> Result | None:
        kind = ACTS[order.name]
        if auction.sealed != (kind in {"quote", "decline"}):
            raise Refused("wrong_format")
        if auction.over or lot.outcome:
            raise Refused("closed")
        if auction.state != "open":
            raise Refused("not_open" if auction.state == "scheduled" else "paused")
        if at >= lot.ends:
            raise Refused("closed")
        if auction.sealed and order.pro not in auction.pros:
            raise Refused("not_invited")
        pro = auction.pros.get(order.pro) or Pro(asked=False)
        if pro.status == "declined":
            raise Refused("declined_lot")
        if kind == "bid" and lot.led_by(order.pro):
            raise Refused("already_leading")
        cents = order.said.get("amount_cents", order.said.get("maximum_cents", 0))
        self._check_limits(auction, lot, order, cents)
        self._check_amount(lot, order, kind, cents)

        mine = lot.leader if lot.led_by(order.pro) else None
        auction.pros[order.pro] = pro
        pro.alias = pro.alias or auction.answered + 1
        pro.status = "declined" if kind == "decline" else "answered"
        act = Act(
            kind="lower" if kind == "maximum" and mine and cents < mine.cents else kind,
            pro=order.pro,
            member=order.sender,
            alias=pro.alias,
            amount_cents=Cents(lot.price if kind == "cancel" else cents),
            reserve_cents=Cents(lot.reserve),
            command=order.id,
            counted=kind == "quote",
        )
        before, price = lot.leader, lot.price
        if auction.sealed:
            lot.acts.append(act)
            lot.recompute()
        else:
            lot.take(act)
            moved = lot.price != price or not (before and lot.led_by(before.pro))
            lot.acts.append(structs.replace(act, counted=moved))
            if moved:
                self._extend_softly(auction, lot, at)
        outbid = before if before and not lot.led_by(before.pro) else NOBODY
        return self._tell_lot(
            auction,
            KINDS[order.name],
            order,
            at,
            lot,
            visible=lot.acts[-1].counted and not auction.sealed,
            act=lot.acts[-1],
            automatic=not lot.led_by(order.pro) and not auction.sealed,
            outbid=outbid,
        )

    def _check_limits(self, auction: Auction, lot: Lot, order: Order, cents: int) -> None:
        sums = self.exposure(auction.definition.entity)
        limits = self.limits.get(auction.definition.entity, {})
        left: list[int] = []
        for holder in (order.pro, order.sender):
            _, limit = limits.get(holder, (0, None))
            mine = lot.leader is not None and lot.led_by(order.pro) and holder in {lot.leader.pro, lot.leader.member}
            own = lot.held() if mine else 0
            if limit is not None:
                left.append(max(0, own, limit - (sums.get(holder, 0) - own)))
        if left and cents > min(left):
            raise Refused("limit_exceeded", min(left))

    def _check_amount(self, lot: Lot, order: Order, kind: str, cents: int) -> None:
        mine = lot.led_by(order.pro)
        if kind == "cancel" and not (lot.leader and mine and lot.leader.cents > lot.price):
            raise Refused("cannot_lower")
        if kind == "maximum" and mine and cents < lot.price:
            raise Refused("cannot_lower")
        if kind in {"bid", "maximum", "quote"} and not (kind == "maximum" and mine) and cents < lot.least:
            raise Refused("amount_too_low")
        if kind == "bid" and cents > 10 * lot.least and not order.said.get("confirm_large"):
            raise Refused("confirm_large")
        if order.said.get("guard") == "exact" and order.said.get("seen_price_cents") != lot.price:
            raise Refused("price_moved")

    def _extend_softly(self, auction: Auction, lot: Lot, at: int) -> None:
        given = auction.definition
        if lot.ends - at <= given.window_ms:
            end = min(at + given.extension_ms, lot.ends - lot.extended + given.cap_ms)
            lot.extended += max(0, end - lot.ends)
            lot.ends = max(lot.ends, end)

    def _correct(self, auction: Auction, lot: Lot, order: Order, at: int) -> Result | None:
        """A manager's word about one lot."""
        if auction.over or lot.outcome:
            raise Refused("closed")
        if auction.state == "scheduled":
            raise Refused("not_open")
        if order.name == "lower_reserve":
            if not lot.reserve:
                raise Refused("no_reserve")
            if order.said["reserve_cents"] >= lot.reserve:
                raise Refused("reserve_not_lower")
            lot.reserve = order.said["reserve_cents"]
            if not auction.sealed and lot.leader and lot.price < lot.reserve <= lot.leader.cents:
                lot.price = lot.reserve
            return self._tell_lot(auction, Kind.RESERVE_LOWERED, order, at, lot, visible=not auction.sealed)
        if not order.said["reason"]:
            raise Refused("reason_required")
        named = [act for act in lot.acts if act.command == order.said["command_id"]]
        voided = next((act for act in named if act.kind in {"bid", "maximum", "quote"}), None)
        if not voided:
            raise Refused("not_found")
        later = lot.acts[lot.acts.index(voided) + 1 :]
        if auction.sealed and any(act.pro == voided.pro for act in later):
            raise Refused("not_found")
        lot.acts = [act for act in lot.acts if act != voided and not (auction.sealed and act.pro == voided.pro)]
        lot.recompute()
        visible = not auction.sealed
        reason = order.said["reason"]
        return self._tell_lot(auction, Kind.BID_VOIDED, order, at, lot, visible=visible, voided=voided, reason=reason)

    def _amend(self, auction: Auction, order: Order, at: int) -> None:
        """A manager's word about the whole auction."""
        if auction.over:
            raise Refused("closed")
        if order.name in {"pause", "resume"}:
            wanted = "open" if order.name == "pause" else "paused"
            if auction.state != wanted:
                raise Refused({"scheduled": "not_open", "paused": "paused", "open": "not_paused"}[auction.state])
        by_ms = order.said.get("by_ms", 0)
        match order.name:
            case "pause":
                auction.state, auction.paused_at = "paused", at
            case "resume":
                by_ms = at - auction.paused_at
                auction.state, auction.paused_at = "open", 0
            case "cancel":
                if any(lot.leader for lot in auction.lots) and not order.said["reason"]:
                    raise Refused("reason_required")
                auction.state = "cancelled"
                for lot in auction.open_lots:
                    lot.outcome = "cancelled"
        auction.ends += by_ms
        for lot in auction.open_lots:
            lot.ends += by_ms
        auction.set_reminder(at)
        self._tell(auction, KINDS[order.name], order, at, reason=order.said.get("reason", ""))

    # Its own acts ----------------------------------------------------------------------------------------------------

    def _catch_up(self, auction: Auction, at: int, *, by_manager: bool) -> None:
        if auction.state == "scheduled" and auction.starts <= at:
            self._start(auction, at)
        if by_manager and auction.state == "open":
            for lot in auction.open_lots:
                if lot.ends <= at:
                    self._close(auction, lot, at)

    def _start(self, auction: Auction, at: int) -> None:
        auction.state = "open"
        auction.set_reminder(at)
        self._tell(auction, Kind.AUCTION_OPENED, None, at)

    def _close(self, auction: Auction, lot: Lot, at: int) -> None:
        lot.outcome = "no_bid" if not lot.leader else "sold" if lot.price >= lot.reserve else "reserve_not_met"
        if lot.outcome == "sold" and lot.leader and not auction.sealed:
            self.won[Place(auction.id, lot.rank)] = Won(
                entity=auction.definition.entity,
                auction=auction.id,
                lot=lot.rank,
                leader_pro=lot.leader.pro,
                leader_member=lot.leader.member,
                price_cents=Cents(lot.price),
            )
        self._tell_lot(auction, Kind.LOT_CLOSED, None, at, lot, visible=True)
        if not auction.open_lots:
            auction.state = "closed"
            self._tell(auction, Kind.AUCTION_CLOSED, None, at)

    # The journal -----------------------------------------------------------------------------------------------------

    def _repeat(self, order: Order, known: tuple[tuple[object, ...], Outcome]) -> Outcome:
        content, outcome = known
        return replace(outcome, repeated=True) if content == order.content else Outcome(status="mismatch")

    def _remember(self, auction: Auction, order: Order, outcome: Outcome) -> Outcome:
        auction.seen[order.sender, order.id] = (order.content, outcome)
        return outcome

    def _result(
        self, auction: Auction, lot: Lot | None, order: Order | None, available: int | None = None
    ) -> Result | None:
        if not lot or not order:
            return None
        public = lot.public()
        return Result(
            amount_cents=order.said.get("amount_cents", order.said.get("maximum_cents")),
            price_cents=public.price_cents,
            next_min_cents=public.next_min_cents,
            leading=bool(order.pro and not auction.sealed and lot.led_by(order.pro)),
            ends_at_ms=lot.ends,
            seq=auction.pro_seq if order.pro else auction.seq,
            available_cents=None if available is None else Cents(available),
        )

    def _tell_lot(
        self,
        auction: Auction,
        kind: Kind,
        order: Order | None,
        at: int,
        lot: Lot,
        *,
        visible: bool,
        act: Act | None = None,
        automatic: bool = False,
        outbid: Ceiling = NOBODY,
        voided: Act | None = None,
        reason: str = "",
    ) -> Result | None:
        self._count(auction, at, visible=visible)
        private = PrivateLot(
            lot=lot.state(),
            invited=sum(pro.asked for pro in auction.pros.values()),
            answered=auction.answered,
            act=act,
            automatic=automatic,
            outbid_pro=outbid.pro,
            outbid_member=outbid.member,
            voided=voided,
            acts=tuple(lot.acts) if voided else (),
            reason=reason,
        )
        result = self._result(auction, lot, order)
        entry = self._entry(auction, kind, order, at)
        told = replace(entry, lot=lot.rank, visible=visible, public=lot.public(reason), private=private, result=result)
        self.written.append(told)
        return result

    def _tell(
        self,
        auction: Auction,
        kind: Kind,
        order: Order | None,
        at: int,
        *,
        visible: bool = True,
        reason: str = "",
        limits: dict[ProId, Cents | None] | None = None,
    ) -> None:
        self._count(auction, at, visible=visible)
        public = PublicAuction(
            state=auction.state,
            starts_at_ms=auction.starts,
            ends_at_ms=auction.ends,
            lots=tuple(lot.public() for lot in auction.lots),
            reason=reason,
        )
        lots = tuple(lot.state() for lot in auction.lots)
        private = PrivateAuction(auction=auction.snapshot(), lots=lots, limits=limits, reason=reason)
        entry = self._entry(auction, kind, order, at)
        self.written.append(replace(entry, visible=visible, public=public, private=private))

    def _count(self, auction: Auction, at: int, *, visible: bool) -> None:
        auction.seq, auction.pro_seq, auction.last = auction.seq + 1, auction.pro_seq + visible, at

    def _entry(self, auction: Auction, kind: Kind, order: Order | None, at: int) -> Written:
        return Written(
            kind=kind,
            auction=auction.id,
            seq=auction.seq,
            pro_seq=auction.pro_seq,
            at_ms=at,
            lot=order.lot or None if order else None,
            command=order.id if order else CommandId(""),
            sender=order.sender if order else "",
            pro=order.pro if order else ProId(""),
        )
