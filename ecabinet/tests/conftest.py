"""The office of the directory's tests, for the tests of the foundation."""

from ecabinet.directory.tests.conftest import office

__all__ = ["office"]
