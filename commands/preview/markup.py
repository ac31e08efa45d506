"""HTML and SVG as values. Text is escaped unless it was made here."""

from html import escape

NOTHING_LOADS = "default-src 'none'; style-src 'unsafe-inline'"
"""The content security policy of every page: no script, no picture, nothing from elsewhere."""


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, /, *inside: str | None, **attributes: str | float | bool | None) -> Html:
    """An element. `_` in an attribute's name is `-`, one at its end nothing (`class_`).

    Attributes that are None or False are left out; None inside is nothing.
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{_quoted(value)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name == "meta":
        return Html(f"<meta{written}>")
    return Html(f"<{name}{written}>{joined(*inside)}</{name}>")


def joined(*parts: str | None) -> Html:
    """Parts one after the other."""
    return Html("".join(p if isinstance(p, Html) else escape(p) for p in parts if p is not None))


def document(title: str, style: str, *body: Html) -> str:
    """A whole page that loads nothing. style: CSS of ours."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=NOTHING_LOADS),
        tag("title", title),
        tag("style", Html(style)),
    )
    return f"<!doctype html>\n{tag('html', head, tag('body', *body), lang='en')}\n"


def short(value: float) -> str:
    """A coordinate, in few digits."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _quoted(value: str | float) -> str:
    return escape(value, quote=True) if isinstance(value, str) else short(value)
