"""Word any message: title, body and button of its kind, filled with facts, in French or English (domain 8.1). Pure.

A kind nobody has words for yet still tells whom it is from; a fact that is missing leaves a gap, never an error: a
message that can't be worded could not be delivered either. In a phrase `{lots}` is the fact, `{lots:lot|lots}` the word
for one or for several of them; French signs are kept with their word here, so that no phrase has to.
"""

import re
from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from typing_extensions import override

from server.notifications.wording.amounts import HARD_SPACE
from server.notifications.wording.facts import Fact, words_of
from server.notifications.wording.phrases import accounts, auctions, offers, partners, quotations, stock, trade_ins

WORDS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    kind: words
    for subject in (auctions, quotations, trade_ins, partners, accounts, stock, offers)
    for kind, words in subject.PHRASES.items()
}

UNKNOWN: Final = {
    "fr": ("Message de {entity}", "Ouvrez Adjugé pour le lire."),
    "en": ("Message from {entity}", "Open Adjugé to read it."),
}
# Where a fact was missing, within a text and at the ends of a title.
STRAY: Final = f" :{HARD_SPACE}"
SPACES: Final = re.compile(" {2,}")
# Spaces at which French never breaks a line.
TIED: Final = re.compile(r" (?=[:;?!])|(?<=n°) ")
OPEN: Final = {"fr": "Ouvrir", "en": "Open"}
# What the button does, where it is more than to open a page.
BUTTONS: Final[Mapping[str, Mapping[str, str]]] = {
    "invitation": {"fr": "Accepter l'invitation", "en": "Accept the invitation"},
    "user_invitation": {"fr": "Choisir mon mot de passe", "en": "Choose my password"},
    "password_reset": {"fr": "Nouveau mot de passe", "en": "New password"},
    "auction_announced": {"fr": "Voir la vente", "en": "See the sale"},
    "auction_started": {"fr": "Enchérir", "en": "Bid"},
    "auction_ending_soon": {"fr": "Enchérir", "en": "Bid"},
    "outbid": {"fr": "Surenchérir", "en": "Bid again"},
    "won": {"fr": "Voir mes achats", "en": "See my purchases"},
    "lost": {"fr": "Voir le résultat", "en": "See the result"},
    "reserve_not_met": {"fr": "Voir le résultat", "en": "See the result"},
    "auction_ended": {"fr": "Voir le résultat", "en": "See the result"},
    "quotation_opened": {"fr": "Donner mon prix", "en": "Give my price"},
    "quotation_ending_soon": {"fr": "Donner mon prix", "en": "Give my price"},
    "quotation_ended": {"fr": "Choisir une cotation", "en": "Choose a quote"},
    "quotation_without_quote": {"fr": "Décider", "en": "Decide"},
    "estimate_to_validate": {"fr": "Voir l'estimation", "en": "See the estimate"},
    "counter_offer": {"fr": "Répondre", "en": "Answer"},
}


class _Word(Struct, frozen=True):
    """A fact as a phrase asks for it: itself, or one of two words by how many it stands for."""

    text: str
    several: bool = False

    @override
    def __format__(self, choice: str) -> str:
        one, divided, several = choice.partition("|")
        return (several if self.several else one) if divided else self.text


class _Words(dict[str, _Word]):
    """Facts as words; what isn't there is nothing."""

    def __missing__(self, key: str) -> _Word:
        return _Word("")


def phrase(kind: str, locale: str, facts: Mapping[str, Fact]) -> tuple[str, str]:
    """The title and body of a kind; a line of the body is a paragraph."""
    lang = "en" if locale == "en" else "fr"
    title, body = (_tied(text, lang) for text in WORDS.get(kind, UNKNOWN)[lang])
    words = _Words(
        {name: _Word(text, _several(facts.get(name), lang)) for name, text in words_of(facts, lang).items()},
    )
    return _filled(title, words).strip(STRAY), "\n".join(
        filter(None, (_filled(line, words) for line in body.splitlines()))
    )


def button(kind: str, locale: str) -> str:
    """What the button under a message of this kind says."""
    return BUTTONS.get(kind, OPEN)["en" if locale == "en" else "fr"]


def _several(fact: Fact | None, lang: str) -> bool:
    """French counts 0 as one, English doesn't; a text is one thing."""
    count = 1 if fact is None or isinstance(fact, str) else fact if isinstance(fact, int) else len(fact)
    return count != 1 if lang == "en" else abs(count) > 1


def _tied(text: str, lang: str) -> str:
    return text if lang == "en" else TIED.sub(HARD_SPACE, text)


def _filled(text: str, words: _Words) -> str:
    """The text with its facts; what a fact says is never read as a brace of ours."""
    return SPACES.sub(" ", text.format_map(words)).strip()
