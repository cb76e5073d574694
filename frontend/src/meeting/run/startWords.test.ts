import { beforeAll, describe, expect, it } from "vitest";
import { i18n } from "@/i18n";
import type { Parts, QuorumRow } from "@/live";
import { lacksAtStart, presentWords, punctualWords } from "./startWords";

const t = i18n.getFixedT("vi", "meeting");
const NOW = Date.parse("2026-11-22T02:00:00Z");
const at = (scheduled_start: string) => punctualWords({ scheduled_start }, NOW, t);

beforeAll(async () => {
  await i18n.changeLanguage("vi");
});

describe("what is asked before the start", () => {
  it("says how many are missing for a quorum", () => {
    const quorum = { present: 0, entitled: 4, required: 3, met: false } as QuorumRow;
    expect(presentWords(quorum, t)).toBe("Có mặt 0/4 thành viên; cần 3 mới đủ điều kiện họp.");
    expect(presentWords({ ...quorum, present: 3, met: true }, t)).toBe("Có mặt 3/4 thành viên.");
    expect(presentWords(null, t)).toBe("");
  });

  it("says how early or late it is, and nothing on time", () => {
    expect(at("2026-11-22T02:36:00Z")).toBe("Sớm 36 phút so với dự kiến.");
    expect(at("2026-11-22T00:50:00Z")).toBe("Muộn 1 giờ 10 phút so với dự kiến.");
    expect(at("2026-11-25T02:00:00Z")).toBe("Sớm 3 ngày so với dự kiến.");
    expect(at("2026-11-22T02:00:40Z")).toBe("");
  });

  it("names what is lacking, and nothing when all are there", () => {
    const person = (id: string, role: string, attendance: string) => ({ person_id: id, full_name: `Ông ${id}`, role, attendance });
    const parts = (here: string, status: string, met: boolean) =>
      ({
        quorum: { it: { present: 0, entitled: 4, required: 3, met } },
        participants: { a: person("A", "chair", here), b: person("B", "secretary", here) },
        sites: { s: { name: "Điểm cầu 2", status }, r: { name: "Điểm cầu 1", status } },
      }) as unknown as Parts;
    const none = lacksAtStart(parts("not_checked", "offline", false), { person_id: "C" }, t);
    expect(none.map(({ code, isGrave }) => [code, isGrave])).toEqual([["quorum", true], ["chair", true], ["secretary", false], ["sites", false]]);
    expect(none[3]?.words).toBe("2 điểm cầu chưa kết nối: Điểm cầu 1, Điểm cầu 2.");
    expect(lacksAtStart(parts("not_checked", "online", true), { person_id: "A" }, t).map(({ code }) => code)).toEqual(["secretary"]);
    expect(lacksAtStart(parts("present_online", "online", true), { person_id: "C" }, t)).toEqual([]);
  });
});
