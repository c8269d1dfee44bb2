"""Finding a free port on this machine."""

from __future__ import annotations

import errno
import socket

from caopan.errors import CaopanError

USUAL = 8888
_TRIED = 50


def choose(asked: int | None, usual: int = USUAL) -> int:
    """Return the port to use.

    Args:
        asked: the port that a person named, or None for the usual one or, where that is taken,
            one of the next.
        usual: the usual port.

    Raises:
        CaopanError: the named port can not be used.

    >>> choose(None) >= 1024
    True
    """
    if asked is not None:
        refused = _refused(asked)
        if refused is not None:
            raise CaopanError(
                f"port {asked}: {refused}; "
                "name another with --port, or leave --port out to get a free one."
            )
        return asked
    return next((port for port in range(usual, usual + _TRIED) if free(port)), 0) or _any()


def free(port: int) -> bool:
    """Whether a server could listen on a port of 127.0.0.1 now."""
    return _refused(port) is None


def _refused(port: int) -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OverflowError:
            return "there is no such port (1 to 65535)"
        except OSError as error:
            in_use = error.errno == errno.EADDRINUSE
            return "in use by another program" if in_use else (error.strerror or str(error))
    return None


def _any() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
