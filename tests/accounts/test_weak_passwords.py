"""Which passwords are taken (domain 1.8)."""

import pytest

from server.accounts.weak_passwords import is_weak

ABOUT = ("Camille Dubois", "camille.dubois@autosud.example", "Auto Sud Négoce")


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password!!!!2024",
        "motdepasse123",
        "MOTDEPASSE-2026",
        "1qaz2wsx3edc",
        "azertyuiopqs",
        "abcd-efgh-ijkl",
        "987654321098",
        "aaaaaaaaaaaaaa",
        "tigretigretigre",
        "Adjugé2026!!!",
        "adjuge-adjuge-1",
        "camilledubois71",
        "Dubois-Négoce-1",
        "justinbieber",
    ],
)
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert is_weak(password, about=ABOUT), password


@pytest.mark.parametrize(
    "password",
    ["quai-tilleul-verte", "une phrase secrète", "k7Pm-w2Qx-9fTz", "quatre chevaux bleus", "Camille aime les tortues"],
)
def test_what_nobody_expects_is_taken(password: str) -> None:
    assert not is_weak(password, about=ABOUT), password
