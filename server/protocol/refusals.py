"""Name every no of the product, each with what the client should do about it.

    Refusal            the business says no: HTTP renders problem+json, the socket an `error` or a refused `bid_result`

A refusal of a command is final for that command: another try is another command with another id. The codes marked
"retry" say nothing about the command: send it again, with the same id.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Self

from server.protocol.field_errors import FieldError


class Code(StrEnum):
    """Why something was refused; the docstring of each member is the client's next step."""

    advice: str

    def __new__(cls, value: str, advice: str) -> Self:
        """Keep the advice beside the value, where the generated documents find it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.advice = advice
        return member

    # Refusals of the book: final for that command.
    AMOUNT_TOO_LOW = (
        "amount_too_low",
        "Show `next_min_cents`, the lowest amount that would be accepted; ask for a new one.",
    )
    PRICE_MOVED = "price_moved", "Show the new price; let the person decide again."
    ALREADY_LEADING = "already_leading", "Say that the pro leads; offer to raise its maximum instead."
    NOT_OPEN = "not_open", "The auction hasn't started: show its start."
    CLOSED = "closed", "The lot is over: stop bidding, wait for the outcome."
    PAUSED = "paused", "The dealer paused the auction: wait for `countdown_changed`."
    NOT_INVITED = "not_invited", "The pro isn't invited, or no longer connected: leave the auction."
    DECLINED_LOT = "declined_lot", "The pro passed on this lot: show it as declined."
    LIMIT_EXCEEDED = (
        "limit_exceeded",
        "The member's or pro's limit is reached: lower the amount or ask for a higher limit.",
    )
    CONFIRM_LARGE = (
        "confirm_large",
        "The amount is above ten times the lowest one: ask, then send anew with `confirm_large`.",
    )
    STALE_EPOCH = "stale_epoch", "The book was rebuilt: wait for the snapshot, then decide again."
    COMMAND_MISMATCH = (
        "command_mismatch",
        "This command id was used for something else: a fault of the client; use a new id.",
    )
    WRONG_FORMAT = "wrong_format", "The command doesn't belong to this format of auction: reload the page."
    CANNOT_LOWER = "cannot_lower", "A maximum can't go below the price: show the price."

    RESERVE_NOT_LOWER = "reserve_not_lower", "A reserve can only go down: show the present one."
    NO_RESERVE = "no_reserve", "The lot has no reserve: there is nothing to lower."

    # Errors: the request never reached a decision.
    BAD_REQUEST = "bad_request", "Malformed: a fault of the client; don't repeat."
    UNAUTHORIZED = "unauthorized", "Nobody is signed in, or no longer: sign in."
    FORBIDDEN = "forbidden", "A right is lacking: say so; don't repeat."
    NOT_FOUND = "not_found", "There is no such thing, or not for this account: leave the page."
    NOT_SUBSCRIBED = "not_subscribed", "Subscribe to the room first."
    TOO_MANY_ROOMS = "too_many_rooms", "Leave a room before entering another."
    RATE_LIMITED = "rate_limited", "Retry after `after_ms`, with the same command id."
    UNAVAILABLE = "unavailable", "Retry soon, with the same command id."
    TIMEOUT = "timeout", "No outcome yet: ask `command_status`, or retry with the same command id."

    # Refusals of REST only; a slice that says no adds its own line here.
    WRONG_CREDENTIALS = "wrong_credentials", "Ask for the e-mail and the password again."
    TOTP_REQUIRED = "totp_required", "Ask for the code of the second factor, and sign in again with it."
    WRONG_TOTP = "wrong_totp", "Ask for the code again; each works once."
    SECOND_FACTOR_REQUIRED = "second_factor_required", "The user group asks for a second factor: make one first."
    FOREIGN_ORIGIN = "foreign_origin", "Call from a page of this site, or from a program without `Origin`."
    METHOD_NOT_ALLOWED = "method_not_allowed", "A fault of the client: see `Allow`."
    TOO_LARGE = "too_large", "Send less."
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type", "Send one of `accepted`."
    NOT_BUILT = "not_built", "The server lacks its web application: whoever runs it builds it first."
    INTERNAL = "internal", "Our mistake, recorded with the `x-request-id` of the answer: tell us that id."
    RETRY = "retry", "Somebody changed it at the same moment: repeat the request."

    LAST_ADMINISTRATOR = "last_administrator", "Give somebody else that right first."
    SECOND_FACTOR_IN_USE = "second_factor_in_use", "There is a second factor already: remove it first."
    NO_SECOND_FACTOR = "no_second_factor", "There is no second factor, or none to confirm: show it as it is."
    SECOND_FACTOR_KEPT = "second_factor_kept", "The user group asks for a second factor: keep it, or change the group."
    MACHINES_MANAGE_NOBODY = "machines_manage_nobody", "Give that right to a person instead."
    ACCOUNT_EXISTS = "account_exists", "Sign in with that e-mail instead."
    COMPANY_EXISTS = "company_exists", "Somebody of that company must sign in and accept."
    OTHER_COMPANY = "other_company", "Sign in with the account to which the invitation was sent."
    INVITATION_USED = "invitation_used", "The link works once: sign in."
    INVITATION_EXPIRED = "invitation_expired", "Ask who sent the link for a new one."
    INVITATION_REVOKED = "invitation_revoked", "Ask who sent the link."
    ALREADY_CONNECTED = "already_connected", "Show the professional's connections: there is nothing to invite it to."
    STILL_CONNECTED = "still_connected", "The record stays; end its connections instead."
    DIRECTORY_UNAVAILABLE = "directory_unavailable", "Fill the form by hand, or try again in a moment."

    TAKEN = "taken", "Something else has this value: show that beside `field`, if there is one, and ask for another."
    IN_USE = "in_use", "Something is still linked to it, or what it is linked to is gone: show what."
    TOO_MANY = "too_many", "There may be `most` of them: remove one first."
    ALREADY_ASKED = "already_asked", "Professionals are being asked: show it as it is, in its `version`."
    CONFLICT = "conflict", "Somebody changed it meanwhile: show the current version, decide again."
    NOT_PAUSED = "not_paused", "The auction isn't paused: show it as it is."
    NOT_SOLD = "not_sold", "The lot isn't sold: show its outcome."
    ORDERED = "ordered", "The sale has become an order: cancel that first."
    NO_PRO = "no_pro", "Nobody is connected who could be asked: connect professionals first."
    REASON_REQUIRED = "reason_required", "There are bids: ask why, and send the reason, which is told to all."
    NOT_MOVABLE = "not_movable", "The car can't go there from where it is: show each of `reasons`."
    PRICE_LOCKED = "price_locked", "The car is kept for somebody at an agreed price: remove the reservation first."
    IN_SALE = "in_sale", "Bidders look at the car: show `fields` as they are, and offer a correction with its reason."
    NOT_IN_SALE = "not_in_sale", "The car is in no sale: change its record."
    DUPLICATE = "duplicate", "The car is in stock already: show `vehicle_id`, for each of `fields`."
    NOT_RESERVED = "not_reserved", "The car is kept for nobody: show it as it is."
    NOT_EXITED = "not_exited", "The car hasn't left: show it as it is."
    REGISTER_MOVED = "register_moved", "That number is taken or leaves a gap: propose `next_police_number`."
    INVOICE_MISMATCH = "invoice_mismatch", "This invoice was told with other cars: a fault of the client."
    OFFSET_MISMATCH = "offset_mismatch", "Go on sending from `offset`."
    NOT_A_PHOTO = "not_a_photo", "The file is no photo we take: say `reason`, ask for another one."
    NOT_A_TABLE = "not_a_table", "The file can't be read as a table: say `reason`, ask for another one."
    IMPORT_UNDER_WAY = "import_under_way", "The file is being worked on, or is done: show it as it is."
    INVALID = "invalid", "Fields are wrong: show each of `errors` beside its field."


RETRY = frozenset({Code.RATE_LIMITED, Code.UNAVAILABLE, Code.TIMEOUT})


class Refusal(Exception):
    """The business saying no, with the facts a person needs: `Refusal(Code.AMOUNT_TOO_LOW, next_min_cents=510_000)`.

    `errors` are the bad fields of an `INVALID`, all at once.
    """

    def __init__(self, code: Code, *, errors: Sequence[FieldError] = (), **facts: object) -> None:
        self.code = code
        self.errors = tuple(errors)
        self.facts: Mapping[str, object] = facts
        super().__init__(" ".join([code.value, *(f"{name}={value}" for name, value in facts.items())]))
