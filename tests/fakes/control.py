"""A control API that answers what a test wrote, over a socket as simcloud's does."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from crm_infra.terraform.target import SimTarget


@dataclass(frozen=True)
class AnsweringTarget(SimTarget):
    """The simulated cloud, of which nothing but the control API is there."""

    url: str = ""

    def endpoint(self) -> dict[str, Any]:
        return {"control": {"url": self.url, "token": "t"}}


@contextmanager
def answering(answers: Mapping[str, Any]) -> Iterator[AnsweringTarget]:
    """Path → answer; every other path is 404."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            body = json.dumps(answers.get(path)).encode()
            self.send_response(200 if path in answers else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield AnsweringTarget(Path(), url=f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
