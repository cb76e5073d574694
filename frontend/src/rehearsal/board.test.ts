import { describe, expect, it } from "vitest";
import type { RehearsalRow, ResultRow } from "@/api/rehearsal";
import type { SiteRow } from "@/live";
import { EVERYONE, NOBODY, boardLines, chosen, overseersOf } from "./board";
import { openRound } from "./rounds";
import { testOf } from "./tests";

const site = (id: string, name: string) => ({ site_id: id, name, unit_name: `UBND ${name}` }) as SiteRow;
const result = (overall: ResultRow["overall"], change: ResultRow["change"] = "first") => ({ overall, change, reports: 1 }) as ResultRow;
const overseer = { site_id: "b", person_id: "p", full_name: "Trần Theo Dõi", position: "" };

const parts = {
  sites: { a: site("a", "Điểm cầu Đà Nẵng"), b: site("b", "Điểm cầu Cần Thơ"), c: site("c", "Điểm cầu Lào Cai"), d: site("d", "Điểm cầu An Giang") },
  rehearsal_results: { "2:a": result("good"), "2:b": result("bad", "worse"), "2:c": result("care"), "1:d": result("good") },
  overseers: { b: overseer },
};
const lines = boardLines(parts, 2);
const ids = (found: typeof lines) => found.map((line) => line.site.site_id).join("");

describe("the board", () => {
  it("shows faults first, then who has not tried in this round", () => {
    expect(ids(lines)).toBe("bdca");
    expect(lines[1]?.grade).toBe("untested");
  });

  it("is narrowed by grade, change, overseer and words without marks", () => {
    expect(ids(chosen(lines, "bad", EVERYONE, ""))).toBe("b");
    expect(ids(chosen(lines, "worse", EVERYONE, ""))).toBe("b");
    expect(ids(chosen(lines, "all", "p", ""))).toBe("b");
    expect(ids(chosen(lines, "all", NOBODY, ""))).toBe("dca");
    expect(ids(chosen(lines, "all", EVERYONE, "da nang"))).toBe("a");
  });

  it("names each overseer once", () => {
    const twice = boardLines({ ...parts, overseers: { b: overseer, c: { ...overseer, site_id: "c" } } }, 2);
    expect(overseersOf(twice)).toHaveLength(1);
  });

  it("takes 168 sites", () => {
    const sites = Object.fromEntries(Array.from({ length: 168 }, (_, n) => [`s${n}`, site(`s${n}`, `Xã ${n}`)]));
    expect(boardLines({ ...parts, sites }, 2)).toHaveLength(168);
  });
});

describe("a round", () => {
  const round = (number: number, closed_at: string | null, ends_at: string) => ({ id: String(number), number, closed_at, ends_at }) as RehearsalRow;
  it("is open until it is closed or its window is over", () => {
    const now = Date.parse("2026-07-01T08:00:00Z");
    const later = "2026-07-01T09:00:00Z";
    expect(openRound({ rehearsals: { "1": round(1, now.toString(), later) } }, now)).toBeNull();
    expect(openRound({ rehearsals: { "1": round(1, null, "2026-07-01T08:00:00Z") } }, now)).toBeNull();
    expect(openRound({ rehearsals: { "2": round(2, null, later) } }, now)?.number).toBe(2);
  });
});

describe("a finding", () => {
  it("belongs to the test whose name it begins with", () => {
    expect(testOf("camera_dark")).toBe("camera");
    expect(testOf("line_up_poor")).toBe("line");
    expect(testOf("checklist_open")).toBe("checklist");
  });
});
