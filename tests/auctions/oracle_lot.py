"""A lot by the rules of the domain page: its bidders' ceilings, ranked anew at each act."""

from dataclasses import dataclass, field, replace

from msgspec import structs

from server.auctions.event import Act, LotOutcome, LotState, PublicLot
from server.kit.ids import MemberId, ProId
from server.kit.money import Cents


@dataclass(frozen=True)
class Ceiling:
    """How far a pro goes on a lot, and by which member."""

    pro: ProId
    member: MemberId
    alias: int
    cents: int


NOBODY = Ceiling(ProId(""), MemberId(""), 0, 0)


@dataclass
class Lot:
    rank: int
    starting: int
    reserve: int
    ends: int
    raise_: int
    sealed: bool
    extended: int = 0
    outcome: LotOutcome = ""
    price: int = 0
    leader: Ceiling | None = None
    ceilings: list[Ceiling] = field(default_factory=list[Ceiling])
    acts: list[Act] = field(default_factory=list[Act])

    @property
    def least(self) -> int:
        if self.sealed:
            return max(self.starting, 1)
        return self.price + self.raise_ if self.leader else self.starting

    @property
    def standing(self) -> dict[ProId, int]:
        """What each bidder last stood for."""
        latest = {act.pro: act for act in self.acts}
        return {pro: act.amount_cents for pro, act in latest.items() if act.kind != "decline"}

    def held(self) -> int:
        """What counts against the leader's limits while the lot isn't over."""
        return 0 if self.sealed or self.outcome or not self.leader else self.leader.cents

    def led_by(self, pro: str) -> bool:
        return self.leader is not None and self.leader.pro == pro

    def recompute(self) -> None:
        self.price, self.leader = 0, None
        self.ceilings.clear()
        if self.sealed:
            quotes = [
                act for place, act in enumerate(self.acts) if not any(b.pro == act.pro for b in self.acts[place + 1 :])
            ]
            best = max((act for act in quotes if act.kind == "quote"), key=lambda act: act.amount_cents, default=None)
            if best:
                self.price, self.leader = (
                    best.amount_cents,
                    Ceiling(best.pro, best.member, best.alias, best.amount_cents),
                )
            return
        today = self.reserve
        for place, act in enumerate(self.acts):
            self.reserve = act.reserve_cents
            self.reach_reserve()
            if act.kind == "bid" and self.led_by(act.pro):
                self.acts[place] = structs.replace(act, kind="maximum")
            own = [later for later in self.acts[place:] if later.pro == act.pro]
            least = min([act.amount_cents, *(later.amount_cents for later in own if later.kind in {"lower", "cancel"})])
            self.take(structs.replace(self.acts[place], amount_cents=least))
        self.reserve = today
        self.reach_reserve()

    def take(self, act: Act) -> None:
        """An act of the ascending format."""
        mine = Ceiling(act.pro, act.member, act.alias, act.amount_cents)
        if self.leader and self.leader.pro == act.pro:
            least = self.leader.cents if act.kind == "bid" else self.price
            mine = replace(mine, cents=max(act.amount_cents, least))
            if act.kind == "lower":
                mine = replace(mine, cents=max(self.price, min(act.amount_cents, self.leader.cents)))
            if act.kind == "cancel":
                mine = replace(self.leader, cents=self.price)
            self.ceilings[self.ceilings.index(self.leader)] = self.leader = mine
        elif act.kind in {"bid", "maximum"}:
            self.ceilings = [other for other in self.ceilings if other.pro != act.pro] + [mine]
            first, *others = sorted(self.ceilings, key=lambda one: -one.cents)
            pressed = others[0].cents + self.raise_ if others else self.starting
            self.price = act.amount_cents if first is mine and act.kind == "bid" else min(first.cents, pressed)
            self.leader = first
        self.reach_reserve()

    def reach_reserve(self) -> None:
        if self.leader and self.price < self.reserve <= self.leader.cents:
            self.price = self.reserve

    def state(self) -> LotState:
        leader = self.leader or NOBODY
        return LotState(
            lot=self.rank,
            starting_price_cents=Cents(self.starting),
            reserve_cents=Cents(self.reserve),
            price_cents=Cents(self.price),
            leader_pro=leader.pro,
            leader_member=leader.member,
            leader_alias=leader.alias,
            leader_maximum_cents=Cents(leader.cents),
            bids=sum(act.counted for act in self.acts),
            bidders=len(self.standing),
            ends_at_ms=self.ends,
            extended_ms=self.extended,
            outcome=self.outcome,
        )

    def public(self, reason: str = "") -> PublicLot:
        shown = not self.sealed
        return PublicLot(
            lot=self.rank,
            price_cents=Cents(self.price if shown else 0),
            next_min_cents=Cents(self.least),
            bids=sum(act.counted for act in self.acts) if shown else 0,
            bidders=len(self.standing) if shown else 0,
            ends_at_ms=self.ends,
            extended=self.extended > 0,
            reserve_met=bool(shown and self.leader and self.price >= self.reserve),
            leader_alias=self.leader.alias if self.leader and shown else 0,
            outcome=self.outcome if shown or not self.outcome else "ended",
            reason=reason,
        )
