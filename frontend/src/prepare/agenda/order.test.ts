import { describe, expect, it } from "vitest";
import type { ItemRow } from "@/api/snapshot";
import { inOrder, moved, plannedStarts, sortedBy, totalMinutes } from "./order";

function item(id: string, position: number, minutes: number): ItemRow {
  return {
    id, position, number: String(position), title: id, kind: "report", presenter: "", planned_minutes: minutes,
    status: "pending", opened_at: null, closed_at: null, parent_id: null, reason: "", since: null, paused_at: null, paused_seconds: 0,
    paused_by: "", spent_seconds: 0, spans: [], access: "open", is_hidden: false, allowed: [],
  };
}

const AGENDA = { b: item("b", 2, 50), a: item("a", 1, 10), c: item("c", 3, 35) };

describe("the agenda's order", () => {
  it("follows the positions", () => {
    expect(inOrder(AGENDA).map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });

  it("moves one item to another's place, forward and back", () => {
    expect(moved(["a", "b", "c"], "a", "c")).toEqual(["b", "c", "a"]);
    expect(moved(["a", "b", "c"], "c", "a")).toEqual(["c", "a", "b"]);
    expect(moved(["a", "b", "c"], "b", "b")).toEqual(["a", "b", "c"]);
    expect(moved(["a", "b"], "x", "a")).toEqual(["a", "b"]);
  });

  it("keeps an item that came meanwhile, at the end", () => {
    expect(sortedBy(inOrder(AGENDA), ["c", "a"]).map(({ id }) => id)).toEqual(["c", "a", "b"]);
  });
});

describe("planned times", () => {
  it("begin each item when the one before it ends", () => {
    const starts = plannedStarts(inOrder(AGENDA), "2025-07-24T07:00:00.000Z");
    expect([...starts.values()]).toEqual(["2025-07-24T07:00:00.000Z", "2025-07-24T07:10:00.000Z", "2025-07-24T08:00:00.000Z"]);
    expect(totalMinutes(inOrder(AGENDA))).toBe(95);
  });
});
