"""Carries requests to the operator: loopback HTTP, bearer token, JSON both ways.

Nothing about simcloud is decided here; see ``routes`` for the addresses.
"""

import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crm_infra.simcloud.control.operator import Operator
from crm_infra.simcloud.control.routes import ROUTES

_LONGEST_BODY = 1024 * 1024


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, operator: Operator, token: str) -> None:
        self.operator = operator
        self.token = token
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride]
    server_version = "simcloud"
    sys_version = ""
    timeout = 30

    def handle_one_request(self) -> None:
        """Answer one request, whatever its method."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        self._answer(*self._outcome())
        self.close_connection = True
        self.server.operator.answered()

    def _outcome(self) -> tuple[int, Any]:
        given = self.headers.get("Authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, f"Bearer {self.server.token}".encode()):
            return 401, {"error": "the bearer token is missing or wrong; it is in endpoint.json"}
        address = urlsplit(self.path)
        route = ROUTES.get((self.command, address.path))
        if route is None:
            known = ", ".join(sorted({path for _, path in ROUTES}))
            return 404, {"error": f"{self.command} {address.path} is not known; known: {known}"}
        try:
            query = dict(parse_qsl(address.query, keep_blank_values=True))
            return 200, route(self.server.operator, query, self._body())
        except LookupError as error:
            return 404, {"error": str(error.args[0] if error.args else error)}
        except (ValueError, TypeError) as error:
            return 400, {"error": str(error)}

    def _body(self) -> Any:
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 <= length <= _LONGEST_BODY:
            raise ValueError(f"the body has {length} bytes; at most {_LONGEST_BODY} are read")
        return json.loads(self.rfile.read(length)) if length else None

    def _answer(self, status: int, said: Any) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
        """Say nothing: commands say what they did themselves."""


class ControlServer:
    """The control API on a free port of the loopback interface."""

    def __init__(self, operator: Operator, token: str) -> None:
        self._server = _Server(operator, token)
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="control", daemon=True, args=(0.05,)
        )

    def start(self) -> str:
        """Serve from now on; returns the address."""
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """Serve no more; requests under way are answered."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
