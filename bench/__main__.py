"""Runs every measurement, one after the other: python -m bench [NAME…]"""

import pkgutil
import subprocess
import sys

import bench


def main(names: list[str]) -> int:
    """0 when every measurement ended well."""
    modules = [module.name for module in pkgutil.iter_modules(bench.__path__) if not module.ispkg]
    known = sorted(name for name in modules if name[0] != "_" and name != "report")
    codes = []
    for name in names or known:
        print(f"== {name}", flush=True)
        codes.append(subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode)
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
