"""Know which typed words mean what a car is rather than its name: year, energy, gearbox, colour or status. Pure.

"clio 2019" and "diesel gris" are how people ask; a word may mean a name as well ("2008" is a model, too).
"""

from collections.abc import Mapping

from msgspec import Struct

from server.policies.life_line import Status

YEAR_DIGITS = 4
YEAR_MIN, YEAR_MAX = 1900, 2100
# Shorter ones complete to too many words.
COMPLETED_LENGTH_MIN = 4

# Folded words, and the beginnings of what is written of a car, in lower case with accents and without.
ENERGIES: Mapping[str, tuple[str, ...]] = {
    "diesel": ("diesel", "gazole"),
    "gazole": ("diesel", "gazole"),
    "essence": ("essence",),
    "petrol": ("essence", "petrol"),
    "hybride": ("hybrid",),
    "hybrid": ("hybrid",),
    # Whether the database has a small letter for É hangs on its locale.
    "electrique": ("électri", "Électri", "electri"),
    "electric": ("électri", "Électri", "electri"),
    "ethanol": ("éthanol", "Éthanol", "ethanol"),
    "gpl": ("gpl",),
}
GEARBOXES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("automatique", "automatic"), ("auto",)),
    **dict.fromkeys(("manuelle", "manuel", "manual"), ("manuel",)),
}
COLOURS: Mapping[str, tuple[str, ...]] = {
    **{name: (name,) for name in ("gris", "rouge", "jaune", "orange", "marron", "beige", "argent", "violet", "bronze")},
    **dict.fromkeys(("noir", "noire", "black"), ("noir",)),
    **dict.fromkeys(("blanc", "blanche", "white"), ("blanc",)),
    **dict.fromkeys(("bleu", "bleue", "blue"), ("bleu",)),
    **dict.fromkeys(("vert", "verte", "green"), ("vert",)),
    **dict.fromkeys(("grise", "grey", "gray"), ("gris",)),
    **{name: (name,) for name in ("anthracite", "bordeaux", "ivoire", "brun")},
    "red": ("rouge",),
}
# As the table names them: "Pré-rentrée", "Entrée physique", "Stock de vente", "Livraison", "Sorti"; and in English.
STATUSES: Mapping[Status, tuple[str, ...]] = {
    "pre_entry": ("pre", "rentree", "entry"),
    "physical_entry": ("entree", "physique", "physical", "entry"),
    "for_sale": ("vente", "sale"),
    "delivery": ("livraison", "livree", "delivery"),
    "exited": ("sorti", "sortie", "exited"),
}
# What people put between the words that matter, in French and English.
FILLERS = frozenset(
    [
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "les",
        "l",
        "en",
        "a",
        "au",
        "aux",
        "avec",
        "et",
        "ou",
        "pour",
        "un",
        "une",
        "the",
        "in",
        "of",
        "with",
        "and",
        "or",
        "for",
        "stock",
        "voiture",
        "voitures",
        "vehicule",
        "vehicules",
        "annee",
        "couleur",
        "statut",
        "car",
        "cars",
        "vehicle",
        "vehicles",
        "year",
        "colour",
        "status",
    ]
)


class Attributes(Struct, frozen=True, kw_only=True):
    """What a word may mean of a car: LIKE patterns of lower-case columns, a year, statuses; all empty for a name."""

    energies: list[str]
    gearboxes: list[str]
    colours: list[str]
    year: int | None
    statuses: list[Status]

    def __bool__(self) -> bool:
        """Whether it means anything."""
        return bool(self.energies or self.gearboxes or self.colours or self.year or self.statuses)


def attributes_of(term: str) -> Attributes:
    """What the folded word may mean; a beginning of at least four letters is enough."""
    year = int(term) if len(term) == YEAR_DIGITS and term.isdecimal() and YEAR_MIN <= int(term) <= YEAR_MAX else None
    return Attributes(
        energies=_patterns(term, ENERGIES),
        gearboxes=_patterns(term, GEARBOXES),
        colours=_patterns(term, COLOURS),
        year=year,
        statuses=[status for status, words in STATUSES.items() if any(_means(term, word) for word in words)],
    )


def _patterns(term: str, words: Mapping[str, tuple[str, ...]]) -> list[str]:
    beginnings = {start for word, starts in words.items() if _means(term, word) for start in starts}
    return sorted(pattern for start in beginnings for pattern in (f"{start}%", f"% {start}%"))


def _means(term: str, word: str) -> bool:
    return term == word or (len(term) >= COMPLETED_LENGTH_MIN and word.startswith(term))
