import { describe, expect, it } from "vitest";
import { completeParts } from "@/live/reducer";
import type { ParticipantRow, Parts, SiteRow } from "@/live";
import { gridPage, gridSites, sequenceSite, stepAt, untilNextTurn, type Turning } from "./turning";

const BEGAN = "2026-11-22T02:00:00Z";
const at = (seconds: number) => Date.parse(BEGAN) + seconds * 1000;

/** A small generator, so that a failure comes again. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const site = (number: number, change: Partial<SiteRow> = {}): SiteRow =>
  ({ site_id: `s${number}`, name: `Điểm cầu ${String(number).padStart(3, "0")}`, status: "online", is_central: false, ...change }) as SiteRow;
const sits = (siteId: string, attendance: ParticipantRow["attendance"] = "present_in_person") =>
  ({ id: `p-${siteId}`, site_id: siteId, attendance }) as ParticipantRow;

function meeting(sites: readonly SiteRow[], people: readonly ParticipantRow[] = []): Parts {
  return completeParts({
    sites: Object.fromEntries(sites.map((row) => [row.site_id, row])),
    participants: Object.fromEntries(people.map((row) => [row.id, row])),
  });
}

const grid = (change: Partial<Turning> = {}): Turning => ({ mode: "grid", site_ids: [], size: 9, seconds: 15, started_at: BEGAN, ...change });
const sequence = (ids: string[], seconds = 10): Turning => ({ mode: "sequence", site_ids: ids, size: null, seconds, started_at: BEGAN });
const ids = (rows: readonly SiteRow[]) => rows.map((row) => row.site_id);

describe("a layout that turns", () => {
  it("turns after each time, never before it began, and stands still without a time", () => {
    expect([0, 9.9, 10, 25].map((seconds) => stepAt(sequence(["a"]), at(seconds)))).toEqual([0, 0, 1, 2]);
    expect(stepAt(sequence(["a"]), at(-100))).toBe(0);
    expect(stepAt({ ...sequence(["a"]), seconds: null }, at(100))).toBe(0);
    expect(untilNextTurn(sequence(["a"]), at(12))).toBe(8_000);
    expect(untilNextTurn({ ...sequence(["a"]), started_at: null }, at(12))).toBeNull();
  });

  it("waits exactly until the step grows, at any moment", () => {
    const below = numbers(7);
    for (let round = 0; round < 200; round += 1) {
      const layout = sequence(["a"], 3 + below(60));
      const now = at(below(100_000)) + below(1_000);
      const left = untilNextTurn(layout, now) ?? 0;
      expect(stepAt(layout, now + left)).toBe(stepAt(layout, now) + 1);
      expect(stepAt(layout, now + left - 1)).toBe(stepAt(layout, now));
    }
  });
});

describe("a sequence", () => {
  it("shows the same site on all screens whose clocks differ by less than they are from a turn", () => {
    const below = numbers(11);
    for (let round = 0; round < 200; round += 1) {
      const rows = Array.from({ length: 1 + below(12) }, (_, number) => site(number, { status: below(4) ? "online" : "offline" }));
      const layout = sequence(ids(rows), 3 + below(30));
      const now = at(below(10_000)) + 1;
      const early = now + Math.max(0, (untilNextTurn(layout, now) ?? 0) - 1);
      const seen = [now, early].map((time) => sequenceSite(meeting(rows), layout, stepAt(layout, time))?.site_id);
      // Another screen holds the same rows in another order.
      const other = sequenceSite(meeting([...rows].reverse()), layout, stepAt(layout, early))?.site_id;
      expect(new Set([...seen, other]).size).toBe(1);
    }
  });

  it("shows every site on line once a round, in the director's order", () => {
    const rows = [site(3), site(1), site(2)];
    const round = [0, 1, 2, 3].map((step) => sequenceSite(meeting(rows), sequence(ids(rows)), step)?.site_id);
    expect(round).toEqual(["s3", "s1", "s2", "s3"]);
  });

  it("passes over a site that is lost without moving the others", () => {
    const rows = [site(1), site(2), site(3)];
    const lost = meeting([site(1), site(2, { status: "offline" }), site(3)]);
    expect([0, 1, 2].map((step) => sequenceSite(lost, sequence(ids(rows)), step)?.site_id)).toEqual(["s1", "s3", "s3"]);
  });

  it("has nobody to show once all its sites are gone from the meeting", () => {
    expect(sequenceSite(meeting([]), sequence(["s9"]), 4)).toBeNull();
  });
});

describe("a grid", () => {
  it("puts sites with people first, the central one before its like, the rest by name; only those on line", () => {
    const rows = [site(4), site(1), site(3, { is_central: true }), site(2), site(5, { status: "offline" })];
    expect(ids(gridSites(meeting(rows, [sits("s4"), sits("s2"), sits("s1", "absent")]), grid()))).toEqual(["s2", "s4", "s3", "s1"]);
  });

  it("keeps the director's choice and order, also of a site that is lost", () => {
    const rows = [site(1), site(2, { status: "offline" }), site(3)];
    expect(ids(gridSites(meeting(rows), grid({ site_ids: ["s3", "s2", "gone"] })))).toEqual(["s3", "s2"]);
  });

  it("is stable: whoever comes or goes, the others keep their order", () => {
    const below = numbers(23);
    for (let round = 0; round < 100; round += 1) {
      const rows = Array.from({ length: 2 + below(40) }, (_, number) => site(number));
      const people = rows.filter(() => below(2) === 1).map((row) => sits(row.site_id));
      const before = ids(gridSites(meeting(rows, people), grid()));
      const gone = rows[below(rows.length)]?.site_id ?? "";
      const left = rows.map((row) => (row.site_id === gone ? { ...row, status: "offline" as const } : row));
      expect(ids(gridSites(meeting(left.reverse(), people), grid()))).toEqual(before.filter((id) => id !== gone));
    }
  });

  it("shows every one of 168 sites once before it begins again, in each size", () => {
    const rows = Array.from({ length: 168 }, (_, number) => site(number));
    for (const size of [4, 9, 16, 25] as const) {
      const layout = grid({ size });
      const { pages } = gridPage(meeting(rows), layout, 0);
      const seen = Array.from({ length: pages }, (_, step) => ids(gridPage(meeting(rows), layout, step).sites)).flat();
      expect(pages).toBe(Math.ceil(168 / size));
      expect(new Set(seen).size).toBe(168);
      expect(seen.length).toBe(168);
      expect(gridPage(meeting(rows), layout, pages)).toEqual(gridPage(meeting(rows), layout, 0));
    }
  });
});
