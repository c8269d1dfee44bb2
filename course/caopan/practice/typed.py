"""What stands in a field when Enter or a button is pressed, also where the kernel lags behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ipywidgets as widgets

# A field tells the kernel its text while it is typed, but waits with the next piece until the last
# one was answered; Enter and a click wait for nothing. Without this, a quick "24" counts as 2. The
# text goes the field's own way, since messages of two widgets may overtake each other.
_SCRIPT = """
async function render({ model, el }) {
  const told = await model.widget_manager.get_model(model.get("field_id"));
  const pressed = event => {
    const desk = el.closest(".widget-vbox");
    if (!desk || !desk.contains(event.target)) return;
    const meant = event.type === "click" ? event.target.closest("button") : event.key === "Enter";
    const field = desk.querySelector("input");
    if (meant && field) told.send({ typed: field.value });
  };
  el.dataset.hears = "";
  const kinds = ["keydown", "click"];
  kinds.forEach(kind => document.addEventListener(kind, pressed, true));
  return () => kinds.forEach(kind => document.removeEventListener(kind, pressed, true));
}
export default { render };
"""


def told_whole(field: widgets.Text) -> Any:
    """Make an invisible widget for the VBox of a field: it tells its text before a key or click.

    >>> import ipywidgets
    >>> told_whole(ipywidgets.Text()).layout.display
    'none'
    """
    import anywidget
    import traitlets

    class Typed(anywidget.AnyWidget):
        _esm = _SCRIPT
        field_id = traitlets.Unicode().tag(sync=True)

    def heard(_: object, content: dict[str, Any], __: object) -> None:
        if isinstance(content.get("typed"), str):
            field.value = content["typed"]

    field.on_msg(heard)
    return Typed(layout={"display": "none"}, field_id=field.model_id)
