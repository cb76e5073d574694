"""The typesetter's own process: reads a JSON request on stdin, writes the PDF on stdout.

Run by `ecabinet.papers.pdf`, apart from the program, so that a monstrous paper can neither take its
memory nor hold a worker. It imports nothing of the program.
"""

import json
import resource
import sys

import typst


def main() -> int:
    """0 and the PDF on stdout; 1 and the reason on stderr."""
    request = json.loads(sys.stdin.buffer.read())
    limit = int(request["memory_bytes"])
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    try:
        pdf = typst.compile(
            request["template"],
            font_paths=[request["fonts"]],
            ignore_system_fonts=True,
            sys_inputs={"paper": json.dumps(request["paper"], ensure_ascii=False)},
        )
    except (typst.TypstError, MemoryError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}")
        return 1
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
