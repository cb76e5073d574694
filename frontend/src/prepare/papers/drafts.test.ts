import { describe, expect, it } from "vitest";
import type { DraftRow } from "@/api/snapshot";
import { newestDrafts } from "./drafts";

const draft = (id: string, document_id: string, version: number): DraftRow =>
  ({ id, document_id, version, uploaded_at: `2026-09-0${version}T00:00:00Z` }) as DraftRow;

describe("newestDrafts", () => {
  it("shows one version of each document, the newest", () => {
    const rows = { a: draft("a", "d", 1), b: draft("b", "d", 3), c: draft("c", "e", 2) };
    expect(newestDrafts(rows).map(({ id }) => id)).toEqual(["c", "b"]);
  });
});
