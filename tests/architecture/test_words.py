"""One noun for one thing: a sale is a `vente`, a bid an `enchère`, the paper an `offre`, a dealer a `concession`."""

import re

from tests.architecture.tree import lines, shown, within

CATALOGUES = (
    "web/src/**/*words*.ts",
    "web/src/account/kinds.ts",
    "web/src/i18n/*.ts",
    "server/notifications/wording/phrases/*.py",
)

FORBIDDEN = {
    r"[Ee]nchères? n°": "a sale is a vente: Vente n° 47",
    r"[Ee]nchères? (?:de stock|terminée|programmée)": "a sale is a vente",
    r"(?:[Ll]ancer|[Pp]rogrammer|[Cc]réer|[Nn]ouvelle) (?:l['’]|une )?enchère": "a sale is a vente",
    r"[Dd]istributeur": "a dealer is a concession",
    r"(?<!d['’])\b[Ee]ntités?\b": "a dealer is a concession",
    r"[Oo]ffres? (?:dépassée|écartée|ouverte|tardive|plus élevée)": "a bid is an enchère",
    r"(?:[Dd]ernières?|[Mm]eilleure|[Ss]ans|[Cc]haque) offres?\b": "a bid is an enchère",
    r"[Pp]li scellé": "pli cacheté",
    r"[Pp]rix accordé|[Pp]rice granted": "Adjugé à, Sold to",
    r"[Ss]ur le lot\b|'Unitaire'|unitaire\b": "Lot global, À l'unité",
    r"[Pp]as de \$\{": "reads as none: Surenchère minimale",
    r"plus petit pas": "au pas minimum",
    r"N° de châssis": "N° de série (VIN)",
    r"Ne rien changer": "Annuler",
    r"Se connecter avec le professionnel": "Inviter ce professionnel",
    r"\bfiscal hp\b": "CV (French tax hp)",
    r"'I pass'": "Pass",
}


def test_each_thing_has_one_noun() -> None:
    found = [
        f"{shown(path)}:{number}: {line.strip()[:120]} ({better})"
        for path in within(*CATALOGUES)
        for number, line in enumerate(lines(path), start=1)
        for pattern, better in FORBIDDEN.items()
        if re.search(pattern, line)
    ]
    assert not found, "\n".join(found)


def test_a_forbidden_word_would_be_found() -> None:
    examples = ("Enchère n° 47", "Pli scellé", "offre dépassée", "Pas de ${amount}", "toutes les entités")
    for example in examples:
        assert any(re.search(pattern, example) for pattern in FORBIDDEN), example
