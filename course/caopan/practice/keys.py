"""Keys of a widget stay with the widget: JupyterLab takes none of them for its own commands."""

from __future__ import annotations

from typing import Any

# Lab reads keys before any widget does: in a menu of an output, an arrow would move on to the next
# cell and an "x" cut the cell. It leaves alone whatever carries this attribute itself.
_SCRIPT = """
function render({ el }) {
  const heard = event => {
    const desk = el.closest(".widget-vbox");
    if (desk && desk.contains(event.target))
      event.target.setAttribute("data-lm-suppress-shortcuts", "true");
  };
  document.addEventListener("focusin", heard);
  return () => document.removeEventListener("focusin", heard);
}
export default { render };
"""


def own_keys() -> Any:
    """Make an invisible widget; in a VBox it keeps keys pressed there from JupyterLab.

    >>> own_keys().layout.display
    'none'
    """
    import anywidget

    class OwnKeys(anywidget.AnyWidget):
        _esm = _SCRIPT

    return OwnKeys(layout={"display": "none"})
