import { describe, expect, it } from "vitest";
import type { Folder } from "@/api/library";
import { below, branches, foldersIn, fullName, height, placesFor, seen, wayTo } from "./tree";

const folder = (id: string, parent_id: string | null, name = id): Folder => ({ id, parent_id, name, papers: 0, created_at: "2026-11-01T00:00:00Z" });

const FOLDERS = [folder("c", "b"), folder("a", null), folder("b", "a"), folder("n10", null, "Năm 10"), folder("n9", null, "Năm 9")];

describe("the folders", () => {
  it("stand in order of their names and numbers", () => {
    expect(foldersIn(FOLDERS, null).map(({ id }) => id)).toEqual(["a", "n9", "n10"]);
  });

  it("make a tree of which one sees what is open", () => {
    const tree = branches(FOLDERS);
    expect(tree[0]?.children[0]?.children[0]).toMatchObject({ depth: 3, folder: { id: "c" } });
    expect(seen(tree, new Set()).map(({ folder }) => folder.id)).toEqual(["a", "n9", "n10"]);
    expect(seen(tree, new Set(["a"])).map(({ folder }) => folder.id)).toEqual(["a", "b", "n9", "n10"]);
  });

  it("know the way to them and what lies in them", () => {
    expect(wayTo(FOLDERS, "c").map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(wayTo(FOLDERS, "gone")).toEqual([]);
    expect(fullName(FOLDERS, "b")).toBe("a / b");
    expect([...below(FOLDERS, "a")].sort()).toEqual(["a", "b", "c"]);
    expect(height(FOLDERS, "a")).toBe(3);
  });

  it("are moved where they fit, never into themselves", () => {
    const places = (id: string, deepest: number) => {
      const moved = FOLDERS.find((each) => each.id === id);
      return moved ? placesFor(FOLDERS, moved, deepest).map((place) => place?.id ?? "top") : [];
    };
    expect(places("a", 6)).toEqual(["n10", "n9"]);
    expect(places("n9", 3)).toEqual(["a", "b", "n10"]);
    expect(places("b", 2)).toEqual(["top"]);
  });
});
