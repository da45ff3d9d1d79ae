"""Bodies of requests, read piece by piece: by length, in chunks, or out of memory.

Framing only. What a body means belongs to the call that reads it.
"""

from typing import Final, Protocol

from crm_infra.simcloud.storage import errors

MAX_LINE: Final = 65_536


class Reader(Protocol):
    """A buffered byte stream."""

    def read(self, size: int, /) -> bytes: ...  # noqa: D102
    def readline(self, limit: int, /) -> bytes: ...  # noqa: D102


class BrokenBodyError(Exception):
    """The sender stopped in the middle of a body."""


class Body:
    """A body of known length (0: none)."""

    def __init__(self, reader: Reader, length: int) -> None:
        self._reader = reader
        self._left = length

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes; fewer only at the end."""
        piece = self._reader.read(min(size, self._left))
        self._left -= len(piece)
        if self._left and len(piece) < size:
            raise BrokenBodyError
        return piece

    def rest(self, limit: int) -> bytes:
        """All that is left; refused when it is more than ``limit``."""
        data = self.read(limit + 1)
        if len(data) > limit:
            raise errors.ApiError(413, "uploadTooLarge", "The request body is too large.")
        return data

    def drain(self) -> None:
        """Read to the end, so that the connection can carry the next request."""
        while self.read(MAX_LINE):
            pass


class ChunkedBody(Body):
    """A body whose sender did not know the length beforehand."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader, 0)
        self._ended = False

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes; fewer only at the end."""
        pieces: list[bytes] = []
        while size and not self._ended:
            if not self._left:
                self._next_chunk()
                continue
            piece = self._reader.read(min(size, self._left))
            if not piece:
                raise BrokenBodyError
            self._left -= len(piece)
            size -= len(piece)
            pieces.append(piece)
            if not self._left:
                self._line()
        return b"".join(pieces)

    def _next_chunk(self) -> None:
        text = self._line().split(b";")[0].strip()
        try:
            self._left = int(text, 16)
        except ValueError as error:
            raise BrokenBodyError from error
        if not self._left:
            self._ended = True
            while self._line():
                pass

    def _line(self) -> bytes:
        line = self._reader.readline(MAX_LINE)
        if not line.endswith(b"\n"):
            raise BrokenBodyError
        return line.rstrip(b"\r\n")
