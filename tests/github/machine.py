"""`perfgit` on the machine that runs a workflow: a command like any, and quick to start.

The command is a script that hands its words, folder and environment to this process, where
`tests.forking` runs them; output and exit code come back.
"""

from __future__ import annotations

import json
import socketserver
import sys
import threading
from pathlib import Path

from tests import forking

CLIENT = """\
import json, os, socket, sys
asked = {"words": sys.argv[2:], "cwd": os.getcwd(), "env": dict(os.environ)}
with socket.socket(socket.AF_UNIX) as to:
    to.connect(sys.argv[1])
    to.sendall(json.dumps(asked).encode() + b"\\n")
    code, out, err = json.loads(to.makefile("rb").read())
sys.stdout.write(out)
sys.stderr.write(err)
sys.exit(code)
"""


class Machine:
    """Answers the command until it is closed."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "perfgit.socket"
        self._client = folder / "client.py"
        self._client.write_text(CLIENT, "utf-8")
        self._server = socketserver.UnixStreamServer(str(self._socket), _Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def command(self) -> str:
        """What a shell script calls, before the words."""
        return f"{sys.executable} -I -S {self._client} {self._socket}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        asked = json.loads(self.rfile.readline())
        done = forking.perfgit(asked["words"], cwd=Path(asked["cwd"]), env=asked["env"])
        self.wfile.write(json.dumps([done.returncode, done.stdout, done.stderr]).encode())
