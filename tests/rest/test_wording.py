"""Every refusal has its words, in the language asked for."""

import re
import string

import pytest

from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal
from server.rest.languages import language_of
from server.rest.wording import DETAILS, NEEDS, detail_of
from tests.architecture.tree import lines, within
from tests.http import Api


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("*", "en"),
        ("de", "en"),
        ("fr", "fr"),
        ("fr-CA,fr;q=0.8,en;q=0.5", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("de, fr;q=0.7, en;q=0.3", "fr"),
        ("fr;q=0, en", "en"),
        ("fr;q=0", "en"),
        ("fr;q=much", "en"),
        ("fr; Q=0.9", "fr"),
    ],
)
def test_the_language_preferred_is_spoken_and_english_without_a_preference(accepted: str | None, language: str) -> None:
    assert language_of(accepted) == language


def test_every_code_has_its_words_in_both_languages() -> None:
    assert set(DETAILS) == set(Code)
    for words in (*DETAILS.values(), *NEEDS.values()):
        assert words.en != words.fr
        assert words.en[0].isupper()
        assert words.en.endswith(".")
        assert words.fr.endswith(".")
        assert _facts(words.en) == _facts(words.fr)


def test_whatever_a_refusal_says_is_needed_has_its_words() -> None:
    said = {
        name
        for path in within("server/**/*.py")
        for line in lines(path)
        for name in re.findall(r"Code\.FORBIDDEN, needs=\"(\w+)\"", line)
    }
    assert said == set(NEEDS)


def test_a_limit_is_said() -> None:
    refusal = Refusal(Code.TOO_MANY, most=40)
    assert detail_of(refusal, "en") == "There are 40 already, the most there may be."
    assert detail_of(refusal, "fr") == "Il y en a déjà 40, le maximum autorisé."


def test_facts_that_are_no_words_are_left_to_programs() -> None:
    refusal = Refusal(Code.CONFLICT, version=2, changes=[field_error("/x", Fault.EMPTY)])
    assert detail_of(refusal, "en") == "Somebody changed this after the `version` you sent."


async def test_an_answer_says_its_language_and_that_it_depends_on_the_one_asked_for(api: Api) -> None:
    client = await api.client()
    for asked, language, detail in (
        ("fr", "fr", "Connectez-vous d'abord."),
        ("en", "en", "Sign in first."),
        ("it", "en", "Sign in first."),
    ):
        answer = await client.get("/api/vehicles", headers={"accept-language": asked})
        assert (answer.status_code, answer.json()["detail"]) == (401, detail)
        assert answer.headers["content-language"] == language
        assert "accept-language" in answer.headers["vary"]


def test_every_fault_has_its_words_in_both_languages_with_the_same_facts() -> None:
    for fault in Fault:
        assert fault.en
        assert fault.en != fault.fr, fault
        assert not fault.en.endswith("."), fault
        assert not fault.en.startswith(fault.value), "a code is no part of the words"
        assert _facts(fault.en) == _facts(fault.fr), fault


def test_a_field_is_told_with_its_limits_in_the_language_asked_for() -> None:
    error = field_error("/mileage_km", Fault.OUT_OF_BOUNDS, least=0, most=2_000_000)
    assert error.detail == "must be between 0 and 2 000 000"
    assert error.facts == {"least": 0, "most": 2_000_000}
    assert error.worded("en") == error
    assert error.worded("fr").detail == "doit être compris entre 0 et 2 000 000"


def test_whose_fault_it_is_stands_before_the_words() -> None:
    error = field_error("/soft_close/cap_seconds", Fault.CAP, entity="Groupe Essai Mâcon")
    assert error.worded("fr").detail == "Groupe Essai Mâcon: ne doit pas être plus court qu'une prolongation"


async def test_every_bad_field_of_a_body_is_told_in_french(api: Api) -> None:
    answer = await (await api.client()).post(
        "/api/session", json={"email": 1, "more": 2}, headers={"accept-language": "fr"}
    )
    assert answer.json()["errors"] == [
        {
            "pointer": "/email",
            "code": "wrong_type",
            "detail": "doit être de type string, non integer",
            "facts": {"expected": "string", "got": "integer"},
        },
        {"pointer": "/password", "code": "required", "detail": "est obligatoire"},
        {"pointer": "/more", "code": "unknown_field", "detail": "est inconnu ici"},
    ]


def _facts(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
