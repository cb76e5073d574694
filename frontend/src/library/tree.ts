import type { Folder } from "@/api/library";

/** A folder with its place in the tree; `depth` is 1 at the top. */
export interface Branch {
  folder: Folder;
  depth: number;
  children: Branch[];
}

const byName = new Intl.Collator("vi", { numeric: true });

/** The folders that lie in `parent`, by name. */
export function foldersIn(folders: readonly Folder[], parent: string | null): Folder[] {
  return folders.filter(({ parent_id }) => parent_id === parent).sort((one, other) => byName.compare(one.name, other.name));
}

/** All folders as a tree, by name. */
export function branches(folders: readonly Folder[], parent: string | null = null, depth = 1): Branch[] {
  return foldersIn(folders, parent).map((folder) => ({ folder, depth, children: branches(folders, folder.id, depth + 1) }));
}

/** The way from the top to a folder, itself at the end; empty for the top or a folder that is gone. */
export function wayTo(folders: readonly Folder[], id: string | null): Folder[] {
  const folder = folders.find((each) => each.id === id);
  return folder ? [...wayTo(folders, folder.parent_id), folder] : [];
}

/** A folder and all folders in it. */
export function below(folders: readonly Folder[], id: string): Set<string> {
  const inside = folders.filter(({ parent_id }) => parent_id === id).flatMap((folder) => [...below(folders, folder.id)]);
  return new Set([id, ...inside]);
}

/** How many levels a folder takes: 1 where no folder lies in it. */
export function height(folders: readonly Folder[], id: string): number {
  const inside = folders.filter(({ parent_id }) => parent_id === id).map((folder) => height(folders, folder.id));
  return 1 + Math.max(0, ...inside);
}

/** The folders (null: the top) into which a folder may be moved: not into itself, not too deep, not where it is. */
export function placesFor(folders: readonly Folder[], moved: Folder, deepest: number): (Folder | null)[] {
  const own = below(folders, moved.id);
  const levels = height(folders, moved.id);
  const fits = folders.filter(({ id }) => !own.has(id) && wayTo(folders, id).length + levels <= deepest);
  return [null, ...fits].filter((place) => (place?.id ?? null) !== moved.parent_id);
}

/** What a folder is called with the way to it: "Nghị quyết / 2026". */
export function fullName(folders: readonly Folder[], id: string): string {
  return wayTo(folders, id).map(({ name }) => name).join(" / ");
}

/** The branches one sees, in order, when only those in `open` show what lies in them. */
export function seen(tree: readonly Branch[], open: ReadonlySet<string>): Branch[] {
  return tree.flatMap((branch) => [branch, ...(open.has(branch.folder.id) ? seen(branch.children, open) : [])]);
}
