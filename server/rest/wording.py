"""Say in words why something was refused, to people and to the programmers of buyers' systems.

What to do about it is each code's advice (`protocol/refusals.py`); here is what happened, in both languages.
"""

from collections.abc import Mapping

from server.protocol.faults import Language
from server.protocol.refusals import Code, Refusal
from server.rest.languages import Words

DETAILS: Mapping[Code, Words] = {
    Code.AMOUNT_TOO_LOW: Words(
        "The amount is below the lowest one accepted now.", "Le montant est inférieur au minimum accepté."
    ),
    Code.PRICE_MOVED: Words("The price has moved meanwhile.", "Le prix a changé entre-temps."),
    Code.ALREADY_LEADING: Words("You lead this lot already.", "Vous êtes déjà en tête sur ce lot."),
    Code.NOT_OPEN: Words("The auction has not started.", "La vente n'a pas commencé."),
    Code.CLOSED: Words("The lot is closed.", "Le lot est clos."),
    Code.PAUSED: Words("The auction is paused by the dealer.", "La vente est suspendue par le concessionnaire."),
    Code.NOT_INVITED: Words("There is nothing here for you.", "Il n'y a rien ici pour vous."),
    Code.DECLINED_LOT: Words("You have passed on this lot.", "Vous avez passé sur ce lot."),
    Code.LIMIT_EXCEEDED: Words("The bidding limit is exceeded.", "Le plafond d'enchère est dépassé."),
    Code.CONFIRM_LARGE: Words(
        "The amount is above ten times the lowest one accepted; confirm it with `confirm_large`.",
        "Le montant dépasse dix fois le minimum accepté ; confirmez-le avec `confirm_large`.",
    ),
    Code.STALE_EPOCH: Words(
        "The order book has been rebuilt since the state you saw.",
        "Le carnet d'ordres a été reconstruit depuis l'état que vous avez vu.",
    ),
    Code.COMMAND_MISMATCH: Words(
        "This command id or `Idempotency-Key` was used for another request; take a new one.",
        "Cet identifiant de commande ou cette `Idempotency-Key` a servi à une autre requête ; prenez-en un nouveau.",
    ),
    Code.WRONG_FORMAT: Words(
        "This command does not belong to this kind of auction.", "Cette commande ne convient pas à ce type de vente."
    ),
    Code.CANNOT_LOWER: Words(
        "A maximum can not go below the present price.", "Un maximum ne peut pas descendre sous le prix actuel."
    ),
    Code.RESERVE_NOT_LOWER: Words(
        "A reserve can only be lowered.", "Un prix de réserve ne peut être modifié qu'à la baisse."
    ),
    Code.NO_RESERVE: Words("The lot has no reserve.", "Le lot n'a pas de prix de réserve."),
    Code.BAD_REQUEST: Words("The request is malformed.", "La requête est mal formée."),
    Code.UNAUTHORIZED: Words("Sign in first.", "Connectez-vous d'abord."),
    Code.FORBIDDEN: Words("Your rights do not allow this.", "Vos droits ne le permettent pas."),
    Code.NOT_FOUND: Words("There is nothing here for you.", "Il n'y a rien ici pour vous."),
    Code.NOT_SUBSCRIBED: Words("The room is not subscribed to.", "Ce salon n'est pas suivi."),
    Code.TOO_MANY_ROOMS: Words("Too many rooms are subscribed to.", "Trop de salons sont suivis."),
    Code.RATE_LIMITED: Words(
        "Too many requests; wait for the seconds in `Retry-After`.",
        "Trop de requêtes ; attendez le nombre de secondes indiqué par `Retry-After`.",
    ),
    Code.UNAVAILABLE: Words("Try again in a moment.", "Réessayez dans un instant."),
    Code.TIMEOUT: Words(
        "The outcome is not known yet; repeat the request with the same id.",
        "Le résultat n'est pas encore connu ; répétez la requête avec le même identifiant.",
    ),
    Code.WRONG_CREDENTIALS: Words(
        "The e-mail or the password is wrong.", "L'adresse e-mail ou le mot de passe est incorrect."
    ),
    Code.TOTP_REQUIRED: Words(
        "The code of your second factor is needed, in `totp`.",
        "Le code de votre second facteur est nécessaire, dans `totp`.",
    ),
    Code.WRONG_TOTP: Words("This code is wrong, or was used already.", "Ce code est incorrect ou a déjà servi."),
    Code.SECOND_FACTOR_REQUIRED: Words(
        "Your user group asks for a second factor; make one first.",
        "Votre groupe d'utilisateurs exige un second facteur ; créez-en un d'abord.",
    ),
    Code.FOREIGN_ORIGIN: Words(
        "This request was made by a page of another site.", "Cette requête vient de la page d'un autre site."
    ),
    Code.METHOD_NOT_ALLOWED: Words(
        "This address does not take that method; `Allow` lists those it takes.",
        "Cette adresse n'accepte pas cette méthode ; `Allow` énumère celles qu'elle accepte.",
    ),
    Code.TOO_LARGE: Words(
        "The body is larger than this address takes.", "Le corps dépasse la taille acceptée par cette adresse."
    ),
    Code.UNSUPPORTED_MEDIA_TYPE: Words(
        "This address takes a `Content-Type` of {accepted}.", "Cette adresse accepte un `Content-Type` de {accepted}."
    ),
    Code.NOT_BUILT: Words(
        "The web application has not been built: run `python3 run.py build`.",
        "L'application web n'a pas été construite : lancez `python3 run.py build`.",
    ),
    Code.INTERNAL: Words(
        "This is our mistake; it has been recorded.", "L'erreur vient de nous ; elle a été enregistrée."
    ),
    Code.RETRY: Words(
        "Somebody else changed this at the same moment; repeat the request.",
        "Quelqu'un d'autre l'a modifié au même moment ; répétez la requête.",
    ),
    Code.LAST_ADMINISTRATOR: Words(
        "Nobody would be left who may manage the others.", "Plus personne ne pourrait gérer les autres."
    ),
    Code.SECOND_FACTOR_IN_USE: Words(
        "A second factor is in use; remove it first.", "Un second facteur est actif ; retirez-le d'abord."
    ),
    Code.NO_SECOND_FACTOR: Words(
        "There is no second factor, or none that waits to be confirmed.",
        "Il n'y a pas de second facteur, ou aucun n'attend d'être confirmé.",
    ),
    Code.SECOND_FACTOR_KEPT: Words(
        "Your user group asks for a second factor.", "Votre groupe d'utilisateurs exige un second facteur."
    ),
    Code.MACHINES_MANAGE_NOBODY: Words(
        "A machine can not manage the company's account.", "Une machine ne peut pas gérer le compte de la société."
    ),
    Code.ACCOUNT_EXISTS: Words(
        "There is an account with this e-mail already.", "Un compte existe déjà avec cette adresse e-mail."
    ),
    Code.COMPANY_EXISTS: Words(
        "Your company has an account; somebody who manages it must accept.",
        "Votre société a un compte ; l'un de ses gestionnaires doit accepter.",
    ),
    Code.OTHER_COMPANY: Words(
        "This invitation is for another company than yours, or was sent to another address.",
        "Cette invitation s'adresse à une autre société que la vôtre, ou a été envoyée à une autre adresse.",
    ),
    Code.INVITATION_USED: Words("This link was used already; sign in.", "Ce lien a déjà été utilisé ; connectez-vous."),
    Code.INVITATION_EXPIRED: Words(
        "This link has expired; ask for a new one.", "Ce lien a expiré ; demandez-en un nouveau."
    ),
    Code.INVITATION_REVOKED: Words(
        "This link is no longer valid; ask its sender.", "Ce lien n'est plus valable ; demandez à son expéditeur."
    ),
    Code.ALREADY_CONNECTED: Words(
        "This professional is connected with these entities already.",
        "Ce professionnel est déjà connecté à ces entités.",
    ),
    Code.STILL_CONNECTED: Words(
        "This company is or was connected with your group; end the connections instead.",
        "Cette société est ou a été connectée à votre groupe ; mettez plutôt fin aux connexions.",
    ),
    Code.DIRECTORY_UNAVAILABLE: Words(
        "No company directory answers now; fill the form by hand.",
        "Aucun annuaire des entreprises ne répond ; remplissez le formulaire à la main.",
    ),
    Code.TAKEN: Words("There is one with this value already.", "Il en existe déjà un avec cette valeur."),
    Code.IN_USE: Words(
        "This is linked to something that is gone, or is still in use.",
        "Un élément lié a disparu, ou s'en sert encore.",
    ),
    Code.TOO_MANY: Words(
        "There are {most} already, the most there may be.", "Il y en a déjà {most}, le maximum autorisé."
    ),
    Code.ALREADY_ASKED: Words(
        "Professionals are being asked already.", "Des professionnels sont déjà en cours de consultation."
    ),
    Code.CONFLICT: Words(
        "Somebody changed this after the `version` you sent.", "Quelqu'un l'a modifié après la `version` envoyée."
    ),
    Code.NOT_PAUSED: Words("The auction is not paused.", "La vente n'est pas suspendue."),
    Code.NOT_SOLD: Words("The lot is not sold.", "Le lot n'est pas vendu."),
    Code.ORDERED: Words("The sale has become an order.", "La vente est devenue une commande."),
    Code.NO_PRO: Words("No professional is connected.", "Aucun professionnel n'est connecté."),
    Code.REASON_REQUIRED: Words(
        "There are bids: a `reason` is needed, which every bidder reads.",
        "Il y a des enchères : un motif (`reason`) est nécessaire, que chaque enchérisseur lira.",
    ),
    Code.NOT_MOVABLE: Words(
        "The car can not make this step from its present status; see `reasons`.",
        "Le véhicule ne peut pas franchir cette étape depuis son statut actuel ; voir `reasons`.",
    ),
    Code.PRICE_LOCKED: Words("The car is reserved at an agreed price.", "Le véhicule est réservé à un prix convenu."),
    Code.IN_SALE: Words(
        "The car is in a sale: `fields` change by a correction only.",
        "Le véhicule est en vente : `fields` ne changent que par une rectification.",
    ),
    Code.NOT_IN_SALE: Words("The car is in no sale.", "Le véhicule n'est dans aucune vente."),
    Code.DUPLICATE: Words(
        "The car is in stock already, by `fields`.", "Le véhicule est déjà en stock, d'après `fields`."
    ),
    Code.NOT_RESERVED: Words("The car is not reserved.", "Le véhicule n'est pas réservé."),
    Code.NOT_EXITED: Words("The car has not left the stock.", "Le véhicule n'est pas sorti du stock."),
    Code.REGISTER_MOVED: Words(
        "This police number is taken or leaves a gap; the next is `next_police_number`.",
        "Ce numéro de police est pris ou laisse un trou ; le suivant est `next_police_number`.",
    ),
    Code.INVOICE_MISMATCH: Words(
        "This invoice number was sent with other cars.", "Ce numéro de facture a été envoyé avec d'autres véhicules."
    ),
    Code.OFFSET_MISMATCH: Words("The upload continues at byte `offset`.", "L'envoi reprend à l'octet `offset`."),
    Code.NOT_A_PHOTO: Words(
        "The file can not be read as a photo; see `reason`.", "Le fichier n'est pas une photo lisible ; voir `reason`."
    ),
    Code.NOT_A_TABLE: Words(
        "The file can not be read as a table; see `reason`.", "Le fichier n'est pas un tableau lisible ; voir `reason`."
    ),
    Code.IMPORT_UNDER_WAY: Words(
        "The file is being imported, or has been.", "Le fichier est en cours d'import, ou déjà importé."
    ),
    Code.INVALID: Words(
        "Some fields are not acceptable; see `errors`.", "Certains champs ne sont pas acceptables ; voir `errors`."
    ),
}

# Why one is forbidden something: the fact `needs`.
NEEDS: Mapping[str, Words] = {
    "dealer": Words("This is for dealers.", "Ceci est réservé aux concessionnaires."),
    "pro": Words("This is for professionals who buy.", "Ceci est réservé aux professionnels acheteurs."),
    "bidder": Words(
        "Only a professional's bidder may do this.", "Seul un enchérisseur du professionnel peut le faire."
    ),
    "manager": Words(
        "Only a manager of your company's account may do this.",
        "Seul un gestionnaire du compte de votre société peut le faire.",
    ),
    "person": Words("An API key can not do this; sign in.", "Une clé d'API ne peut pas le faire ; connectez-vous."),
    "session": Words(
        "An API key opens sockets by itself, in the `Authorization` header.",
        "Une clé d'API ouvre les connexions elle-même, dans l'en-tête `Authorization`.",
    ),
    "scope": Words(
        "The scopes of this API key do not allow this.", "Les portées de cette clé d'API ne le permettent pas."
    ),
    "right": Words("This needs one of the rights in `rights`.", "Il faut l'un des droits de `rights`."),
    "validator": Words(
        "Only a user who may validate this trade-in may ask for its price.",
        "Seul un utilisateur qui peut valider cette reprise peut en demander le prix.",
    ),
    "other_account": Words(
        "Sign out first: this link is for another account.",
        "Déconnectez-vous d'abord : ce lien est destiné à un autre compte.",
    ),
}


def detail_of(refusal: Refusal, language: Language) -> str:
    """What happened, in one sentence."""
    words = NEEDS.get(str(refusal.facts.get("needs")), DETAILS[refusal.code])
    facts = {
        name: ", ".join(map(str, fact)) if isinstance(fact, list) else fact for name, fact in refusal.facts.items()
    }
    return getattr(words, language).format_map(facts)
