"""A gate gives its answers to who waits longest, and spends none on who has hung up."""

import threading
import time
from collections.abc import Callable

from newsroom.server import Gate


def asking(gate: Gate, name: str, answered: list[str], is_gone: Callable[[], bool] = lambda: False) -> threading.Thread:
    """Return a thread that waits at the gate by now, and then writes its name down."""

    def ask() -> None:
        gate.pass_through(is_gone)
        answered.append(name)

    before = gate.waiting
    thread = threading.Thread(target=ask)
    thread.start()
    while gate.waiting == before:
        time.sleep(0.001)
    return thread


def test_who_waits_longest_is_answered_first() -> None:
    gate, answered = Gate(), list[str]()
    gate.shut()
    first, second = asking(gate, "first", answered), asking(gate, "second", answered)

    gate.let(1)
    first.join()

    assert (answered, gate.left, gate.waiting) == (["first"], 0, 1)
    gate.open()
    second.join()
    assert answered == ["first", "second"]


def test_no_answer_is_spent_on_who_has_hung_up() -> None:
    gate, answered = Gate(), list[str]()
    gate.shut()
    gone = asking(gate, "gone", answered, lambda: True)
    waiting = asking(gate, "waiting", answered)

    gate.let(1)
    gone.join()
    waiting.join()

    assert gate.left == 0
