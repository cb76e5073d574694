import { describe, expect, it } from "vitest";
import type { Snapshot } from "@/api/snapshot";
import { unreadOf } from "./unread";

const document = (id: string, item_id: string, status = "ready") => ({ id, item_id, status, sha256: id });
const item = (id: string, position: number) => ({ id, position, number: String(position) });

const SNAPSHOT = {
  parts: {
    meeting: { m: {} },
    items: { b: item("b", 2), a: item("a", 1) },
    documents: { late: document("late", "b"), first: document("first", "a"), seen: document("seen", "a"), busy: document("busy", "a", "processing") },
  },
} as unknown as Snapshot;

describe("unread documents", () => {
  it("are those that can be read and were not, in the order of the agenda", () => {
    const unread = unreadOf(SNAPSHOT, ({ id }) => id === "seen");
    expect(unread.map(({ document: row, itemNumber, meetingId }) => [row.id, itemNumber, meetingId])).toEqual([
      ["first", "1", "m"],
      ["late", "2", "m"],
    ]);
  });

  it("are none where the meeting has no documents", () => {
    expect(unreadOf({ ...SNAPSHOT, parts: {} }, () => false)).toEqual([]);
  });
});
