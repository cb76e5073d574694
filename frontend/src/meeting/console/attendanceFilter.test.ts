import { describe, expect, it } from "vitest";
import type { ParticipantRow } from "@/live";
import { completeParts } from "@/live/reducer";
import { SHOWN, shownPeople, type Facts } from "./attendanceFilter";

const person = (id: string, full_name: string, attendance: ParticipantRow["attendance"]) =>
  ({ id, full_name, attendance, site_name: "" }) as ParticipantRow;

const PARTS = completeParts({
  participants: {
    a: person("a", "An", "present_in_person"), b: person("b", "Bình", "present_online"),
    c: person("c", "Cúc", "absent"), d: person("d", "Dung", "not_checked"),
  },
  away: { b: { participant_id: "b", since: "2026-11-22T02:00:00Z" } },
});
const fact = (turns: number, documents_opened: number): Facts => ({ turns, documents_opened, line_seconds: 0 });
const FACTS = new Map([["a", fact(1, 0)], ["b", fact(0, 2)], ["c", fact(0, 0)], ["d", fact(0, 1)]]);

const ids = (...args: Parameters<typeof shownPeople>) => shownPeople(...args).map(({ id }) => id).join("");

describe("the filters of the attendance list", () => {
  it("show by attendance, by the line, by turns and by papers", () => {
    const found = Object.fromEntries(SHOWN.map((shown) => [shown, ids(PARTS, shown, "", FACTS)]));
    expect(found).toEqual({
      all: "abcd", not_checked: "d", in_person: "a", online: "b", off_line: "b", absent: "c", silent: "b", unread: "ac",
    });
  });

  it("find by words without marks", () => {
    expect(ids(PARTS, "all", "binh", FACTS)).toBe("b");
  });

  it("show nobody as silent while the facts are not here", () => {
    expect(ids(PARTS, "silent", "", null)).toBe("");
  });
});
