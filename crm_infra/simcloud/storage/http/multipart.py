"""Bodies of several parts: metadata and media of an upload, calls of a batch.

Framing only; media is never held in memory as a whole.
"""

from email.message import Message
from email.parser import BytesParser
from typing import Final

from crm_infra.simcloud.storage import errors
from crm_infra.simcloud.storage.http.bodies import Body
from crm_infra.simcloud.storage.http.messages import MAX_JSON

_BLOCK: Final = 1024 * 1024


def boundary(content_type: str) -> bytes:
    """The boundary that a content type names."""
    message = Message()
    message["Content-Type"] = content_type
    found = message.get_param("boundary")
    if not isinstance(found, str) or not found:
        raise errors.ApiError(400, "badContent", "Missing multipart boundary.")
    return found.encode("latin-1", "replace")


class Parts:
    """The parts of a body, one after the other."""

    def __init__(self, body: Body, mark: bytes) -> None:
        self._body = body
        self._delimiter = b"\r\n--" + mark
        self._buffer = bytearray(b"\r\n")
        self._ended = False
        self._in_part = False
        self._to_next_part()

    def headers(self) -> dict[str, str]:
        """The headers of the part that begins here; names in lower case."""
        while b"\r\n" not in self._buffer:
            self._fill()
        if self._buffer.startswith(b"\r\n"):
            del self._buffer[:2]
            return {}
        text = self._taken_until(b"\r\n\r\n")
        parsed = BytesParser().parsebytes(text, headersonly=True)
        return {name.lower(): str(value) for name, value in parsed.items()}

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes of this part; fewer only at its end."""
        while self._in_part:
            at = self._buffer.find(self._delimiter)
            safe = at if at >= 0 else len(self._buffer) - len(self._delimiter) + 1
            if at >= 0 or safe >= size:
                self._in_part = not 0 <= at <= size
                return self._taken(min(size, safe))
            self._fill()
        return b""

    def rest(self) -> bytes:
        """All that is left of a small part."""
        data = self.read(MAX_JSON)
        if len(data) == MAX_JSON:
            raise errors.ApiError(413, "uploadTooLarge", "The metadata part is too large.")
        return data

    def next(self) -> bool:
        """Go to the next part; False after the last one."""
        while self.read(_BLOCK):
            pass
        if not self._ended:
            self._to_next_part()
        return self._in_part

    def _to_next_part(self) -> None:
        self._taken_until(self._delimiter)
        while len(self._buffer) < 2:
            self._fill()
        if self._buffer.startswith(b"--"):
            self._ended = True
            self._body.drain()
        else:
            self._taken_until(b"\r\n")
            self._in_part = True

    def _taken_until(self, mark: bytes) -> bytes:
        while (at := self._buffer.find(mark)) < 0:
            self._fill()
        return self._taken(at + len(mark))

    def _taken(self, size: int) -> bytes:
        piece = bytes(memoryview(self._buffer)[:size])
        del self._buffer[:size]
        return piece

    def _fill(self) -> None:
        piece = self._body.read(_BLOCK)
        if not piece:
            raise errors.ApiError(400, "badContent", "Malformed multipart body.")
        self._buffer += piece
