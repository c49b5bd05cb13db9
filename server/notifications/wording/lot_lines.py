"""Say in one line what stands with a lot: its number, its cars, and what became of it (domain 7.9). Pure.

Messages of a sale name cars: nobody knows lot 82 by its number.
"""

from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

from server.kit.money import Cents
from server.notifications.wording.amounts import euros

LotNews = Literal["starting", "sold", "won", "lost", "highest", "reserve_not_met", "no_bid", "outbid", "cancelled"]


class LotLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A lot in a message; `cars` as people name them, `pro` only where the reader is a dealer."""

    number: int
    cars: str
    news: LotNews
    price_cents: int | None = None
    pro: str = ""


# What stands in braces: the price incl. VAT, the buyer.
SAID: Final[Mapping[LotNews, Mapping[str, str]]] = {
    "starting": {"fr": "mise à prix {price} TTC", "en": "starting price {price} incl. VAT"},
    "sold": {"fr": "adjugé à {pro}, {price} TTC", "en": "sold to {pro}, {price} incl. VAT"},
    "won": {"fr": "{price} TTC", "en": "{price} incl. VAT"},
    "lost": {"fr": "adjugé à un autre, {price} TTC", "en": "sold to somebody else, {price} incl. VAT"},
    "highest": {
        "fr": "réserve non atteinte, vous étiez en tête à {price} TTC",
        "en": "reserve not met, you were highest at {price} incl. VAT",
    },
    "reserve_not_met": {"fr": "réserve non atteinte, {price} TTC", "en": "reserve not met, {price} incl. VAT"},
    "no_bid": {"fr": "sans enchère", "en": "no bid"},
    "outbid": {"fr": "maintenant à {price} TTC", "en": "now at {price} incl. VAT"},
    "cancelled": {"fr": "vente annulée", "en": "sale cancelled"},
}
LINE: Final = {"fr": "Lot {number}, {cars} : {said}", "en": "Lot {number}, {cars}: {said}"}


def line_of(lot: LotLine, lang: str) -> str:
    """`Lot 82, RENAULT CAPTUR 2018 : adjugé à Auto 71, 7 550,00 € TTC`."""
    price = "" if lot.price_cents is None else euros(Cents(lot.price_cents), lang)
    said = SAID[lot.news][lang].format(price=price, pro=lot.pro)
    return LINE[lang].format(number=lot.number, cars=lot.cars, said=said)
