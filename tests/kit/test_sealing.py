"""Secrets at rest: opened by their key in their row, and by nothing else."""

import pytest

from server.kit.sealing import MARK, Seal, SealedError

OLD, NEW = bytes(range(32)), bytes(range(32, 64))


def test_what_is_sealed_opens_with_its_key_in_its_row_only() -> None:
    stored = Seal([OLD]).seal(b"a secret", row="webhook_secret 1")
    assert b"secret" not in stored
    assert stored.isascii()
    assert Seal([OLD]).open(stored, row="webhook_secret 1") == b"a secret"
    others = ((Seal([NEW]), "webhook_secret 1"), (Seal(), "webhook_secret 1"), (Seal([OLD]), "webhook_secret 2"))
    for seal, row in others:
        with pytest.raises(SealedError) as refused:
            seal.open(stored, row=row)
        assert stored.decode() not in str(refused.value)


def test_the_same_secret_is_never_sealed_twice_alike() -> None:
    seal = Seal([OLD])
    assert seal.seal(b"a secret", row="1") != seal.seal(b"a secret", row="1")


def test_a_value_from_before_there_was_a_key_is_read_and_sealed_when_renewed() -> None:
    renewed = Seal([OLD]).renewed(b"plain", row="1")
    assert renewed is not None
    assert renewed.startswith(MARK)
    assert Seal([OLD]).open(b"plain", row="1") == Seal([OLD]).open(renewed, row="1") == b"plain"


def test_keys_change_one_after_the_other() -> None:
    stored = Seal([OLD]).seal(b"a secret", row="1")
    both = Seal([NEW, OLD])
    assert both.open(stored, row="1") == b"a secret"
    renewed = both.renewed(stored, row="1")
    assert renewed is not None
    assert Seal([NEW]).open(renewed, row="1") == b"a secret"
    assert both.renewed(renewed, row="1") is None


def test_without_a_key_values_stay_as_they_are() -> None:
    assert Seal().seal(b"plain", row="1") == b"plain"
    assert Seal().renewed(b"plain", row="1") is None
    assert not Seal()


def test_keys_are_in_no_text_of_it() -> None:
    assert repr(OLD) not in repr(Seal([OLD]))
