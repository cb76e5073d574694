"""Folders without I/O: how deep they may lie, and where they may be moved."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from ecabinet.problems import Problem

DEEPEST = 6
MOST_FOLDERS = 500
MOST_PAPERS = 5000


class Tree:
    """The folders of somebody by the folder in which each lies; None: at the top."""

    def __init__(self, parents: Mapping[UUID, UUID | None]) -> None:
        self._parents = dict(parents)
        self._children: dict[UUID | None, list[UUID]] = {}
        for folder, parent in self._parents.items():
            self._children.setdefault(parent, []).append(folder)

    def depth(self, folder: UUID | None) -> int:
        """How many folders lead there, itself among them; 0 is the top."""
        depth = 0
        while folder is not None:
            folder, depth = self._parents[folder], depth + 1
        return depth

    def below(self, folder: UUID) -> set[UUID]:
        """The folder and all folders in it."""
        found, left = {folder}, [folder]
        while left:
            children = self._children.get(left.pop(), [])
            found.update(children)
            left += children
        return found

    def height(self, folder: UUID) -> int:
        """How many levels the folder takes: 1 where no folder lies in it."""
        return 1 + max((self.height(child) for child in self._children.get(folder, ())), default=0)


def require_fits(tree: Tree, parent: UUID | None, height: int = 1) -> None:
    """Raises Problem library_too_deep (409) where folders of so many levels do not fit into `parent`."""
    if tree.depth(parent) + height > DEEPEST:
        raise Problem("library_too_deep", most=DEEPEST)


def require_movable(tree: Tree, folder: UUID, parent: UUID | None) -> None:
    """Raises Problem library_circle (409) for a move into itself, library_too_deep (409)."""
    if parent is not None and parent in tree.below(folder):
        raise Problem("library_circle")
    require_fits(tree, parent, tree.height(folder))


def free_name(name: str, taken: Iterable[str], longest: int) -> str:
    """`name`, or with (2), (3) … after it when that is taken; at most `longest` letters."""
    known, wanted, n = set(taken), name, 1
    while wanted in known:
        n += 1
        end = f" ({n})"
        wanted = f"{name[: longest - len(end)]}{end}"
    return wanted
