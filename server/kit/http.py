"""The words our routes are written in.

Limits are here because a route without one takes what the framework takes: ten megabytes.
"""

from typing import Annotated, TypeAlias, TypeVar
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from server.kit.money import CENTS_MAX, Cents

T = TypeVar("T")

# An argument the application provides by its name (`resources`, `user`, ...), taken as it is.
Injected: TypeAlias = NamedDependency[SkipValidation[T]]

# Forms of people; lists of cars name their own limit at their route.
BODY_BYTES_MAX = 64 * 1024

# `opt=PUBLIC` on a route that anybody may call. A test lists them.
PUBLIC = {"public": True}
# Open to those signed in who must make a second factor first; everything else answers 403 `second_factor_required`.
BEFORE_SECOND_FACTOR = {"before_second_factor": True}
# Asked by every page at its start: who brings neither cookie nor key is answered as nobody. A wrong key is refused.
OR_NOBODY = {**BEFORE_SECOND_FACTOR, "or_nobody": True}

# Of a person and its browsers: no API key does it, whatever its scopes.
BY_PERSONS = {"by_persons": True}

UUID_PATTERN = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
UUID_LENGTH = 36
# An id in a body: `entity_id: Annotated[EntityId, ID]`. In a path say `{entity_id:uuid}`: what is no id is 404.
ID = msgspec.Meta(pattern=UUID_PATTERN, min_length=UUID_LENGTH, max_length=UUID_LENGTH)

# In bodies and answers. Text is bounded, because a database row and a screen are.
Amount = Annotated[Cents, msgspec.Meta(ge=0, le=CENTS_MAX)]
# Names stand in mails, logs and papers of others: no line breaks nor other control characters, no addresses to click.
NAME_PATTERN = r"^(?!.*://)[^\x00-\x1f\x7f-\x9f\u2028\u2029]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=NAME_PATTERN)]
Line = Annotated[str, msgspec.Meta(max_length=200)]
Remark = Annotated[str, msgspec.Meta(max_length=4_000)]
Version = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]


def text_id(id: UUID) -> str:
    """An id of a path as ids are everywhere else; wrap it in its type: `EntityId(text_id(entity_id))`."""
    return str(id)
