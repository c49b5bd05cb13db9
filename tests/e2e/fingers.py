"""Fingers on a phone's screen, as the browser gets them: one that swipes or taps twice, two that pinch."""

from collections.abc import Sequence

from playwright.async_api import CDPSession, Locator, Page, expect

STEPS = 6
ATTEMPTS = 3
FOLLOWED_MS = 3_000


class Fingers:
    """Touches of one page; points are CSS pixels."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session

    async def swipe(self, over: Locator, *, by: float) -> None:
        """From its middle, `by` pixels to the right, or to the left if negative."""
        x, y = await middle(over)
        await self._act([[(x, y)], *([(x + by * step / STEPS, y)] for step in range(1, STEPS + 1))])

    async def swipe_until(self, shown: Locator, *, over: Locator, by: float) -> None:
        """Swipe, and once more where the browser was too busy to follow the finger, as people do."""
        for attempt in range(1, ATTEMPTS + 1):
            await self.swipe(over, by=by)
            try:
                await expect(shown).to_be_visible(timeout=FOLLOWED_MS)
            except AssertionError:
                if attempt == ATTEMPTS:
                    raise
            else:
                return

    async def tap_twice(self, over: Locator) -> None:
        """On its middle."""
        x, y = await middle(over)
        for _ in range(2):
            await self._act([[(x, y)]])

    async def pinch(self, over: Locator, *, apart: float) -> None:
        """Two fingers, 40 pixels from each other, then `apart`."""
        x, y = await middle(over)
        widths = [40 + (apart - 40) * step / STEPS for step in range(STEPS + 1)]
        await self._act([[(x - width / 2, y), (x + width / 2, y)] for width in widths])

    async def _act(self, frames: Sequence[Sequence[tuple[float, float]]]) -> None:
        for place, points in enumerate(frames):
            kind = "touchStart" if place == 0 else "touchMove"
            touches = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(points)]
            await self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
        await self._session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


async def fingers(page: Page) -> Fingers:
    """The fingers of whoever holds this phone."""
    return Fingers(await page.context.new_cdp_session(page))


async def middle(of: Locator) -> tuple[float, float]:
    box = await of.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
