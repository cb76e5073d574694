import { describe, expect, it } from "vitest";
import type { Found } from "@/api/search";
import { foundRoute, longestHit } from "./place";

const paper: Found = {
  source: "document",
  id: "d1",
  meeting_id: "m1",
  meeting_title: "Phiên họp",
  meeting_start: "2026-11-20T02:00:00Z",
  meeting_status: "in_progress",
  unit_name: "UBND tỉnh",
  item_id: "i1",
  page: 3,
  pages: [5],
  title: [{ text: "Tờ trình", hit: false }],
  text: [
    { text: "về ", hit: false },
    { text: "quy", hit: true },
    { text: " và ", hit: false },
    { text: "quy hoạch", hit: true },
  ],
};

describe("where what was found opens", () => {
  it("opens a paper on its page with the longest hit marked", () => {
    expect(longestHit(paper)).toBe("quy hoạch");
    const route = new URL(foundRoute(paper, false), "http://here");
    expect(route.pathname).toBe("/meetings/m1");
    expect(Object.fromEntries(route.searchParams)).toEqual({ document: "d1", page: "3", find: "quy hoạch" });
  });

  it("opens a paper of a meeting that is over in the reader too", () => {
    expect(foundRoute({ ...paper, meeting_status: "closed" }, false)).toMatch(/^\/meetings\/m1\?document=d1/);
  });

  it("opens a paper of one's own among one's own", () => {
    const own: Found = { ...paper, source: "own_paper", meeting_id: null, meeting_status: null, meeting_start: null };
    expect(foundRoute(own, false)).toBe("/library/papers/d1?page=3&find=quy+ho%E1%BA%A1ch");
  });

  it("opens all else on the meeting's screen of that time", () => {
    const item: Found = { ...paper, source: "item" };
    expect(foundRoute(item, false)).toBe("/meetings/m1");
    expect(foundRoute({ ...item, meeting_status: "draft" }, false)).toBe("/meetings/m1/prepare");
    expect(foundRoute({ ...item, meeting_status: "closed" }, false)).toBe("/meetings/m1/after");
    expect(foundRoute(item, true)).toBe("/meetings/m1/site");
  });
});
