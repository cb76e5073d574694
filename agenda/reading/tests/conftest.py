"""A published meeting with a document, as the tests of documents have it."""

from agenda.documents.tests.conftest import desk

__all__ = ["desk"]
