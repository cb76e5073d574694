import { describe, expect, it } from "vitest";
import { completeParts } from "@/live/reducer";
import type { FloorRow, MeetingRow, PollRow } from "@/live";
import { RESULT_SHOWN_MS, siteFace } from "./siteView";

const CLOSED = "2026-11-22T09:00:00Z";
const NOW = Date.parse(CLOSED);
const meeting = (status: MeetingRow["status"]) => ({ status }) as MeetingRow;
const polls = (...rows: Partial<PollRow>[]) =>
  completeParts({ polls: Object.fromEntries(rows.map((row) => [row.id ?? "", row as PollRow])) });

describe("siteFace", () => {
  it.each([
    ["published", "before"], ["approved", "before"], ["paused", "break"], ["ended", "over"], ["closed", "over"], ["in_progress", "programme"],
  ] as const)("a meeting that is %s shows: %s", (status, kind) => {
    expect(siteFace(polls(), meeting(status), NOW).kind).toBe(kind);
  });

  it("puts an open poll before everything, then its result for a minute", () => {
    const open = polls({ id: "a", status: "open" }, { id: "b", status: "closed", closed_at: CLOSED });
    expect(siteFace(open, meeting("in_progress"), NOW)).toMatchObject({ kind: "poll", poll: { id: "a" } });
    const closed = polls({ id: "b", status: "closed", closed_at: CLOSED });
    expect(siteFace(closed, meeting("in_progress"), NOW + RESULT_SHOWN_MS - 1)).toMatchObject({ kind: "result" });
    expect(siteFace(closed, meeting("in_progress"), NOW + RESULT_SHOWN_MS).kind).toBe("programme");
  });

  it.each([["2026-11-22T08:59:00Z", "result"], ["2026-11-22T09:00:05Z", "programme"]])(
    "a turn that began at %s leaves: %s",
    (started_at, kind) => {
      const parts = { ...polls({ id: "b", status: "closed", closed_at: CLOSED }), floor: { turn: { started_at } as FloorRow } };
      expect(siteFace(parts, meeting("in_progress"), NOW + 10_000).kind).toBe(kind);
    },
  );
});
