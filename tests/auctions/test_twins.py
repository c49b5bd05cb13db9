"""Two evenings that differ only in what a pro may not know are one and the same to it, to the byte (domain 7.6).

Canaries find a secret where it stands as it is; a twin shows it in a length, an order, a count or a header as well.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest_asyncio
from msgspec import Struct

from server.resources import Resources
from server.workers import run_workers
from tests.auctions.twins import Hidden, Told, an_evening
from tests.http import Api

ONE = Hidden(
    reserve_cents=3_000_000,
    lowered_cents=2_900_000,
    purchase_cents=400_000,
    cost_cents=10_000,
    pro="Bo",
    member="Al",
    limit_cents=90_000_000,
    first_maximum_cents=800_000,
    raised_maximum_cents=900_000,
    quote_cents=450_000,
)
OTHER = Hidden(
    reserve_cents=123_456_789,
    lowered_cents=23_456_789,
    purchase_cents=1_234_567,
    cost_cents=7_654_321,
    pro="SARL La Bonne Occaze du Mâconnais",
    member="Barthélemy-Alexandre de la Fontaine",
    limit_cents=987_654_321,
    first_maximum_cents=1_234_567,
    raised_maximum_cents=4_321_567,
    quote_cents=1_987_654,
)


class Twins(Struct, frozen=True):
    """What the same pro's twin was told in either evening."""

    one: Told
    other: Told


@pytest_asyncio.fixture(scope="module")
async def twins(api: Api, resources: Resources) -> AsyncIterator[Twins]:
    workers = asyncio.create_task(run_workers(resources))
    yield Twins(*await asyncio.gather(*(an_evening(api, hidden) for hidden in (ONE, OTHER))))
    workers.cancel()
    with suppress(asyncio.CancelledError):
        await workers


async def test_every_frame_is_the_same(twins: Twins) -> None:
    assert twins.one.frames == twins.other.frames
    kinds = "".join(frame for frames in twins.one.frames.values() for frame in frames)
    for kind in ("price_changed", "position_changed", "lot_closed", "auction_closed", "notification", "subscribed"):
        assert f'"type": "{kind}"' in kinds, kind


async def test_every_answer_is_the_same(twins: Twins) -> None:
    assert twins.one.answers == twins.other.answers
    good = [asked for asked, answer in twins.one.answers.items() if answer.startswith("200")]
    assert len(good) > 15, good
