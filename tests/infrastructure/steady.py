"""One Terraform process for many commands; run as a file by ``terraform.Terraform``.

    steady.py CHILD LIBRARY

Reads one command per line, as JSON with ``arguments``, ``out`` and ``err``, and answers each with
its exit code. The library, the providers' schemas and a grown heap then serve all of them.
"""

import json
import os
import runpy
import sys


def main(child: str, library: str) -> None:
    """Answer until there are no more commands."""
    gateway = runpy.run_path(child)
    run, home = gateway["load"](library), os.getcwd()  # noqa: PTH109 - os.chdir takes it back
    for line in sys.stdin:
        command = json.loads(line)
        arguments = [argument.encode() for argument in command["arguments"]]
        code = gateway["invoke"](
            run, arguments, gateway["open_new"](command["out"]), gateway["open_new"](command["err"])
        )
        os.chdir(home)
        print(code, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
