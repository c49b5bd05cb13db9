"""Scrolling the table of a hundred thousand cars in Chromium: `python -m bench.stock_scroll [CARS]`.

A page of 1440 x 900 is scrolled for some seconds at several speeds, so much in each frame. From Chromium's own trace:
how long the main thread of the page worked in each second; counted in the page: its frames, and the longest wait for
one. Goal: 60 frames a second, in which the main thread works for less than 200 ms.
"""

import asyncio
import sys
from collections.abc import Sequence
from typing import Any

from playwright.async_api import CDPSession, Page, async_playwright

from bench.stage import STUCK_SECONDS, run, table
from bench.stock import bare_copy, found_ground, serving, unique
from run import found_browser
from server.accounts.guards import cookie_name
from server.demo.cars import stock_cars
from server.embedded.servers import Servers
from server.resources import Resources

CARS = 100_000
SECONDS = 5
ROW_PIXELS = 56
# Rows in each frame: reading along, skimming, and a flick that has always to fetch.
SPEEDS = (0.25, 1, 5)
GOAL_FRAMES, GOAL_MS = 60, 200
SWITCHES = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
CATEGORIES = "toplevel,devtools.timeline,disabled-by-default-devtools.timeline"
# Whatever its name in this version of Chromium, it is what the loop of a thread runs, one after the other.
TASKS = frozenset({"RunTask", "ThreadControllerImpl::RunTask"})
SCROLL = """([pixels, seconds]) => new Promise((done) => {
    const scroller = document.querySelector('.scroller');
    const began = performance.now();
    let [frames, last, longest] = [0, began, 0];
    const step = (now) => {
        frames += 1;
        longest = Math.max(longest, now - last);
        last = now;
        scroller.scrollTop += pixels;
        if (now - began < seconds * 1000) requestAnimationFrame(step);
        else done({ frames: frames * 1000 / (now - began), longest });
    };
    requestAnimationFrame(step);
})"""


async def measure(resources: Resources, servers: Servers) -> None:
    chromium = found_browser()
    if chromium is None:
        print("left out: there is no Chromium on this machine (on Debian: apt-get install chromium)")
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CARS
    ground = await found_ground(resources)
    await bare_copy(resources, ground, [unique(car, place) for place, car in enumerate(stock_cars(count))])
    await resources.postgres.execute("VACUUM ANALYZE vehicle", timeout=600)
    command = ("server.cli", "serve", "--fd", "{fd}")
    async with serving(resources, servers, ground, command) as (client, _), async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        context = await browser.new_context(viewport={"width": 1440, "height": 900})
        address = str(client.base_url)
        await context.add_cookies([{"name": cookie_name(resources.settings), "value": ground.token, "url": address}])
        page = await context.new_page()
        await page.goto(f"{address}/stock")
        await page.get_by_role("row").nth(5).wait_for()
        rows = [await _scrolled(page, speed) for speed in SPEEDS]
        await browser.close()
    table(("rows a second", "frames/s", "longest wait ms", "main thread ms/s"), rows)
    print(f"goal: {GOAL_FRAMES} frames/s, main thread under {GOAL_MS} ms/s; {count} cars, {SECONDS} s at each speed")


async def _scrolled(page: Page, speed: float) -> Sequence[str]:
    await page.evaluate("document.querySelector('.scroller').scrollTop = 0")
    session = await page.context.new_cdp_session(page)
    events: list[dict[str, Any]] = []

    def collect(data: dict[str, Any]) -> None:
        events.extend(data["value"])

    session.on("Tracing.dataCollected", collect)
    await session.send("Tracing.start", {"traceConfig": {"includedCategories": CATEGORIES.split(",")}})
    said = await page.evaluate(SCROLL, [speed * ROW_PIXELS, SECONDS])
    await _traced(session)
    return (
        f"{speed * said['frames']:.0f}", f"{said['frames']:.0f}", f"{said['longest']:.0f}",
        f"{_main_thread_ms(events) / SECONDS:.0f}",
    )  # fmt: skip


async def _traced(session: CDPSession) -> None:
    """Wait until all of the trace is here."""
    complete = asyncio.Event()

    def end(_: object) -> None:
        complete.set()

    session.on("Tracing.tracingComplete", end)
    await session.send("Tracing.end")
    async with asyncio.timeout(STUCK_SECONDS):
        await complete.wait()
    await session.detach()


def _main_thread_ms(events: Sequence[dict[str, Any]]) -> float:
    """How long the busiest page's main thread worked; nested tasks count once."""
    names = {
        (event["pid"], event["tid"])
        for event in events
        if event.get("name") == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    worked = dict.fromkeys(names, 0.0)
    for thread in names:
        tasks = [event for event in events if event.get("name") in TASKS and (event["pid"], event["tid"]) == thread]
        end = 0.0
        for task in sorted(tasks, key=lambda task: task["ts"]):
            last = task["ts"] + task.get("dur", 0)
            worked[thread] += max(0.0, last - max(end, task["ts"])) / 1_000
            end = max(end, last)
    return max(worked.values(), default=0.0)


if __name__ == "__main__":
    run(measure)
