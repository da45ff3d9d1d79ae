"""What can be wrong with a catalogue file, told with file, line and key.

Raise ``CatalogueError`` for anything that a person can repair by editing a catalogue file; a fault
of the reader itself is an ordinary exception.
"""

from pathlib import Path


class CatalogueError(Exception):
    """A catalogue file breaks a rule of the notation.

    Args:
        file: The file, as a person would open it.
        line: Line in it, counted from 1; 0 where the whole file is meant.
        key: The type, argument or fact that is wrong.
        problem: What was seen, the rule it broke and the way out, on one line.
    """

    def __init__(self, file: Path | str, line: int, key: str, problem: str) -> None:
        super().__init__(f"{file}:{line}: {key}: {problem}")
        self.file = str(file)
        self.line = line
        self.key = key
        self.problem = problem


class NotationError(Exception):
    """A line of notation cannot be read; ``line`` counts from 1 within the text given."""

    def __init__(self, line: int, key: str, problem: str) -> None:
        super().__init__(f"line {line}: {key}: {problem}")
        self.line = line
        self.key = key
        self.problem = problem
