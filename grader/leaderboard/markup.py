"""HTML that is safe by construction: every text is escaped unless it came from here."""

from __future__ import annotations

from html import escape

_VOID = frozenset({"input", "br", "meta"})


class Html(str):
    """Text that already is HTML."""

    __slots__ = ()


Child = str | int | float | None
Attribute = str | int | float | bool | None


def h(tag: str, *children: Child, **attributes: Attribute) -> Html:
    """Make an element.

    Args:
        tag: the element's name.
        children: ``Html`` goes in as it is, anything else is escaped, ``None`` is left out.
        attributes: ``_`` becomes ``-`` (``class_`` is ``class``); True is a bare attribute;
            False and None leave it out.

    >>> h("td", "<script>", h("b", 3), class_="cp-a", data_id='"x"', hidden=True)
    '<td class="cp-a" data-id="&quot;x&quot;" hidden>&lt;script&gt;<b>3</b></td>'
    """
    opened = f"<{tag}{''.join(_attribute(*pair) for pair in attributes.items())}>"
    if tag in _VOID:
        return Html(opened)
    return Html(f"{opened}{join(*children)}</{tag}>")


def join(*children: Child) -> Html:
    """Put children one after the other, escaped where they are not HTML.

    >>> join("a<b", None, h("br"))
    'a&lt;b<br>'
    """
    return Html("".join(_child(child) for child in children))


def hidden_text(text: str) -> Html:
    """Text for those who listen instead of look.

    >>> hidden_text("up")
    '<span class="cp-vh">up</span>'
    """
    return h("span", text, class_="cp-vh")


def _child(child: Child) -> str:
    if child is None:
        return ""
    return child if isinstance(child, Html) else escape(str(child), quote=False)


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
