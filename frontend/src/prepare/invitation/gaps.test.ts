import { describe, expect, it } from "vitest";
import type { ItemRow, MeetingRow, ParticipantRow, Parts } from "@/api/snapshot";
import { gapsOf, paperVersion } from "./gaps";

const item = (number: string, presenter: string) =>
  ({ id: number, number, presenter, title: "Báo cáo", position: Number(number), planned_minutes: 15 }) as unknown as ItemRow;
const person = { id: "p", full_name: "Đại biểu", position: "", role: "delegate", site_id: null } as unknown as ParticipantRow;
const meeting = { title: "Họp", chair_name: "Chủ tịch", place: "Phòng họp 1", kind: "working" } as unknown as MeetingRow;
const parts = (items: ItemRow[], people: ParticipantRow[] = [person]) =>
  ({
    items: Object.fromEntries(items.map((row) => [row.id, row])),
    participants: Object.fromEntries(people.map((row) => [row.id, row])),
    sites: {}, units: {}, deliveries: {},
  }) as unknown as Parts;

describe("what is still empty on the invitation", () => {
  it("is nothing when all is known", () => {
    expect(gapsOf(meeting, parts([item("1", "Sở Tài chính")]))).toEqual([]);
  });

  it("is told in the order of the paper, item by item", () => {
    const bare = { chair_name: "", place: " " };
    expect(gapsOf(bare, parts([item("2", ""), item("1", "")], []))).toEqual([
      { code: "nobody" },
      { code: "no_chair" },
      { code: "no_place" },
      { code: "no_presenter", number: "1" },
      { code: "no_presenter", number: "2" },
    ]);
  });
});

describe("the paper's version", () => {
  it("changes with what the paper says and with nothing else", () => {
    const before = paperVersion(meeting, parts([item("1", "Sở A")]));
    const answered = parts([item("1", "Sở A")], [{ ...person, rsvp: "accepted" }]);
    expect(paperVersion(meeting, answered)).toBe(before);
    expect(paperVersion(meeting, parts([item("1", "Sở B")]))).not.toBe(before);
    expect(paperVersion({ ...meeting, place: "Phòng họp 2" }, parts([item("1", "Sở A")]))).not.toBe(before);
  });
});
