"""What the smoke asks of a browser, whichever protocol it speaks."""

from typing import Any, Protocol

WIDTH, HEIGHT = 390, 844
START_SECONDS = 30.0
STOP_SECONDS = 10.0
CALL_SECONDS = 30.0

# Runs in every page before its own scripts. A window called "old" is a browser of the floor that README names.
EARLY = """
window.faults = [];
addEventListener('error', (event) => window.faults.push(String(event.message)));
addEventListener('unhandledrejection', (event) => window.faults.push(String(event.reason)));
if (window.name === 'old') {
  delete AbortSignal.any;
  delete Window.prototype.onscrollend;
  delete window.onscrollend;
}
"""


def as_answer(script: str) -> str:
    """Give an expression: a promise of the JSON of what a function with this body returns."""
    return f"(async () => {{ {script} }})().then((value) => JSON.stringify({{ value: value ?? null }}))"


class Browser(Protocol):
    """One window of 390 x 844, without touch."""

    async def go(self, url: str) -> None:
        """Open an address."""

    async def run(self, script: str) -> dict[str, Any]:
        """Run a function's body in the page; what it returns is the answer's "value", by way of JSON."""

    async def keys(self, *steps: str | float) -> None:
        """Play keys: "+Enter" goes down, "-Enter" comes up, a number lets so many seconds pass."""

    async def press(self, x: float, y: float, *, seconds: float = 0.0) -> None:
        """Press the mouse there, for so long."""


KEYS = {"Enter": "\ue007", "Space": " ", "Tab": "\ue004"}


def key_actions(steps: tuple[str | float, ...]) -> dict[str, Any]:
    """The same words in both protocols."""
    actions: list[dict[str, Any]] = []
    for step in steps:
        if isinstance(step, str):
            actions.append({"type": "keyDown" if step[0] == "+" else "keyUp", "value": KEYS[step[1:]]})
        else:
            actions.append({"type": "pause", "duration": round(step * 1_000)})
    return {"type": "key", "id": "keyboard", "actions": actions}


def press_actions(x: float, y: float, seconds: float) -> dict[str, Any]:
    """Move there, down, up."""
    return {
        "type": "pointer",
        "id": "mouse",
        "parameters": {"pointerType": "mouse"},
        "actions": [
            {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0},
            {"type": "pointerDown", "button": 0},
            {"type": "pause", "duration": round(seconds * 1_000)},
            {"type": "pointerUp", "button": 0},
        ],
    }
