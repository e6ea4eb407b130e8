"""The renderer's own process, with limits of memory and time: `python -m reports.pdf.child`, order in, PDF out.

The order is JSON on standard input: html, files (base64 by address), titles, megabytes, seconds. The file goes to
standard output; what went wrong, as one word for the parent to put into a sentence, to standard error.
"""

import base64
import ctypes.util
import gc
import json
import logging
import os
import sys
from typing import Any

from tracker.processes import limit

FAILED = 3


def main() -> int:
    order = json.load(sys.stdin)
    gc.disable()  # a tenth of the time, for memory that the process gives back when it ends
    logging.disable()  # the renderer names every rule for screens that it leaves out
    load_by_name()
    try:
        # before the limits: a library that finds no memory to load into says that it is not there
        from reports.pdf.rendering import render
    except (ImportError, OSError):
        return say("missing")
    limit(order["megabytes"], order["seconds"])
    try:
        pdf = render(order["html"], files_of(order), order["titles"])
    except MemoryError:
        return say("memory")
    except BaseException as error:  # the fetcher's refusal is no Exception
        return say("refused" if type(error).__name__ == "FatalURLFetchingError" else type(error).__name__)
    sys.stdout.buffer.write(pdf)
    return 0


def load_by_name() -> None:
    """The renderer asks for libraries by the names of other systems first, and Python runs programs to look for each.

    On Linux the linker finds all of them by their own names.
    """
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None


def files_of(order: dict[str, Any]) -> dict[str, bytes]:
    return {address: base64.b64decode(content) for address, content in order["files"].items()}


def say(word: str) -> int:
    sys.stderr.write(word)
    return FAILED


if __name__ == "__main__":
    ended = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(ended)  # whatever it holds goes with it: to take it apart first would be a twentieth of the time
