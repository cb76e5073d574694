"""Why a field was refused, in words of our own: pydantic's kinds of error and the texts that tell them."""

from typing import Any

CODES = {
    "missing": "field_missing",
    "string_too_short": "field_too_short",
    "too_short": "list_too_short",
    "string_too_long": "field_too_long",
    "too_long": "list_too_long",
    "greater_than": "field_too_small",
    "greater_than_equal": "field_too_small",
    "less_than": "field_too_big",
    "less_than_equal": "field_too_big",
    "enum": "field_not_a_choice",
    "literal_error": "field_not_a_choice",
    "timezone_aware": "field_no_offset",
}
NUMBERS = {"int_parsing", "int_type", "int_from_float", "float_parsing", "decimal_parsing"}
LIMITS = {"greater_than": "gt", "greater_than_equal": "ge", "less_than": "lt", "less_than_equal": "le"}


def invalid_because(kind: str, context: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The code of the text for an error of pydantic, and the values that fill it."""
    if kind in NUMBERS:
        return "field_not_a_number", {}
    if kind.startswith(("uuid_", "model_attributes", "json_")):
        return "field_not_understood", {}
    if kind.startswith(("datetime_", "date_", "time_")):
        return "field_not_a_time", {}
    code = CODES.get(kind, "field_invalid")
    return code, _values(code, kind, context)


def _values(code: str, kind: str, context: dict[str, Any]) -> dict[str, Any]:
    if code.endswith("too_short"):
        return {"least": context.get("min_length", 1)}
    if code.endswith("too_long"):
        return {"most": context.get("max_length", "")}
    if code in {"field_too_small", "field_too_big"}:
        return {"limit": context.get(LIMITS[kind], "")}
    if code == "field_not_a_choice":
        return {"choices": context.get("expected", "")}
    return {}
