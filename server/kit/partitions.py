"""Spread entities over the partitions of the order book, and partitions over the slots of a cluster to come.

Both maps are fixed at install: they may never change while a book or a ledger row exists.
"""

from binascii import crc32, crc_hqx
from itertools import count
from typing import NewType

from server.kit.ids import EntityId

Partition = NewType("Partition", int)

PARTITIONS = 64
CLUSTER_SLOTS = 16_384
SLOTS_PER_PARTITION = CLUSTER_SLOTS // PARTITIONS


def partition_of(entity_id: EntityId) -> Partition:
    """The partition that holds every auction of this selling entity, so that limits are checked in one step."""
    return Partition(crc32(entity_id.encode()) % PARTITIONS)


def slot_of(tag: str) -> int:
    """The cluster slot of keys whose hash tag is `tag`, with or without its braces."""
    return crc_hqx(tag.strip("{}").encode(), 0) % CLUSTER_SLOTS


def _spread_tag(partition: int) -> str:
    """The first of `{p07.0}`, `{p07.1}`... in the partition's own 1/64 of the slots."""
    stem = f"p{partition:02d}"
    numbered = (f"{stem}.{number}" for number in count())
    return next(f"{{{name}}}" for name in numbered if slot_of(name) // SLOTS_PER_PARTITION == partition)


_TAGS = tuple(_spread_tag(partition) for partition in range(PARTITIONS))


def tag(partition: Partition) -> str:
    """The hash tag, braces included, that starts every key of the partition: `{p07.12}:journal`."""
    return _TAGS[partition]
