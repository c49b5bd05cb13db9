"""Word what people are told beside auctions: invitations, passwords, trade-ins, stock (domain 2.2, 4, 6, 8.1)."""

from collections.abc import Mapping

# Kind -> locale -> title and body; what stands in braces is a fact. A line of the body is a paragraph.
MORE_PHRASES: Mapping[str, Mapping[str, tuple[str, str]]] = {
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
    "user_invitation": {
        "fr": (
            "{organisation} vous ouvre un accès",
            "Choisissez votre mot de passe pour commencer. Le lien est personnel et ne sert qu'une fois.",
        ),
        "en": (
            "{organisation} gives you access",
            "Choose your password to begin. The link is yours alone and works once.",
        ),
    },
    "member_invitation": {
        "fr": (
            "{organisation} vous ouvre un accès",
            "{invited_by} vous invite à enchérir pour {organisation}. Le lien est personnel et ne sert qu'une fois.",
        ),
        "en": (
            "{organisation} gives you access",
            "{invited_by} invites you to bid for {organisation}. The link is yours alone and works once.",
        ),
    },
    "invitation_of_known": {
        "fr": (
            "{organisation} vous invite",
            "{invited_by} vous invite, mais cette adresse a déjà un compte : une adresse sert pour une seule société.",
        ),
        "en": (
            "{organisation} invites you",
            "{invited_by} invites you, but this address has an account already: one address is for one company.",
        ),
    },
    "api_key_made": {
        "fr": (
            "Une clé d’API a été créée : {program}",
            "Si ce n'est pas vous, révoquez-la dans Mon compte › Sécurité et changez votre mot de passe.",
        ),
        "en": (
            "An API key was made: {program}",
            "If it was not you, revoke it in My account › Security and change your password.",
        ),
    },
    "password_changed": {
        "fr": (
            "Votre mot de passe a changé",
            "Si ce n'est pas vous, demandez tout de suite un nouveau mot de passe.",
        ),
        "en": (
            "Your password has changed",
            "If it was not you, ask for a new password at once.",
        ),
    },
    "password_reset": {
        "fr": (
            "Choisir un nouveau mot de passe",
            (
                "Quelqu'un, vous sans doute, a demandé un nouveau mot de passe pour cette adresse.\n"
                "Si ce n'est pas vous, ignorez ce message : rien ne change."
            ),
        ),
        "en": (
            "Choose a new password",
            (
                "Somebody, probably you, asked for a new password for this address.\n"
                "If it was not you, ignore this message: nothing changes."
            ),
        ),
    },
    "estimate_to_validate": {
        "fr": ("Estimation à valider : {car}", "{requester} attend une décision. {comment}"),
        "en": ("Estimate to validate: {car}", "{requester} awaits a decision. {comment}"),
    },
    "estimate_validated": {
        "fr": ("Estimation validée : {car}", "Prix de reprise {total} TTC, pour {customer}."),
        "en": ("Estimate validated: {car}", "Trade-in price {total} incl. VAT, for {customer}."),
    },
    "estimate_returned": {
        "fr": ("Estimation à revoir : {car}", "{comment}"),
        "en": ("Estimate sent back: {car}", "{comment}"),
    },
    "quote_validated": {
        "fr": ("Votre cotation est retenue : {car}", "{entity} retient votre prix de {total} TTC."),
        "en": ("Your quote is retained: {car}", "{entity} retains your price of {total} incl. VAT."),
    },
    "quote_voided": {
        "fr": ("Votre cotation est écartée : {car}", "{entity} a écarté votre prix. {reason}"),
        "en": ("Your quote was voided: {car}", "{entity} took your price out. {reason}"),
    },
    "quote_refused": {
        "fr": ("Votre cotation n'est pas retenue : {car}", "{entity} ne donne pas suite à votre prix."),
        "en": ("Your quote is not retained: {car}", "{entity} does not follow up on your price."),
    },
    "counter_offer": {
        "fr": ("{entity} vous propose le lot {lots}", "À {total} TTC, jusqu'au {expires}. À vous de répondre."),
        "en": ("{entity} offers you lot {lots}", "At {total} incl. VAT, until {expires}. Please answer."),
    },
    "counter_offer_accepted": {
        "fr": ("Proposition acceptée : lot {lots}", "{pro} accepte le lot {lots} à {total} TTC."),
        "en": ("Offer accepted: lot {lots}", "{pro} takes lot {lots} at {total} incl. VAT."),
    },
    "counter_offer_refused": {
        "fr": ("Proposition refusée : lot {lots}", "{pro} ne prend pas le lot {lots} à {total} TTC."),
        "en": ("Offer refused: lot {lots}", "{pro} does not take lot {lots} at {total} incl. VAT."),
    },
    "car_available": {
        "fr": ("Véhicule disponible : {car}", "Il vous attend chez {entity} : {site}."),
        "en": ("Car available: {car}", "It awaits you at {entity}: {site}."),
    },
    "reservation_removed": {
        "fr": ("Réservation levée : {car}", "{entity} ne réserve plus ce véhicule pour vous. {reason}"),
        "en": ("Reservation removed: {car}", "{entity} no longer keeps this car for you. {reason}"),
    },
    "car_exited": {
        "fr": ("Véhicule sorti : {car}", "Il a quitté le stock de {entity}."),
        "en": ("Car exited: {car}", "It left the stock of {entity}."),
    },
    "purchase_declaration_due": {
        "fr": ("Déclaration d'achat à faire : {car}", "Elle est due dans les 15 jours de l'achat."),
        "en": ("Purchase declaration due: {car}", "It is due within 15 days of the purchase."),
    },
    "offer_sent": {
        "fr": ("Offre n° {number} de {entity}", "{entity} vous envoie son offre. {comment}"),
        "en": ("Offer no. {number} from {entity}", "{entity} sends you its offer. {comment}"),
    },
}
