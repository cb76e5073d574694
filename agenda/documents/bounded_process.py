"""`python -m agenda.documents.bounded_process MEMORY CPU FILE_SIZE PROGRAM …`: a program under limits.

Memory and the largest file it may write are in bytes, processor time is in seconds. Standard library only.
"""

import os
import resource
import sys


def main(arguments: list[str]) -> None:
    memory, seconds, size = (int(text) for text in arguments[:3])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.execvp(arguments[3], arguments[3:])


if __name__ == "__main__":
    main(sys.argv[1:])
