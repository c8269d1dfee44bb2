"""The settings of the one Jupyter server, as traitlets wants them."""

from __future__ import annotations

import os
from typing import Any

from traitlets.config import Config

from grader.server.kernels import HouseKernels, only_with_a_seat
from grader.server.settings import Settings

_WIDGETS = [
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
]


def config(settings: Settings) -> Config:
    """Return the configuration of a server."""
    return Config(
        {
            "ServerApp": _server(settings),
            "IdentityProvider": {"token": settings.token},
            "HouseKernels": settings.model_dump(
                include={"page_limit", "page_grace", "page_idle"},
            ),
            "LabApp": {
                "news_url": None,
                "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
                "extension_manager": "readonly",  # the other one asks PyPI
            },
            "FormgradeExtension": {"debug": False},  # else it shows the settings to whoever looks
            "VoilaConfiguration": _VOILA,
            "Caopan": {"page": settings.page},
        }
    )


def bundled_mathjax(page_config: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Let Voilà's page take the MathJax that it ships instead of asking a CDN for one."""
    # its front end asks for exactly this word
    return {**page_config, "fullMathjaxUrl": "null", "mathjaxConfig": "null"}


_VOILA: dict[str, Any] = {
    "template": "caopan",
    "allow_template_override": "NO",
    "allow_theme_override": "NO",
    "strip_sources": True,
    "show_tracebacks": False,
    "file_allowlist": [],
    "file_denylist": [".*"],
    "extension_allowlist": _WIDGETS,
    "prelaunch_hook": only_with_a_seat,
    "page_config_hook": bundled_mathjax,
}


def _server(settings: Settings) -> dict[str, Any]:
    teaching = settings.role == "instructor"
    return {
        "ip": "127.0.0.1",
        "port": settings.port,
        "port_retries": 0,
        "open_browser": False,
        "root_dir": str(settings.served),
        "default_url": settings.lessons,
        "allow_root": hasattr(os, "geteuid") and os.geteuid() == 0,
        "kernel_manager_class": HouseKernels,
        "jpserver_extensions": {
            "grader.server.board": True,
            "jupyterlab": True,
            "jupyterlab_jupytext": teaching,
            "jupyter_server_terminals": True,
            "nbgrader.server_extensions.assignment_list": True,
            "nbgrader.server_extensions.validate_assignment": True,
            "nbgrader.server_extensions.formgrader": teaching,
            "nbgrader.server_extensions.course_list": False,
            "voila.server_extension": True,
            "notebook": False,
            "notebook_shim": False,
            "jupyter_lsp": False,
        },
    }
