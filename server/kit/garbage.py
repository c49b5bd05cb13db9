"""Let the cycle collector run less often in a process that holds many sockets.

At Python's own threshold (700 new objects) telling one thing to a thousand sockets starts it more than once, and every
few tellings it walks through all that the sockets are made of: a tenth of the cost and more, by bench/fanout.py.
"""

import gc

# Some ten rounds to a thousand sockets; cycles are rare and small here, most memory goes by counting references.
NEW_OBJECTS = 20_000
YOUNG_ROUNDS, MIDDLE_ROUNDS = 10, 10


def collect_seldom() -> None:
    """Set the collector for the whole process, once it has started: what lives now is never looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, YOUNG_ROUNDS, MIDDLE_ROUNDS)
