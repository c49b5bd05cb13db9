"""Phrases about invitations and connections of professionals, in French and English (domain 2.2, 2.3, 8.1). Pure."""

from collections.abc import Mapping

PHRASES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "invitation": {
        "fr": (
            "{entities} {entities:souhaite|souhaitent} travailler avec vous",
            (
                "{entities:Cette concession vous invite à ses|Ces concessions vous invitent à leurs} ventes entre"
                " professionnels, et à donner vos prix pour {entities:ses|leurs} reprises.\n"
                "Le lien ci-dessous est personnel et ne sert qu'une fois."
            ),
        ),
        "en": (
            "{entities} would like to work with you",
            (
                "{entities:This dealer invites you to its|These dealers invite you to their} sales between"
                " professionals, and to quote for {entities:its|their} trade-ins.\n"
                "The link below is yours alone and works once."
            ),
        ),
    },
    "connected": {
        "fr": ("Vous êtes connecté à {entity}", "Vous recevrez ses demandes de cotation et ses ventes."),
        "en": ("You are connected with {entity}", "You will receive its requests for quotes and its sales."),
    },
    "invitation_accepted": {
        "fr": (
            "{company} a accepté votre invitation",
            "Acceptée par {accepted_by}. Ce professionnel peut être invité à vos ventes et cotations.",
        ),
        "en": (
            "{company} accepted your invitation",
            "Accepted by {accepted_by}. This professional can be invited to your sales and quotations.",
        ),
    },
    "connection_ended": {
        "fr": ("Fin de la connexion avec {entity}", "Vous ne recevrez plus ses ventes ni ses demandes de cotation."),
        "en": ("Connection with {entity} ended", "You will receive no more of its sales or requests for quotes."),
    },
    "professional_left": {
        "fr": (
            "{company} a mis fin à la connexion avec {entity}",
            "Ce professionnel ne recevra plus vos ventes ni vos demandes de cotation. Ses enchères restent valables.",
        ),
        "en": (
            "{company} ended the connection with {entity}",
            "This professional will receive no more of your sales or requests for quotes. Its bids stand.",
        ),
    },
}
