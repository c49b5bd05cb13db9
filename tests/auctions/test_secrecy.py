"""No byte that a pro is sent tells what another typed, who it is, or what the dealer knows (architecture, I10).

100 000 frames of random evenings on the real book are rendered by the real views and codec, and every byte of them is
looked at.
"""

import random
import re
from collections import defaultdict

import pytest

from server.auctions import views
from server.auctions.picture import Picture
from server.embedded.valkey import ValkeyServer
from server.kit.ids import MemberId, ProId
from tests.auctions.desk import Desk
from tests.auctions.hidden_evening import (
    COST,
    LIMIT,
    MARGIN,
    MARKET,
    PROS,
    RESERVE,
    Evening,
    Pro,
    acts_of,
    frames,
    play,
    the_pros,
)

FRAMES = 100_000
NUMBER = re.compile(rb"[0-9]+")
TYPE = re.compile(rb'"type":"([a-z_]+)"')
# Names, ids, reserves, limits and costs have one of these in them.
ALWAYS_SECRET = [b"CANARY", *(str(number // 10_000).encode() for number in (RESERVE, LIMIT, COST, MARGIN, MARKET))]


@pytest.fixture(scope="module")
def evenings(book_server: ValkeyServer, seed: int) -> tuple[list[Evening], dict[ProId, list[bytes]]]:
    """Evenings until enough was written, and what was written to each pro."""
    dice = random.Random(seed)
    pros = the_pros()
    desk = Desk(book_server.url)
    played: list[Evening] = []
    written: dict[ProId, list[bytes]] = defaultdict(list)
    count = 0
    try:
        while count < FRAMES:
            evening = play(desk, pros, dice, format_="sealed" if len(played) % 3 == 2 else "ascending")
            played.append(evening)
            for pro_id, frame in frames(evening, pros):
                written[pro_id].append(frame)
                count += 1
    finally:
        desk.close()
    return played, written


def test_every_byte_of_100_000_frames_keeps_the_secrets(
    evenings: tuple[list[Evening], dict[ProId, list[bytes]]],
) -> None:
    played, written = evenings
    assert sum(len(told) for told in written.values()) >= FRAMES
    public = {amount for evening in played for amount in evening.public}
    typed = {amount for evening in played for amount in evening.amounts}
    assert len(written) == PROS
    for pro_id, told in written.items():
        everything = b"\n".join(told)
        assert [secret for secret in ALWAYS_SECRET if secret in everything] == []
        own = {amount for evening in played for amount in evening.own[pro_id]}
        numbers = {int(number) for number in NUMBER.findall(everything)}
        assert numbers & (typed - public - own) == set()
        # The scan can see: what is its own is there.
        assert numbers & own


def test_the_evenings_had_something_to_hide(evenings: tuple[list[Evening], dict[ProId, list[bytes]]]) -> None:
    played, _ = evenings
    acts = acts_of(played)
    for kind in ("maximum_set", "quote_received", "quote_declined", "reserve_lowered", "bid_voided", "auction_paused"):
        assert acts[kind] > 10, acts
    public = {amount for evening in played for amount in evening.public}
    hidden = {amount for evening in played for amount in evening.amounts} - public
    assert len(hidden) > 100


def test_a_pro_that_keeps_silent_in_a_sealed_auction_is_told_nothing_of_the_others(
    evenings: tuple[list[Evening], dict[ProId, list[bytes]]],
) -> None:
    played, _ = evenings
    silent = 0
    for evening in played:
        if evening.context.format != "sealed":
            continue
        spoke = {entry.pro_id for entry in evening.entries if entry.pro_id}
        quiet = [Pro(id=pro_id, member=MemberId("")) for pro_id in evening.context.pros if pro_id not in spoke]
        silent += len(quiet)
        told = [frame for pro_id, frame in frames(evening, quiet) if pro_id not in spoke]
        kinds = {TYPE.findall(frame)[0] for frame in told}
        assert kinds <= {b"subscribed", b"auction_opened", b"countdown_changed", b"auction_cancelled"}
    assert silent > 0


def test_an_answer_to_a_sealed_request_moves_nobody_else(
    evenings: tuple[list[Evening], dict[ProId, list[bytes]]],
) -> None:
    played, _ = evenings
    for evening in played:
        if evening.context.format != "sealed":
            continue
        picture = Picture(evening.context.id, epoch=evening.entries[0].epoch)
        for entry in evening.entries:
            body = picture.apply(entry)
            if entry.pro_id:
                assert views.pro_event(evening.context, picture, entry, body) is None
                assert set(views.positions(picture, entry, body)) == {entry.pro_id}
