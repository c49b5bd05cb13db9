"""The keys of a partition that the ledger touches; the books' own are named in `order_book.lua`."""

from server.kit.partitions import Partition, tag


def journal(partition: Partition) -> str:
    """The stream of what the partition's books decided."""
    return f"{tag(partition)}:journal"


def feed(partition: Partition) -> str:
    """The stream of what is committed, with the journal's ids: all that anybody outside may see."""
    return f"{tag(partition)}:feed"


def meta(partition: Partition) -> str:
    """The hash that holds the epoch of the partition's books."""
    return f"{tag(partition)}:meta"


def auctions(partition: Partition) -> str:
    """The set of the partition's auctions that aren't over."""
    return f"{tag(partition)}:auctions"
