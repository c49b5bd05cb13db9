"""Write a message as a mail: subject, plain text, HTML by mrml; with the dealer's name, a button and the privacy link.

Nothing is loaded from anywhere: no image, no web font, no trace of who opens it (domain 8.3).
"""

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Final

import mrml
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server.kit.money import Cents
from server.notifications.outbox.posting import Content
from server.notifications.wording.amounts import euros, moment, moment_of
from server.notifications.wording.facts import Fact, lines_of
from server.notifications.wording.phrase import button, phrase

LAYOUT: Final = Template((Path(__file__).parent / "mail.mjml").read_text(encoding="utf-8"))
PRODUCT: Final = "Adjugé"
# What mail programs show beside the subject.
PREVIEW_MAX: Final = 140
# Stands for the greeting in a layout; no text of ours or of others looks like it.
ANYBODY: Final = "\ue000greeting\ue000"
LAYOUTS_KEPT: Final = 64
PRIVACY_PAGE, CHOICE_PAGE = "/confidentialite", "/profil/notifications"

# Facts that are shown as a line of their own: locale -> fact -> label.
LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        "starts_at_ms": "Début",
        "ends_at_ms": "Fin",
        "expires_at_ms": "Valable jusqu'au",
        "expires_at": "Valable jusqu'au",
        "total_cents": "Montant TTC",
        "amount_cents": "Montant TTC",
        "car": "Véhicule",
        "customer": "Client",
        "comment": "Commentaire",
        "dealers": "Concessions partenaires",
        "address": "Adresse",
        "site": "Où le trouver",
        "place": "Lieu",
        "results": "Lots",
    },
    "en": {
        "starts_at_ms": "Start",
        "ends_at_ms": "End",
        "expires_at_ms": "Valid until",
        "expires_at": "Valid until",
        "total_cents": "Amount incl. VAT",
        "amount_cents": "Amount incl. VAT",
        "car": "Car",
        "customer": "Customer",
        "comment": "Comment",
        "dealers": "Partner dealers",
        "address": "Address",
        "site": "Where it is",
        "place": "Place",
        "results": "Lots",
    },
}
GREETING: Final = {"fr": "Bonjour {name},", "en": "Hello {name},"}
NOBODY: Final = {"fr": "Bonjour,", "en": "Hello,"}
SENT_BY: Final = {
    "fr": "Message envoyé par {product} pour {sender}. Offres entre professionnels.",
    "en": "Sent by {product} on behalf of {sender}. Offers between professionals.",
}
CHOOSE: Final = {"fr": "Choisir mes notifications", "en": "Choose my notifications"}
PRIVACY: Final = {"fr": "Vie privée", "en": "Privacy"}
# Whoever gets these has no account yet, or can't get into it: there is nothing to choose.
WITHOUT_CHOICE: Final = frozenset(
    {
        "invitation",
        "user_invitation",
        "member_invitation",
        "password_reset",
        "password_changed",
        "api_key_made",
        "invitation_of_known",
    }
)
# In whose name a message speaks: the first of these facts that is there.
SENDERS: Final = ("group", "entity", "organisation")
CONTENT_FIELDS: Final = frozenset(Content.__struct_fields__)


class Mail(Struct, frozen=True, kw_only=True):
    """A mail as it reads; `sender` is the dealer's name, or ours."""

    sender: str
    subject: str
    text: str
    html: str


class Written(Struct, frozen=True, kw_only=True):
    """The parts of a mail, in words; details and links are (label, what)."""

    lang: str
    sender: str
    title: str
    greeting: str
    paragraphs: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    button: str
    address: str
    sent_by: str
    links: tuple[tuple[str, str], ...]


def read_body(text: str) -> Content:
    """The content of a message: its fields, or facts flat beside them.

    Raises:
        msgspec.ValidationError: it is no object, or a fact is neither text, number, nor a list of texts.

    """
    plain = msgspec.json.decode(text, type=dict[str, Any])
    flat = {name: fact for name, fact in plain.items() if name not in CONTENT_FIELDS}
    given = {name: plain[name] for name in CONTENT_FIELDS if plain.get(name) is not None}
    nested = msgspec.convert(given.pop("facts", {}), dict[str, Any])
    facts = {name: _fact(fact) for name, fact in (flat | nested).items() if fact is not None}
    return msgspec.convert({**given, "facts": facts}, Content)


def _fact(fact: object) -> object:
    """Dealers and where they are as lines: `Démo Lyon : Gerland, 14 cours Gambetta, 69007 Lyon`; lots stay lots."""
    if not isinstance(fact, list):
        return fact
    return [_dealer(thing) if isinstance(thing, dict) and "entity" in thing else thing for thing in fact]


def _dealer(dealer: dict[str, object]) -> str:
    places = dealer.get("places")
    where = " / ".join(map(str, places)) if isinstance(places, list) else ""
    return " : ".join(filter(None, (str(dealer.get("entity", "")), where)))


def compose(body: Content, *, kind: str, public_url: str) -> Mail:
    """The message in its reader's language."""
    lang = "en" if body.locale == "en" else "fr"
    title, said = phrase(kind, lang, body.facts)
    sender = str(next((body.facts[name] for name in SENDERS if body.facts.get(name)), PRODUCT))
    links = [(PRIVACY[lang], public_url + PRIVACY_PAGE)]
    if kind not in WITHOUT_CHOICE:
        links.insert(0, (CHOOSE[lang], public_url + CHOICE_PAGE))
    written = Written(
        lang=lang,
        sender=sender,
        title=title,
        greeting=GREETING[lang].format(name=body.name) if body.name else NOBODY[lang],
        paragraphs=tuple(line for line in said.splitlines() if line.strip()),
        details=_details(body.facts, lang, said=f"{title}\n{said}"),
        button=button(kind, lang),
        address=public_url + body.link,
        sent_by=SENT_BY[lang].format(product=PRODUCT, sender=sender),
        links=tuple(links),
    )
    return Mail(sender=sender, subject=title, text=_text(written), html=_html(written))


def _details(facts: Mapping[str, Fact], lang: str, *, said: str) -> tuple[tuple[str, str], ...]:
    """Facts with a label, unless the sentences say them already; an item of a list is a line."""
    found: list[tuple[str, str]] = []
    for name, label in LABELS[lang].items():
        fact = facts.get(name)
        shown = _shown(name, fact, lang) if fact is not None else ""
        if shown and not all(line in said for line in shown.splitlines()):
            found.append((label, shown))
    return tuple(found)


def _shown(name: str, fact: Fact, lang: str) -> str:
    if isinstance(fact, int):
        return moment(fact, lang) if name.endswith("_at_ms") else euros(Cents(fact), lang)
    if isinstance(fact, str):
        return moment_of(fact, lang) if name.endswith("_at") else fact
    return "\n".join(lines_of(fact, lang))


def _text(written: Written) -> str:
    colon = ":" if written.lang == "en" else " :"
    parts = [written.title, written.greeting, *written.paragraphs]
    for label, shown in written.details:
        lines = shown.splitlines()
        listed = "".join(f"\n- {line}" for line in lines)
        parts.append(f"{label}{colon} {lines[0]}" if len(lines) == 1 else f"{label}{colon}{listed}")
    parts.append(f"{written.button}{colon}\n{written.address}")
    links = [f"{label}{colon} {address}" for label, address in written.links]
    parts.append("\n".join(["-- ", written.sent_by, *links]))
    return "\n\n".join(parts) + "\n"


def _html(written: Written) -> str:
    """Everybody's HTML of one opening is the same but for the greeting, so it is laid out once."""
    return _laid_out(replace(written, greeting=ANYBODY)).replace(ANYBODY, escape(written.greeting))


@lru_cache(maxsize=LAYOUTS_KEPT)
def _laid_out(written: Written) -> str:
    links = " &middot; ".join(
        f'<a href="{escape(address)}" style="color:#5d5a54">{escape(label)}</a>' for label, address in written.links
    )
    source = LAYOUT.substitute(
        lang=written.lang,
        subject=escape(written.title),
        preview=escape(" ".join(written.paragraphs)[:PREVIEW_MAX]),
        sender=escape(written.sender),
        title=escape(written.title),
        greeting=escape(written.greeting),
        paragraphs="".join(f"<mj-text>{escape(line)}</mj-text>" for line in written.paragraphs),
        details="".join(_detail(label, shown) for label, shown in written.details),
        address=escape(written.address),
        button=escape(written.button),
        footer=f"{escape(written.sent_by)}<br />{links}",
    )
    return mrml.to_html(source).content


def _detail(label: str, shown: str) -> str:
    lines = "<br />".join(escape(line) for line in shown.splitlines())
    return f'<mj-text><span style="color:#5d5a54">{escape(label)}</span><br /><strong>{lines}</strong></mj-text>'
