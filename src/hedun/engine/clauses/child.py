"""The child that opens a stranger's document: `python -m hedun.engine.clauses.child SOURCE`.

Memory, time and output are limited before the file is opened. Exit 3: illegible, the reason
on stdout; 4: out of memory; 5: the parser broke.
"""

import pathlib
import resource
import sys
import traceback

MEMORY, SECONDS = 1 << 30, 20


def main(arguments: list[str]) -> int:
    """Limit, read, print the text."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from hedun.engine.clauses.document import Illegible, text_of

    try:
        text = text_of(pathlib.Path(arguments[0]).read_bytes())
    except Illegible as error:
        sys.stdout.buffer.write(str(error).encode())
        return 3
    except MemoryError:
        return 4
    except Exception:  # noqa: BLE001 - a hostile file may break any parser in any way
        traceback.print_exc()
        return 5
    sys.stdout.buffer.write(text.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
