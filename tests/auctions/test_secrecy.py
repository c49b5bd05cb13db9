"""No byte that a pro is sent tells what another typed, who it is, or what the dealer knows (I10).

100 000 frames of random evenings on the real book are rendered by the real views and codec, and every byte of them is
looked at.
"""

import re
from collections.abc import Iterator

from server.auctions import views
from server.auctions.picture import Picture
from server.kit.ids import MemberId
from tests.auctions.hidden_evening import (
    COST,
    FRAMES,
    LIMIT,
    MARGIN,
    MARKET,
    PROS,
    RESERVE,
    Evening,
    Pro,
    Written,
    acts_of,
    frames,
)

NUMBER = re.compile(rb"[0-9]+")
TYPE = re.compile(rb'"type":"([a-z_]+)"')
# Names, ids, reserves, limits and costs have one of these in them.
ALWAYS_SECRET = [b"CANARY", *(str(number // 10_000).encode() for number in (RESERVE, LIMIT, COST, MARGIN, MARKET))]


def test_every_byte_of_100_000_frames_keeps_the_secrets(written: Written) -> None:
    assert sum(len(frames_of) for frames_of in written.frames.values()) >= FRAMES
    public = {amount for evening in written.evenings for amount in evening.public}
    typed = {amount for evening in written.evenings for amount in evening.amounts}
    assert len(written.frames) == PROS
    for pro_id, told in written.frames.items():
        everything = b"\n".join(told)
        assert [secret for secret in ALWAYS_SECRET if secret in everything] == []
        own = {amount for evening in written.evenings for amount in evening.own[pro_id]}
        numbers = {int(number) for number in NUMBER.findall(everything)}
        assert numbers & (typed - public - own) == set()
        # The scan can see: what is its own is there.
        assert numbers & own


def test_the_evenings_had_something_to_hide(written: Written) -> None:
    acts = acts_of(written.evenings)
    for kind in ("maximum_set", "quote_received", "quote_declined", "reserve_lowered", "bid_voided", "auction_paused"):
        assert acts[kind] > 10, acts
    public = {amount for evening in written.evenings for amount in evening.public}
    hidden = {amount for evening in written.evenings for amount in evening.amounts} - public
    assert len(hidden) > 100


def test_a_pro_that_keeps_silent_in_a_sealed_auction_is_told_nothing_of_the_others(written: Written) -> None:
    silent = 0
    for evening in sealed(written):
        spoke = {entry.pro_id for entry in evening.entries if entry.pro_id}
        quiet = [Pro(id=pro_id, member=MemberId("")) for pro_id in evening.context.pros if pro_id not in spoke]
        silent += len(quiet)
        told = [frame for pro_id, frame in frames(evening, quiet) if pro_id not in spoke]
        kinds = {TYPE.findall(frame)[0] for frame in told}
        assert kinds <= {b"subscribed", b"auction_opened", b"countdown_changed", b"auction_cancelled"}
    assert silent > 0


def test_an_answer_to_a_sealed_request_moves_nobody_else(written: Written) -> None:
    for evening in sealed(written):
        picture = Picture(evening.context.id, epoch=evening.entries[0].epoch)
        for entry in evening.entries:
            body = picture.apply(entry)
            if entry.pro_id:
                assert views.pro_event(evening.context, picture, entry, body) is None
                assert set(views.positions(picture, entry, body)) == {entry.pro_id}


def sealed(written: Written) -> Iterator[Evening]:
    return (evening for evening in written.evenings if evening.context.format == "sealed")
