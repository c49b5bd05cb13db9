"""Name every fault a field can have: its code, and words for a buyer's programmer in two languages."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Literal, Self

Language = Literal["en", "fr"]
Fact = int | str
NO_FACTS: Final[Mapping[str, Fact]] = {}


class Fault(StrEnum):
    """What is wrong with a field: its code, and the rest of a sentence that begins with the field's name."""

    en: str
    fr: str

    def __new__(cls, value: str, en: str, fr: str) -> Self:
        """Keep the words beside the code."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.en = en
        member.fr = fr
        return member

    def words(self, language: Language, facts: Mapping[str, Fact] = NO_FACTS) -> str:
        """The words with the facts of the case; thousands have a space. The fact `entity` is whose fault it is."""
        template = self.fr if language == "fr" else self.en
        words = template.format_map({name: _shown(fact) for name, fact in facts.items()})
        return f"{facts['entity']}: {words}" if "entity" in facts else words

    # The form of what was sent.
    REQUIRED = "required", "is required", "est obligatoire"
    ONE_REQUIRED = "one_required", "is required, or one of {others}", "est obligatoire, ou l'un de {others}"
    UNKNOWN_FIELD = "unknown_field", "is unknown here", "est inconnu ici"
    NOT_JSON = "not_json", "is not JSON", "n'est pas du JSON"
    INCOMPLETE = "incomplete", "ended before its last byte", "s'est interrompu avant son dernier octet"
    NUL_CHARACTER = "nul_character", "contains a NUL character", "contient un caractère NUL"
    WRONG_TYPE = "wrong_type", "must be of type {expected}, not {got}", "doit être de type {expected}, non {got}"
    NO_ID = "no_id", "must be a UUID", "doit être un UUID"
    NO_COMMAND_ID = (
        "no_command_id",
        "must be a UUID or ULID, the same for each repeat of the request",
        "doit être un UUID ou un ULID, le même à chaque répétition de la requête",
    )
    NO_NAME = (
        "no_name",
        "must not be blank, nor have a line break, another control character or an address",
        "ne doit pas être vide, ni contenir de saut de ligne, d'autre caractère de contrôle ou d'adresse",
    )
    NO_ROOM = "no_room", "must be me, auction:UUID or desk:UUID", "doit être me, auction:UUID ou desk:UUID"
    CONTROL_CHARACTER = "control_character", "has a control character", "a un caractère de contrôle"
    WRONG_FORM = "wrong_form", "does not have the expected form: {pattern}", "n'a pas la forme attendue : {pattern}"
    NO_CHOICE = "no_choice", "must be one of {choices}", "doit être parmi {choices}"
    NO_DATE = "no_date", "must be a date such as 2026-11-24", "doit être une date comme 2026-11-24"
    NO_TIME = (
        "no_time",
        "must be a time such as 2026-11-24T08:00:00Z",
        "doit être une heure comme 2026-11-24T08:00:00Z",
    )
    UNREADABLE = "unreadable", "is not acceptable: {reason}", "n'est pas acceptable : {reason}"
    REPEATED = "repeated", "is given more than once", "est donné plusieurs fois"
    EMPTY = "empty", "is empty", "est vide"
    NO_CURSOR = (
        "no_cursor",
        "must be the `next_cursor` of this list",
        "doit être le `next_cursor` de cette liste",
    )
    NO_QUERY = "no_query", "must be a query of this list", "doit être une requête de cette liste"
    BAD_QUERY = "bad_query", "has a part that is not acceptable: {part}", "a une partie inacceptable : {part}"

    # Bounds.
    OUT_OF_BOUNDS = "out_of_bounds", "must be between {least} and {most}", "doit être compris entre {least} et {most}"
    TOO_LOW = "too_low", "must be at least {least}", "doit être au moins {least}"
    TOO_HIGH = "too_high", "must be at most {most}", "doit être au plus {most}"
    TOO_SHORT = "too_short", "must have a length of at least {least}", "doit avoir une longueur d'au moins {least}"
    TOO_LONG = "too_long", "must have a length of at most {most}", "doit avoir une longueur d'au plus {most}"
    WRONG_COUNT = "wrong_count", "must have {least} to {most} entries", "doit avoir de {least} à {most} éléments"

    # Days.
    NO_TIME_ZONE = "no_time_zone", "must have an offset (RFC 3339)", "doit avoir un décalage horaire (RFC 3339)"
    TOO_OLD = "too_old", "must not be before {first}", "ne doit pas précéder le {first}"
    TOO_FAR = "too_far", "must not be after {last}", "ne doit pas suivre le {last}"
    IN_THE_FUTURE = "in_the_future", "must not be in the future", "ne doit pas être dans le futur"
    IN_THE_PAST = "in_the_past", "must not be in the past", "ne doit pas être dans le passé"

    # What it names.
    UNKNOWN = "unknown", "names nothing of this dealer", "ne désigne rien chez ce concessionnaire"
    TWICE = "twice", "is listed twice", "figure deux fois"
    UNCONNECTED = "unconnected", "is not connected", "n'est pas connecté"
    NOT_EACH_ONCE = "not_each_once", "must list each photo once", "doit énumérer chaque photo une fois"

    # Accounts and rights.
    EMAIL = "email", "is not an e-mail address", "n'est pas une adresse e-mail"
    PHONE = "phone", "is not a phone number", "n'est pas un numéro de téléphone"
    WEAK_PASSWORD = (
        "weak_password",
        "is among the first passwords that are tried; choose words nobody expects",
        "est parmi les premiers mots de passe essayés ; choisissez des mots que personne n'attend",
    )
    WRONG_PASSWORD = "wrong_password", "is not your password", "n'est pas votre mot de passe"
    WRONG_CODE = (
        "wrong_code",
        "is not the code your telephone shows",
        "n'est pas le code qu'affiche votre téléphone",
    )
    OTHER_EMAIL = "other_email", "must be the one invited, {email}", "doit être celle qui est invitée, {email}"
    BEYOND_YOUR_RIGHTS = "beyond_your_rights", "is more than you may yourself", "dépasse vos propres droits"
    NO_KEYS = "no_keys", "is no key of a browser", "n'est pas une clé de navigateur"
    NO_PUSH_SERVICE = "no_push_service", "is no known push service", "n'est pas un service de push connu"
    NO_ADDRESS = "no_address", "is no web address", "n'est pas une adresse web"
    PRIVATE_ADDRESS = (
        "private_address",
        "must not be in a private network",
        "ne doit pas être dans un réseau privé",
    )
    NEEDS_HTTPS = "needs_https", "must begin with https://", "doit commencer par https://"
    UNKNOWN_KIND = "unknown_kind", "is for a kind of event you are not told of", "concerne un événement non notifié"
    KEPT_ON = "kept_on", "is required and can not be switched off", "est requis et ne peut pas être désactivé"

    # Companies.
    SIRET = "siret", "is not a SIRET: 14 digits", "n'est pas un SIRET : 14 chiffres"
    SIRET_KEY = "key", "is not a SIRET: its check digit is wrong", "n'est pas un SIRET : sa clé est fausse"
    CLOSED = "closed", "is of a company that is closed", "est d'une société fermée"
    VAT_NUMBER = (
        "vat_number",
        "is not an intra-community VAT number",
        "n'est pas un numéro de TVA intracommunautaire",
    )
    VAT_MISMATCH = (
        "vat_mismatch",
        "does not fit the SIRET, whose VAT number is {expected}",
        "ne correspond pas au SIRET, dont le numéro de TVA est {expected}",
    )
    APE_CODE = (
        "ape_code",
        "is not an APE code: four digits and a letter",
        "n'est pas un code APE : quatre chiffres et une lettre",
    )

    # Settings.
    UNKNOWN_STATUS = (
        "unknown_status",
        "names no status of this life-line: {status}",
        "ne désigne aucun statut : {status}",
    )
    LEAVING = (
        "leaving",
        "must be before delivery: a car on its way out is not for sale any more",
        "doit précéder la livraison : un véhicule qui part n'est plus à vendre",
    )
    ORDER = "order", "must not be before `publishable_from`", "ne doit pas précéder `publishable_from`"
    AFTER_EXIT = "after_exit", "must not be the exit, after which nothing comes", "ne doit pas être la sortie"
    CIRCLE = "circle", "follows itself, round a circle", "se suit lui-même, en cercle"
    OCCUPIED = (
        "occupied",
        "must keep {status}, in which cars are ({cars})",
        "doit garder {status}, où sont des véhicules ({cars})",
    )
    LAST = (
        "last",
        "must have an end: only the last band has none",
        "doit avoir une fin : seule la dernière tranche n'en a pas",
    )
    RISE = "rise", "must be above the band before", "doit dépasser la tranche précédente"
    WINDOW = (
        "window",
        "must be above 0; a hard end is a `soft_close` of null",
        "doit dépasser 0 ; une fin ferme est un `soft_close` nul",
    )
    EXTENSION = (
        "extension",
        "must be above 0: a late bid moves the end",
        "doit dépasser 0 : une enchère tardive repousse la fin",
    )
    CAP = "cap", "must not be shorter than one extension", "ne doit pas être plus court qu'une prolongation"

    # Auctions.
    AUCTIONS_OFF = (
        "auctions_off",
        "must be an entity that runs auctions",
        "doit être une entité qui organise des ventes",
    )
    NO_PRO = "no_pro", "has no connected professional to invite", "n'a aucun professionnel connecté à inviter"
    WRONG_KIND = (
        "wrong_kind",
        "does not fit this kind of auction: a whole lot has one reserve, cars sold per unit have their own",
        "ne convient pas à ce type de vente : un lot entier a une réserve, des véhicules à l'unité ont chacun la leur",
    )
    RESERVE_BELOW_START = (
        "reserve_below_start",
        "is below the starting price: the first bid meets it",
        "est sous la mise à prix : la première enchère l'atteint",
    )
    UNKNOWN_VEHICLE = "unknown_vehicle", "must be a car of this entity", "doit être un véhicule de cette entité"
    LISTED_TWICE = "listed_twice", "is listed twice", "figure deux fois"
    NOT_FOR_SALE = "not_for_sale", "must be a car for sale", "doit être un véhicule à vendre"
    FOR_SCRAP = "for_scrap", "must not be a car for scrap", "ne doit pas être destiné à la casse"
    SALE_TO_PROFESSIONALS_NOT_ALLOWED = (
        "sale_to_professionals_not_allowed",
        "must be a car whose record allows its sale to professionals",
        "doit être un véhicule dont la fiche permet la vente aux professionnels",
    )
    NO_PROFESSIONAL_PRICE = "no_professional_price", "must have a trade price", "doit avoir un prix professionnel"
    RESERVED = "reserved", "is reserved for another", "est réservé pour un autre"
    ENGAGED_IN_AUCTION = "engaged_in_auction", "is in another auction", "est dans une autre vente"
    ENGAGED_IN_OFFER = "engaged_in_offer", "is in an offer", "est dans une offre"
    ENGAGED_IN_ORDER = "engaged_in_order", "is in an order", "est dans une commande"

    # Cars.
    EMPTIED = "emptied", "can be replaced, not emptied", "peut être remplacé, non vidé"
    NO_PLATE = (
        "no_plate",
        "must be a French plate: AB-123-CD, or 123 ABC 71 before 2009",
        "doit être une immatriculation française : AB-123-CD, ou 123 ABC 71 avant 2009",
    )
    NO_VIN = (
        "no_vin",
        "must have 17 letters and digits without I, O and Q",
        "doit avoir 17 lettres et chiffres, sans I, O ni Q",
    )
    TEMPORARY_PLATE = "temporary_plate", "is a temporary plate", "est une immatriculation provisoire"
    OLD_PLATE = "old_plate", "is a plate of before 2009", "est une immatriculation d'avant 2009"
    SHORT_VIN = "short_vin", "has 16 characters instead of 17", "a 16 caractères au lieu de 17"
    BEFORE_REGISTRATION = (
        "before_registration",
        "must not be before the first registration",
        "ne doit pas précéder la première mise en circulation",
    )
    MILEAGE_GOES_DOWN = (
        "mileage_goes_down",
        "must be at least {least}, or come with a `mileage_reason`",
        "doit être au moins {least}, ou s'accompagner d'un `mileage_reason`",
    )
    MILEAGE_NOT_GUARANTEED = "mileage_not_guaranteed", "is printed as not guaranteed", "est imprimé comme non garanti"
    MUCH_MILEAGE = "much_mileage", "is very much for the car's age", "est très élevé pour l'âge du véhicule"
    TRADE_ABOVE_RETAIL = "trade_above_retail", "is above the retail price", "dépasse le prix de vente au détail"
    PURCHASE_DECLARATION_DUE = "purchase_declaration_due", "is due until {due}", "est à faire jusqu'au {due}"
    PURCHASE_DECLARATION_LATE = "purchase_declaration_late", "was due until {due}", "était à faire jusqu'au {due}"
    REGISTER_INCOMPLETE = "register_incomplete", "has an entry that lacks {fields}", "a une inscription sans {fields}"
    BEFORE_ENTRY = (
        "before_entry",
        "must not be before the car came into stock",
        "ne doit pas précéder l'entrée en stock du véhicule",
    )
    BEFORE_LAST_ENTRY = (
        "before_last_entry",
        "must not be before {first}, the day of the register's last entry",
        "ne doit pas précéder le {first}, jour de la dernière inscription au registre",
    )
    ALREADY_SAID = (
        "already_said",
        "was said: an entry is completed once",
        "a été dit : une inscription se complète une fois",
    )
    NO_CHANGE = "no_change", "changes nothing", "ne change rien"
    NO_MARK = (
        "no_mark",
        "needs a plate, a VIN, a police number or an internal number",
        "doit avoir une immatriculation, un VIN, un numéro de police ou un numéro interne",
    )
    AMBIGUOUS = (
        "ambiguous",
        "fits {cars} cars; add the entity or more marks",
        "convient à {cars} véhicules ; ajoutez l'entité ou d'autres marques",
    )
    NOT_IN_DELIVERY = (
        "not_in_delivery",
        "must be in delivery, not in {status}",
        "doit être en livraison, non en {status}",
    )
    NO_FIELD = "no_field", "is no field that a file may hold", "n'est pas un champ qu'un fichier peut contenir"
    NO_COLUMN = "no_column", "names no column of the file", "ne désigne aucune colonne du fichier"


def _shown(fact: Fact) -> str:
    return f"{fact:,}".replace(",", " ") if isinstance(fact, int) else fact
