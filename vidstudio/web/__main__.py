"""python -m vidstudio.web [--host 0.0.0.0] [--port 8000] | --fd 3: one process of the web server.

With --fd it serves a socket that somebody else holds (systemd: deploy/vidstudio-web.socket). Several
processes may have one: who comes while one is restarted is answered by another, or waits in its queue.
"""

import argparse
import os
import socket

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vidstudio.settings")
# Before the settings are read, which a check of the server's options may do.
os.environ.setdefault("VIDSTUDIO_PROCESS", "web")

from vidstudio.web import server


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m vidstudio.web", description=__doc__.splitlines()[0])
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=8000)
    options.add_argument("--fd", type=int, help="a listening socket that this process was given")
    asked = options.parse_args()
    if asked.fd is None:
        sockets = [socket.create_server((asked.host, asked.port), backlog=server.BACKLOG)]
    else:
        sockets = [socket.socket(fileno=asked.fd)]
    server.serve(sockets)


if __name__ == "__main__":
    main()
