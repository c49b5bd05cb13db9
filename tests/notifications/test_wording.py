"""Every kind has words in both languages; missing facts leave gaps, foreign text does no harm."""

import re
from html.parser import HTMLParser

import msgspec
import pytest
from typing_extensions import override

from server.notifications.channels.mail import WITHOUT_CHOICE, Mail, compose, read_body
from server.notifications.outbox.posting import Content
from server.notifications.rules import RULES
from server.notifications.wording.lot_lines import LotLine
from server.notifications.wording.phrase import BUTTONS, WORDS, button, phrase
from tests.architecture.tree import lines, within

# A kind in the call that makes out its message.
SENT = re.compile(
    r"(?<![A-Za-z])(?<!class )(?:Message\(|auction_message\(|_send\(connection|_to_members\()"
    r'[^(){}"]*?"([a-z]+(?:_[a-z]+)*)"'
)


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_every_kind_is_worded_in_both_languages(kind: str) -> None:
    for locale in ("fr", "en"):
        title, body = phrase(kind, locale, {})
        assert title
        assert "{" not in title + body
        assert "  " not in title + body
        assert button(kind, locale)


def test_whatever_can_be_chosen_has_words() -> None:
    assert set(RULES) <= set(WORDS)
    assert set(BUTTONS) <= set(WORDS)


def test_every_kind_that_is_sent_has_words_and_a_rule() -> None:
    source = "\n".join(line for path in within("server/**/*.py") for line in lines(path))
    sent = set(SENT.findall(source)) | set(re.findall(r'channel="mail"[^)]*?kind="([a-z_]+)"', source))
    assert len(sent) > 15
    assert sent <= set(WORDS)
    assert sent <= set(RULES) | WITHOUT_CHOICE


def test_amounts_and_times_are_written_as_people_read_them() -> None:
    facts = {"number": 43, "lots": ["65"], "cars": ["OPEL MOKKA"], "total_cents": 2_090_000, "entity": "Démo Lyon"}
    title, body = phrase("won", "fr", facts)
    assert title == "Vente n°\u00a043\u00a0: OPEL MOKKA remporté"
    assert body.startswith("Lot 65 pour 20\u202f900,00\u00a0€ TTC, chez Démo Lyon.\n")
    assert phrase("won", "en", facts)[1].startswith("Lot 65 for €20,900.00 incl. VAT, at Démo Lyon.\n")


@pytest.mark.parametrize(
    ("entities", "fr", "en"),
    [
        (["Démo Lyon"], "Démo Lyon souhaite travailler", "Démo Lyon would like"),
        (["Démo Lyon", "Démo Mâcon"], "Démo Lyon et Démo Mâcon souhaitent", "Démo Lyon and Démo Mâcon would like"),
        (["A", "B", "C"], "A, B et C souhaitent travailler avec vous", "A, B and C would like to work with you"),
    ],
)
def test_an_invitation_names_who_wishes(entities: list[str], fr: str, en: str) -> None:
    assert phrase("invitation", "fr", {"entities": entities})[0].startswith(fr)
    assert phrase("invitation", "en", {"entities": entities})[0].startswith(en)
    said, told = (phrase("invitation", locale, {"entities": entities})[1] for locale in ("fr", "en"))
    alone = len(entities) == 1
    assert said.startswith("Cette concession vous invite à ses" if alone else "Ces concessions vous invitent à leurs")
    assert told.startswith("This dealer invites you to its" if alone else "These dealers invite you to their")


@pytest.mark.parametrize(
    ("sold", "fr", "en"),
    [
        (0, "0 lot vendu sur 3", "0 of 3 lots sold"),
        (1, "1 lot vendu sur 3", "1 of 3 lots sold"),
        (2, "2 lots vendus sur 3", "2 of 3 lots sold"),
    ],
)
def test_words_agree_with_how_many_there_are(sold: int, fr: str, en: str) -> None:
    facts = {"number": 43, "sold": sold, "lots": 3, "total_cents": 100}
    assert phrase("auction_ended", "fr", facts)[0].endswith(fr)
    assert phrase("auction_ended", "en", facts)[0].endswith(en)


def test_several_lots_are_named_in_a_row() -> None:
    facts = {"number": 43, "lots": ["65", "66", "70"]}
    assert phrase("lost", "fr", facts)[1].startswith("Lots 65, 66 et 70\u00a0: une enchère")
    assert phrase("lost", "en", facts)[1].startswith("Lots 65, 66 and 70: a higher bid")
    assert phrase("auction_ended", "en", {"sold": 1, "lots": 1})[0].endswith("1 of 1 lot sold")


def test_a_fact_with_braces_is_only_text() -> None:
    assert phrase("connected", "fr", {"entity": "{number} {0} {x.__class__}"})[0] == (
        "Vous êtes connecté à {number} {0} {x.__class__}"
    )


def test_the_first_lots_are_told_line_by_line_and_the_rest_counted() -> None:
    lots = [LotLine(number=n, cars="OPEL MOKKA (GD-250-GH)", news="sold", price_cents=100, pro="P") for n in range(9)]
    said = phrase("auction_ended", "fr", {"number": 1, "lots": 9, "sold": 9, "results": lots})[1].splitlines()
    assert said[1] == "Lot 0, OPEL MOKKA (GD-250-GH) : adjugé à P, 1,00\u00a0€ TTC"
    assert said[-1] == "et 4 autres lots"
    text = compose(Content(facts={"results": lots}), kind="auction_ended", public_url="https://x").text
    assert text.count("OPEL MOKKA (GD-250-GH)") == 5 + 9


def test_a_title_names_two_cars_and_counts_the_others() -> None:
    facts = {"number": 1, "lots": 4, "cars": ["A 1", "B 2", "C 3", "D 4"]}
    assert phrase("auction_started", "fr", facts)[0].endswith("A 1, B 2 et 2 autres véhicules")
    assert phrase("auction_started", "en", facts)[0].endswith("A 1, B 2 and 2 more cars")
    assert phrase("auction_started", "fr", {**facts, "cars": ["A 1"]})[0].endswith("A 1")


def test_an_older_message_without_cars_leaves_no_stray_sign() -> None:
    assert phrase("auction_started", "fr", {"number": 1})[0] == "Vente n°\u00a01 ouverte"


def test_lots_survive_the_way_through_the_outbox() -> None:
    lot = LotLine(number=82, cars="OPEL MOKKA", news="no_bid")
    body = Content(facts={"results": [lot]}, link="/ventes/1")
    assert read_body(msgspec.json.encode(body).decode()).facts["results"] == [lot]


def test_a_kind_without_words_still_says_whom_it_is_from() -> None:
    assert phrase("something_new", "fr", {"entity": "Démo Lyon"})[0] == "Message de Démo Lyon"


class Reader(HTMLParser):
    """Collects what a reader sees, and every address."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.addresses: list[str] = []
        self.tags: set[str] = set()

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]

    @override
    def handle_data(self, data: str) -> None:
        self.text += data


def read(mail: Mail) -> Reader:
    reader = Reader()
    reader.feed(mail.html)
    return reader


def an_invitation(**changed: object) -> Content:
    facts = {
        "entities": ["Démo Lyon", "Démo & Mâcon <est>"],
        "group": "Groupe Démo",
        "dealers": ["Démo Lyon", "Démo & Mâcon <est>"],
        "expires_at": "2026-12-08T14:30:00Z",
    }
    values = {"name": "Thomas <b>Top</b>", "locale": "fr", "facts": facts, "link": "/page?b=1&c=2#inv_a"}
    return Content(**{**values, **changed})  # pyrefly: ignore[bad-argument-type] -- the values are the fields'


def test_an_invitation_lists_all_partner_dealers_with_its_link_and_end() -> None:
    mail = compose(an_invitation(), kind="invitation", public_url="https://ventes.example")
    reader = read(mail)
    for text in (mail.text, reader.text):
        assert "Démo Lyon" in text
        assert "Démo & Mâcon <est>" in text
        assert "mardi 8 décembre 2026 à 15:30" in text
        assert "Thomas <b>Top</b>" in text
        assert "Accepter l'invitation" in text
    assert "https://ventes.example/page?b=1&c=2#inv_a" in mail.text
    assert "https://ventes.example/page?b=1&c=2#inv_a" in reader.addresses
    assert "b" not in reader.tags


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_a_mail_loads_nothing_and_shows_the_privacy_page(kind: str) -> None:
    mail = compose(an_invitation(locale="en"), kind=kind, public_url="https://ventes.example")
    reader = read(mail)
    assert all(address.startswith("https://ventes.example/") for address in reader.addresses)
    assert "https://ventes.example/confidentialite" in reader.addresses
    assert "https://ventes.example/confidentialite" in mail.text
    assert not {"img", "link", "script", "iframe"} & reader.tags
    assert "@import" not in mail.html
    assert "fonts." not in mail.html
    assert mail.sender == "Groupe Démo"


def test_whoever_has_no_account_has_nothing_to_choose() -> None:
    assert "/notifications" not in compose(an_invitation(), kind="invitation", public_url="https://v.example").text
    assert "/notifications" in compose(an_invitation(), kind="won", public_url="https://v.example").text


def test_dealers_are_listed_with_where_they_are() -> None:
    dealer = '{"entity": "Démo Lyon", "group": "Groupe Démo", "places": ["Gerland, 69007 Lyon", "Vaise"]}'
    body = read_body(f'{{"name": "A", "link": "/x", "dealers": [{dealer}]}}')
    assert body.facts["dealers"] == ["Démo Lyon : Gerland, 69007 Lyon / Vaise"]


@pytest.mark.parametrize("text", ["[]", "1", '{"a": {"b": 1}}', '{"facts": []}', '{"name": 1}', "{", ""])
def test_a_body_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(msgspec.MsgspecError):
        read_body(text)


def test_a_body_may_be_flat() -> None:
    flat = read_body('{"name": "A", "link": "/x", "locale": "en", "organisation": "Auto 71", "nothing": null}')
    assert flat == Content(name="A", locale="en", link="/x", facts={"organisation": "Auto 71"})
    assert compose(flat, kind="member_invitation", public_url="https://v.example").sender == "Auto 71"
