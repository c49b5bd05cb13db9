"""Partitions and tags: fixed for ever, and even over the slots of a cluster."""

from collections import Counter

from server.kit.ids import EntityId, new_id
from server.kit.partitions import CLUSTER_SLOTS, PARTITIONS, Partition, partition_of, slot_of, tag


def test_the_maps_never_change_because_books_and_ledgers_depend_on_them() -> None:
    assert partition_of(EntityId("0193a5c0-0000-7000-8000-000000000001")) == 58
    assert [tag(Partition(number)) for number in (0, 1, 63)] == ["{p00.110}", "{p01.9}", "{p63.19}"]


def test_slots_are_computed_as_the_server_does() -> None:
    assert slot_of("123456789") == 12_739  # 0x31C3, the example of the cluster's specification


def test_tags_are_spread_evenly_whatever_number_of_nodes_shares_the_slots() -> None:
    slots = [slot_of(tag(Partition(number))) for number in range(PARTITIONS)]
    for nodes in (2, 4, 8, 16, 64):
        per_node = Counter(slot * nodes // CLUSTER_SLOTS for slot in slots)
        assert set(per_node.values()) == {PARTITIONS // nodes}
    thirds = Counter(slot * 3 // CLUSTER_SLOTS for slot in slots)
    assert max(thirds.values()) - min(thirds.values()) <= 1


def test_entities_fall_on_every_partition() -> None:
    fallen = Counter(partition_of(EntityId(new_id())) for _ in range(6_400))
    assert len(fallen) == PARTITIONS
    assert max(fallen.values()) < 200
