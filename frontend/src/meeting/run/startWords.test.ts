import { beforeAll, describe, expect, it } from "vitest";
import { i18n } from "@/i18n";
import type { QuorumRow } from "@/live";
import { presentWords, punctualWords } from "./startWords";

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
});
