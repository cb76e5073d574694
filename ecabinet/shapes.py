"""How shapes are told in the API's description."""

from typing import Any

from pydantic import GetJsonSchemaHandler


class Inline:
    """Marks a choice as told where it stands: `status: Annotated[Status, INLINE]`.

    Ninja joins the shapes of all operations by their bare names, so that two enums called Status would
    silently become one.
    """

    def __get_pydantic_json_schema__(self, core_schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        told = dict(handler.resolve_ref_schema(handler(core_schema)))
        told.pop("title", None)
        return told


INLINE = Inline()
