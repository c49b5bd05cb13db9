"""Take the address people come to."""

import errno
import socket

# People who knock while a killed server comes back wait in this queue.
LISTEN_BACKLOG = 2_048
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 — what an operator asked for, recognised
# Nobody's address (RFC 5737): asking the way there sends nothing, and tells which of our addresses the network knows.
FAR_AWAY = ("192.0.2.1", 9)


class PortError(RuntimeError):
    """The address to listen on can't be had; the text is the one line to show."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one.

    Raises:
        PortError: the address is in use or not ours.

    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(LISTEN_BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortError(f"port {port} on {host} is in use: choose another one with --port") from error
        raise PortError(f"can't listen on {host} port {port}: {error.strerror or error}") from error
    return listener


def reached_as(host: str) -> str:
    """The address others reach us by when we listen on `host`."""
    if host not in EVERYWHERE:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(FAR_AWAY)
        except OSError:
            return "127.0.0.1"
        return str(asking.getsockname()[0])
