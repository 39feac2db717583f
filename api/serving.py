"""`guide serve`: the service on a port of this computer."""

import socket
from pathlib import Path

import uvicorn

from api.app import create_app
from api.settings import StartError

_HOST = "127.0.0.1"


def serve(home: Path, port: int) -> None:
    """Serve a home until Ctrl-C; raises StartError for a port or a setting that cannot be used."""
    app = create_app(home)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            raise StartError(f"Port {port} cannot be used ({error.strerror}). Give another with --port.") from error
    print(f"The Collaborative Guide on http://{_HOST}:{port} (stop with Ctrl-C)", flush=True)
    uvicorn.run(app, host=_HOST, port=port, log_level="warning")
