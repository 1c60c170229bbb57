"""Cleans the lines that it gets on standard input, one by one; a program of its own, which `pool` may end.

A line comes as its length and its bytes, and so goes the answer, with a byte that says whether it is an error. The
first answer is empty: it says that the program is ready.
"""

import logging
import os
import struct
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import BinaryIO, Final

from workers.clean.body import Chooser, choose, choose_fast
from workers.clean.lines.line import Answer, answer_to

LINE: Final = struct.Struct("<I")
ANSWER: Final = struct.Struct("<IB")
FAST: Final = "fast"


def main() -> None:
    """Answer lines until there are no more."""
    logging.disable(logging.CRITICAL)
    chooser: Chooser = choose_fast if FAST in sys.argv[1:] else choose
    serve(sys.stdin.buffer, _own_output(), lambda line: answer_to(line, datetime.now(UTC), chooser))


def _own_output() -> BinaryIO:
    """Standard output for answers alone: what a library prints goes to standard error."""
    own = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(own, "wb")


def serve(lines: BinaryIO, answers: BinaryIO, answer: Callable[[bytes], Answer]) -> None:
    """Say that we are ready, then write an answer for each line; ends with the input, or when nobody listens."""
    try:
        _write(answers, Answer(b"", is_error=False))
        while (head := lines.read(LINE.size)) and len(head) == LINE.size:
            _write(answers, answer(lines.read(*LINE.unpack(head))))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), answers.fileno())


def _write(answers: BinaryIO, answer: Answer) -> None:
    answers.write(ANSWER.pack(len(answer.line), answer.is_error) + answer.line)
    answers.flush()


if __name__ == "__main__":
    main()
