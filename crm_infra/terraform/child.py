"""The small executable around the embedded Terraform: run as a file, never imported.

It is started without site-packages and loads the wheel's shared library itself, because importing
the wheel's Python costs more than Terraform's own start. One child runs several commands one after
the other, each with its own output files, since loading the library is paid per process.

    child.py LIBRARY -- ARGUMENT…                    one command, on this process's own output
    child.py LIBRARY FOLDER STEP…                    the steps of FOLDER, each described by files

FOLDER holds for every STEP the file ``STEP.args`` (arguments, each ended by NUL) and receives
``STEP.out``, ``STEP.err`` and ``STEP.code``. A step that ends with another code than 0 or 2 ends
the child, as does a file ``stop`` in FOLDER. Add nothing here that needs an import: each one is
paid by every run, and pathlib alone costs a tenth of the start.
"""

import os
import sys
from collections.abc import Callable
from ctypes import CDLL, POINTER, c_char_p, c_int64

SUCCESS = (0, 2)
STOPPED = 130

Run = Callable[..., int]


def load(library: str) -> Run:
    """The library's entry point; it closes the two descriptors that it is given."""
    run = CDLL(library).RunCli
    run.argtypes = [c_int64, POINTER(c_char_p), c_int64, c_int64]
    return run


def invoke(run: Run, arguments: list[bytes], out: int, err: int) -> int:
    """Run one Terraform command and return its exit code."""
    count = len(arguments)
    return run(count, (c_char_p * count)(*arguments), out, err)


def open_new(path: str) -> int:
    """A regular file: a pipe would kill Terraform at its next line once its reader is gone."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def run_step(run: Run, path: str) -> int:
    """Run one step with the files that describe it."""
    with open(path + ".args", "rb") as file:  # noqa: PTH123 - see above
        arguments = file.read().split(b"\0")[:-1]
    code = invoke(run, arguments, open_new(path + ".out"), open_new(path + ".err"))
    draft = path + ".code.draft"
    with open(draft, "w") as file:  # noqa: PTH123
        file.write(str(code))
    os.rename(draft, path + ".code")  # noqa: PTH104
    return code


def run_steps(run: Run, folder: str, steps: list[str]) -> int:
    """Run the steps until one fails or the gateway says stop."""
    code = 0
    for step in steps:
        if os.path.exists(folder + "/stop"):  # noqa: PTH110
            return STOPPED
        code = run_step(run, folder + "/" + step)
        if code not in SUCCESS:
            break
    return code


def main(library: str, *rest: str) -> int:
    """Do what the command line says."""
    run = load(library)
    if rest[0] == "--":
        return invoke(run, [argument.encode() for argument in rest[1:]], 1, 2)
    return run_steps(run, rest[0], list(rest[1:]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
