"""Compares the API with its committed description and with the front end's generated types.

python -m deploy.openapi_check            fails when either differs
python -m deploy.openapi_check --write    writes both anew
"""

import difflib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import django

from deploy.install import FRONTEND, find_node
from deploy.plan import ROOT

DESCRIPTION = ROOT / "docs" / "openapi.json"
TYPES = FRONTEND / "src" / "api" / "schema.generated.ts"
LINES_SHOWN = 40


def main(write: bool) -> int:
    """0 when the committed files are what the code makes (or were written), else 1 with the difference."""
    description = describe()
    if write:
        DESCRIPTION.write_text(description, encoding="utf-8")
        TYPES.write_text(generate_types(DESCRIPTION), encoding="utf-8")
        return 0
    made = [(DESCRIPTION, description), (TYPES, generate_types(DESCRIPTION))]
    return max(_compare(path, text) for path, text in made)


def describe() -> str:
    """The OpenAPI description of the API as the code has it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecabinet.settings")
    django.setup()
    from ecabinet.api import api

    return json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1) + "\n"


def generate_types(description: Path) -> str:
    """The TypeScript types of a description. Raises CalledProcessError when the generator refuses it."""
    generator = FRONTEND / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "schema.ts"
        command = [str(find_node()), str(generator), str(description), "-o", str(target)]
        subprocess.run(command, cwd=FRONTEND, check=True, capture_output=True, timeout=60)
        return target.read_text(encoding="utf-8")


def _compare(path: Path, made: str) -> int:
    committed = path.read_text(encoding="utf-8") if path.exists() else ""
    if committed == made:
        return 0
    print(f"{path.relative_to(ROOT)} is not what the code makes; run: python -m deploy.openapi_check --write")
    lines = difflib.unified_diff(committed.splitlines(), made.splitlines(), "committed", "made", lineterm="")
    for line, _ in zip(lines, range(LINES_SHOWN), strict=False):
        print(line)
    return 1


if __name__ == "__main__":
    sys.exit(main("--write" in sys.argv[1:]))
