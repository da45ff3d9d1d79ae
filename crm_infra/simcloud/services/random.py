"""The random provider: real randomness, made once and kept by Terraform's state alone.

Nothing of it enters the store, because it may be a password; a refresh therefore keeps what state
holds. Lengths and alphabets follow the real provider; ``bcrypt_hash`` stays empty.
"""

import base64
import secrets
import string
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from crm_infra.simcloud.cloud.calls import Refusal
from crm_infra.simcloud.services.pet_names import pet
from crm_infra.simcloud.values import UNKNOWN, Values

_SPECIAL: Final = "!@#$%&*()-_=+[]{}<>:?"
_CLASSES: Final = (
    ("lower", "min_lower", string.ascii_lowercase),
    ("upper", "min_upper", string.ascii_uppercase),
    ("numeric", "min_numeric", string.digits),
    ("special", "min_special", _SPECIAL),
)
_DICE: Final = secrets.SystemRandom()


def is_random(type_: str) -> bool:
    """Whether the type belongs to the random provider."""
    return type_.startswith("random_")


def create(type_: str, values: Values) -> Values:
    """Make the values of a resource or ephemeral resource."""
    make = _MAKERS.get(type_)
    if make is None:
        raise Refusal(f"simcloud does not know {type_} of the random provider", 501)
    given = {key: value for key, value in values.items() if value is not UNKNOWN}
    return {**given, **make(given)}


def update(prior: Values, values: Values) -> Values:
    """Nothing that an update may change is random: what was made stays."""
    known = {key: value for key, value in values.items() if value is not UNKNOWN}
    return {**prior, **known}


def lookup(type_: str, import_id: str) -> Values | None:
    """Import: the value itself is the import id, as with the real provider."""
    if type_ in ("random_password", "random_string"):
        defaults = {key: True for key, _, _ in _CLASSES}
        least = {low: 0 for _, low, _ in _CLASSES}
        told = {"result": import_id, "length": len(import_id)}
        return {
            "id": "none" if type_ == "random_password" else import_id,
            **told,
            **defaults,
            **least,
        }
    if type_ in ("random_uuid", "random_uuid4", "random_uuid7"):
        return {"id": import_id, "result": import_id}
    if type_ == "random_id":
        prefix, _, encoded = import_id.rpartition(",")
        raw = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        return {"byte_length": len(raw), "prefix": prefix or None, **_encodings(raw, prefix)}
    return None


def text(given: Values) -> str:
    """Text of the length, with at least so many of each kind of sign."""
    length = int(given.get("length") or 0)
    alphabet, chosen = "", ""
    for key, least, usual in _CLASSES:
        signs = str((given.get("override_special") if key == "special" else "") or usual)
        wanted = given.get(key)
        if key == "numeric" and wanted is None:
            wanted = given.get("number")
        if wanted is False:
            continue
        alphabet += signs
        chosen += "".join(_DICE.choices(signs, k=int(given.get(least) or 0)))
    if not alphabet:
        raise Refusal("the character set specified is empty", 400)
    rest = "".join(_DICE.choices(alphabet, k=max(length - len(chosen), 0)))
    mixed = list((chosen + rest)[: max(length, len(chosen))])
    _DICE.shuffle(mixed)
    return "".join(mixed)


def _flags(given: Values) -> Values:
    numeric = given.get("numeric")
    if numeric is None:
        numeric = given.get("number") is not False
    flags: Values = {key: given.get(key) is not False for key, _, _ in _CLASSES}
    flags |= {least: int(given.get(least) or 0) for _, least, _ in _CLASSES}
    return flags | {"numeric": numeric, "number": numeric}


def _password(given: Values) -> Values:
    result = text(given)
    return {**_flags(given), "id": "none", "result": result, "bcrypt_hash": ""}


def _string(given: Values) -> Values:
    result = text(given)
    return {**_flags(given), "id": result, "result": result}


def _bytes(given: Values) -> Values:
    raw = secrets.token_bytes(int(given.get("length") or 0))
    return {"base64": base64.b64encode(raw).decode(), "hex": raw.hex()}


def _encodings(raw: bytes, prefix: str) -> Values:
    url = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return {
        "id": url,
        "b64_url": prefix + url,
        "b64_std": prefix + base64.b64encode(raw).decode(),
        "hex": prefix + raw.hex(),
        "dec": prefix + str(int.from_bytes(raw, "big")),
    }


def _id(given: Values) -> Values:
    raw = secrets.token_bytes(int(given.get("byte_length") or 0))
    return _encodings(raw, str(given.get("prefix") or ""))


def _integer(given: Values) -> Values:
    low, high = int(given.get("min") or 0), int(given.get("max") or 0)
    if low > high:
        raise Refusal(
            "The minimum (min) value needs to be smaller than or equal to maximum (max)", 400
        )
    seed = given.get("seed")
    dice = _DICE if not seed else _seeded(str(seed))
    result = dice.randint(low, high)
    return {"result": result, "id": str(result)}


def _seeded(seed: str) -> Any:
    from random import Random

    return Random(seed)  # noqa: S311 - a seed is asked for so that it can be foreseen


def _shuffle(given: Values) -> Values:
    pool = list(given.get("input") or [])
    count = given.get("result_count")
    wanted = len(pool) if count is None else int(count)
    dice = _seeded(str(given["seed"])) if given.get("seed") else _DICE
    result: list[Any] = []
    while pool and len(result) < wanted:
        result += dice.sample(pool, len(pool))
    return {"id": "-", "result": result[:wanted]}


def _uuid(_given: Values) -> Values:
    result = str(uuid.uuid4())
    return {"id": result, "result": result}


def _uuid7(_given: Values) -> Values:
    stamp = int(datetime.now(UTC).timestamp() * 1000)
    raw = bytearray(stamp.to_bytes(6, "big") + secrets.token_bytes(10))
    raw[6] = raw[6] & 0x0F | 0x70
    raw[8] = raw[8] & 0x3F | 0x80
    result = str(uuid.UUID(bytes=bytes(raw)))
    return {"id": result, "result": result}


def _pet(given: Values) -> Values:
    length = given.get("length")
    words = 2 if length is None else int(length)
    separator = "-" if given.get("separator") is None else str(given["separator"])
    name = pet(words, separator)
    prefix = given.get("prefix")
    id_ = f"{prefix}{separator}{name}" if prefix else name
    return {"length": words, "separator": separator, "id": id_}


_MAKERS: Final[dict[str, Callable[[Values], Values]]] = {
    "random_password": _password,
    "random_string": _string,
    "random_bytes": _bytes,
    "random_id": _id,
    "random_integer": _integer,
    "random_shuffle": _shuffle,
    "random_uuid": _uuid,
    "random_uuid4": _uuid,
    "random_uuid7": _uuid7,
    "random_pet": _pet,
}
