#!/usr/bin/env python
"""Django's command line. The media server has its own, minimal settings."""

import os
import sys


def main() -> None:
    module = "signaling.settings" if sys.argv[1:2] == ["media"] else "ecabinet.settings"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", module)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
