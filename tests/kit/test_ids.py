"""Ids: unique, canonical, sorted by age."""

from uuid import UUID

from server.kit.ids import new_id


def test_ids_are_canonical_uuids_of_version_7_that_sort_by_age() -> None:
    made = [new_id() for _ in range(1_000)]
    assert made == sorted(set(made))
    assert all(str(UUID(one)) == one and UUID(one).version == 7 for one in made)
