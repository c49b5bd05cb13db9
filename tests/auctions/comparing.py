"""Do each thing to the real book and to the oracle, and compare replies, entries and keys.

What happens in a step comes from dice with a given seed: Hypothesis prefers extreme values, and here the middle of a
bidding is the interesting part.
"""

import time
from dataclasses import replace
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from msgspec import structs
from typing_extensions import override

from server.auctions.book import Definition
from server.auctions.event import Format
from server.auctions.limits import Place
from server.kit.ids import AuctionId, CommandId
from tests.auctions.desk import Said, a_definition, a_lot
from tests.auctions.oracle_lot import Lot
from tests.auctions.orders import Order
from tests.auctions.pair import Pair

# Reading all keys costs more than a step; every entry says the whole state of its lot anyway.
STEPS_PER_DUMP = 5

AUCTIONS = (AuctionId("auction-1"), AuctionId("auction-2"), AuctionId("auction-3"))
WHO = ("A1", "A2", "B1", "B2", "C1", "C2")
SEEDS = st.integers(0, 2**32 - 1)
HOUR_MS = 3_600_000


def a_random_definition(dice: Random, format: Format) -> Definition:
    """Small numbers close together: ties, reserves within maxima and steps shorter than the raise are common."""
    rows = 1 if format == "sealed" else dice.randint(1, 3)
    return a_definition(
        format=format,
        entity=dice.choice(["entity-1", "entity-1", "entity-2"]),
        minimum_raise_cents=dice.choice([5, 20]),
        starts_at_ms=dice.choice([0] * 8 + [3, 20]),
        duration_ms=dice.choice([HOUR_MS, HOUR_MS, HOUR_MS, 100, 30]),
        window_ms=dice.choice([0, 10, 40, HOUR_MS // 2, 2 * HOUR_MS]),
        extension_ms=dice.choice([5, 20, HOUR_MS // 2, HOUR_MS + 10]),
        cap_ms=dice.choice([0, 15, 200, HOUR_MS]),
        reminder_ms=dice.choice([0, 10, 25, HOUR_MS // 4, HOUR_MS - 5]),
        lots=tuple(a_lot(dice.choice([50, 100]), dice.choice([0, 0, 90, 150, 200])) for _ in range(rows)),
        limits={pro: dice.choice([*[None] * 9, 200, 400, 0]) for pro in "ABC"[: dice.choice([2, 3, 3])]},
        member_limits={member: dice.choice([None, 200, 400]) for member in dice.sample(WHO, dice.choice([0, 0, 1]))},
        limits_revision=dice.choice([0, 3]),
    )


class Comparing(RuleBasedStateMachine):
    """Does each thing to both, and compares."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.pair = Pair(self.url)
        self.oracle = self.pair.oracle
        self.sent: list[Order] = []
        self.steps = 0
        self.revision = 0
        # Hours pass at once and the journal can't be folded, or milliseconds do and the book is lost now and then.
        self.leaps = False

    @override
    def teardown(self) -> None:
        try:
            self.pair.compare_keys()
            if not self.leaps:
                self.pair.fold()
        finally:
            self.pair.close()

    @initialize(seed=SEEDS)
    def open_first(self, seed: int) -> None:
        dice = Random(seed)
        self.leaps = dice.random() < 0.5
        self.open(AUCTIONS[0], a_random_definition(dice, dice.choice(["ascending", "ascending", "sealed"])))

    @rule(seed=SEEDS)
    def open_another(self, seed: int) -> None:
        dice = self.dice(seed)
        self.open(dice.choice(AUCTIONS), a_random_definition(dice, dice.choice(["ascending", "sealed"])))

    @rule(seed=SEEDS)
    def place_bid(self, seed: int) -> None:
        dice = self.dice(seed)
        auction, lot = self.target(dice, "ascending")
        said: dict[str, Said] = {"amount_cents": self.amount(dice, auction, lot)}
        if dice.random() < 0.1:
            least = self.amount(dice, auction, lot, "least")
            said |= {"amount_cents": 10 * least + dice.randint(0, 1), "confirm_large": dice.random() < 0.5}
        if dice.random() < 0.2:
            price = self.amount(dice, auction, lot, "price")
            said |= {"guard": "exact", "seen_price_cents": dice.choice([0, price, price, price + 5])}
        leader = self.lot(auction, lot).leader
        who = self.somebody(dice)
        if leader and who[0] == leader.pro and dice.random() < 0.8:
            who = {"A": "B1", "B": "A2", "C": "A1", "D": "C1"}[leader.pro]
        self.send("place_bid", who, auction, lot, **said)

    @rule(seed=SEEDS)
    def set_maximum(self, seed: int) -> None:
        dice = self.dice(seed)
        auction, lot = self.target(dice, "ascending")
        self.send("set_maximum", self.somebody(dice), auction, lot, maximum_cents=self.amount(dice, auction, lot))

    @rule(seed=SEEDS)
    def change_a_maximum(self, seed: int) -> None:
        dice = self.dice(seed)
        auction, lot = self.target(dice, "ascending")
        found = self.oracle.auctions[auction].lots[0].leader
        who = found.pro + dice.choice("12") if found and dice.random() < 0.9 else self.somebody(dice)
        if dice.random() < 0.4:
            self.send("cancel_maximum", who, auction, lot)
        else:
            self.send("set_maximum", who, auction, lot, maximum_cents=self.amount(dice, auction, lot))

    @rule(seed=SEEDS)
    def answer_sealed(self, seed: int) -> None:
        dice = self.dice(seed)
        auction, lot = self.target(dice, "sealed")
        if dice.random() < 0.2:
            self.send("decline", self.somebody(dice), auction, lot)
        else:
            cents = dice.choice([0, 49, 50, 90, 100, 110, 120, 250])
            self.send("quote", self.somebody(dice), auction, lot, amount_cents=cents)

    @rule(seed=SEEDS)
    def manage_a_lot(self, seed: int) -> None:
        dice = self.dice(seed)
        auction, lot = self.target(dice, dice.choice(["ascending", "ascending", "sealed"]))
        if dice.random() < 0.4:
            cents = dice.choice([0, 0, self.amount(dice, auction, lot), self.amount(dice, auction, lot, "reserve") - 5])
            self.send("lower_reserve", "", auction, lot, reserve_cents=max(0, cents))
            return
        acts = [act.command for act in self.lot(auction, lot).acts]
        command = dice.choice([*acts[-6:], *acts[-6:], "c1"])
        self.send("void", "", auction, lot, command_id=command, reason=dice.choice(["", "error", "error", "error"]))
        # Whatever both books agree on: by a void nobody comes to stand for more than it said last.
        after = self.lot(auction, lot)
        if after.leader:
            assert after.price <= after.leader.cents <= after.standing[after.leader.pro]

    @rule(seed=SEEDS)
    def manage_an_auction(self, seed: int) -> None:
        dice = self.dice(seed)
        auction, _ = self.target(dice, dice.choice(["ascending", "ascending", "sealed"]))
        paused = self.oracle.auctions[auction].state == "paused"
        names = ["resume"] * 9 if paused else ["pause", "pause", "resume", "extend", "extend", "cancel"]
        match dice.choice([*names, "pause", "extend"]):
            case "extend":
                self.send("extend", "", auction, 0, by_ms=dice.choice([1, 20]))
            case "cancel":
                self.send("cancel", "", auction, 0, reason=dice.choice(["", "", "withdrawn"]))
            case name:
                self.send(name, "", auction, 0)

    @rule(seed=SEEDS)
    def set_limits(self, seed: int) -> None:
        dice = self.dice(seed)
        self.revision += 1
        revision = dice.choice([self.revision] * 4 + [self.revision - 1, max(0, self.revision - 3)])
        holders = dice.sample([*WHO, "A", "B", "C"], dice.randint(1, 3))
        limits = {holder: dice.choice([None, None, None, 0, 200, 200, 400, 400]) for holder in holders}
        self.pair.set_limits(revision, limits, entity=dice.choice(["entity-1", "entity-1", "entity-2"]))
        self.compare_keys_sometimes()

    @rule(seed=SEEDS)
    def release(self, seed: int) -> None:
        dice = self.dice(seed)
        won = sorted(self.oracle.won)
        places = dice.sample(won, dice.randint(0, len(won)))
        self.pair.release(*places, *dice.choice([(), places, (Place(AUCTIONS[0], 3),), (Place(AuctionId("none"), 1),)]))
        self.compare_keys_sometimes()

    @rule(seed=SEEDS)
    def send_again(self, seed: int) -> None:
        dice = self.dice(seed)
        if not self.sent:
            return
        order = dice.choice(self.sent)
        match dice.choice(["same", "same", "another epoch", "another amount", "a new command of another epoch"]):
            case "another epoch":
                order = replace(order, epoch=order.epoch + 1)
            case "another amount":
                order = replace(
                    order, said=order.said | {"amount_cents": 1} if order.name == "place_bid" else order.said
                )
            case "a new command of another epoch":
                order = replace(order, id=CommandId(f"{order.id}-again"), epoch=self.pair.epoch + dice.choice([-1, 1]))
        self.compare(order)

    @rule(seed=SEEDS)
    def tick(self, seed: int) -> None:
        self.pair.tick(self.dice(seed).choice([0, 1, 1_000]))
        self.compare_keys_sometimes()

    @rule(seed=SEEDS)
    def time_passes(self, seed: int) -> None:
        dice = self.dice(seed)
        if self.leaps:
            self.pair.age(dice.choice([1, 20, HOUR_MS // 4, HOUR_MS // 4, HOUR_MS // 2, HOUR_MS]))
        else:
            time.sleep(dice.choice([1, 2, 5, 15]) / 1_000)

    @rule(seed=SEEDS)
    def lose_and_rebuild(self, seed: int) -> None:
        dice = self.dice(seed)
        if self.leaps:
            return
        self.pair.rebuild(alive_ms=self.pair.now() - dice.choice([0, 0, 4, 25]), wiped=dice.random() < 0.7)

    # What the rules share --------------------------------------------------------------------------------------------

    def dice(self, seed: int) -> Random:
        self.steps += 1
        return Random(f"{seed} {self.steps}")

    def somebody(self, dice: Random) -> str:
        return dice.choice([*WHO, *WHO, "D1"])

    def target(self, dice: Random, format: Format) -> tuple[AuctionId, int]:
        """Where to act: nearly always an auction of the format that isn't over, and a lot that exists."""
        known = self.oracle.auctions
        fit = [name for name, auction in known.items() if auction.definition.format == format and not auction.over]
        if not fit and len(known) < len(AUCTIONS):
            fit = [next(name for name in AUCTIONS if name not in known)]
            self.open(fit[0], a_random_definition(dice, format))
        name = dice.choice(list(known) if not fit or dice.random() < 0.05 else fit)
        return name, dice.randint(1, len(known[name].lots)) + (dice.random() < 0.02)

    def lot(self, auction: AuctionId, rank: int) -> Lot:
        lots = self.oracle.auctions[auction].lots
        return lots[min(rank, len(lots)) - 1]

    def amount(self, dice: Random, auction: AuctionId, rank: int, base: str | None = None) -> int:
        lot = self.lot(auction, rank)
        ceiling = lot.leader.cents if lot.leader else lot.least
        bases = {"least": lot.least, "ceiling": ceiling, "price": lot.price, "reserve": lot.reserve}
        if base:
            return bases[base]
        base = dice.choice(["least", "least", "least", "ceiling", "ceiling", "price", "reserve"])
        return max(0, bases[base] + 5 * dice.choice([0, 0, 0, 1, 2, 4, 9, -1]))

    def open(self, name: AuctionId, definition: Definition) -> None:
        if name not in self.oracle.auctions:  # a real one is never opened again after its book was forgotten
            self.pair.release(*(place for place in self.oracle.won if place.auction_id == name))
        if definition.starts_at_ms:
            definition = structs.replace(definition, starts_at_ms=self.pair.now() + definition.starts_at_ms)
        self.compare(self.pair.order("open_auction", auction=name, lot=0, definition=definition))

    def send(self, name: str, who: str, auction: AuctionId, lot: int, **said: Said) -> None:
        order = self.pair.order(name, who, auction=auction, lot=lot, **said)
        self.sent.append(order)
        self.compare(order)

    def compare(self, order: Order) -> None:
        self.pair.compare(order)
        self.compare_keys_sometimes()

    def compare_keys_sometimes(self) -> None:
        if self.steps % STEPS_PER_DUMP == 0:
            self.pair.compare_keys()
