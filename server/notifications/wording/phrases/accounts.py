"""Phrases about accounts, passwords and API keys, in French and English (domain 8.1). Pure."""

from collections.abc import Mapping

PHRASES: Mapping[str, Mapping[str, tuple[str, str]]] = {
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
}
