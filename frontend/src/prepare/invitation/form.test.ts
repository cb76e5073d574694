import { describe, expect, it } from "vitest";
import type { InvitationLetter } from "@/api/prepare";
import { dayWords, formLines } from "./form";

const LETTER: InvitationLetter = {
  meeting_id: "m", addressee: null,
  superior_agency: "", agency: "UBND tỉnh", code_notation: "GM-UBND", subject: "Phiên họp tháng 7", people: [], units: [],
  attend: "Tới dự phiên họp: Phiên họp tháng 7", chair: "", scheduled_start: "2025-07-24T07:00:00Z",
  scheduled_end: "2025-07-24T09:30:00Z", place: "", central_site: "", sites: [], recipients: [],
};

describe("the invitation's form", () => {
  it("shows a hole for everything that is not known", () => {
    const lines = formLines(LETTER, [], "2026-02-05T03:00:00Z");
    expect(lines.paragraphs[0]).toBe("UBND tỉnh trân trọng kính mời: ….");
    expect(lines.paragraphs[2]).toBe("Chủ trì: ….");
    expect(lines.paragraphs[4]).toBe("Địa điểm: ….");
    expect(lines.number).toBe("Số: …/GM-UBND");
  });

  it("tells the time in the words of official papers", () => {
    expect(formLines(LETTER, [], "2026-02-05T03:00:00Z").paragraphs[3]).toBe(
      "Thời gian: 14 giờ 00, thứ Năm, ngày 24 tháng 7 năm 2025.",
    );
  });

  it("pads days below ten and only the months 1 and 2", () => {
    expect(dayWords("2026-02-05T03:00:00Z")).toEqual({ day: "05", month: "02", year: "2026" });
    expect(dayWords("2026-09-05T03:00:00Z")).toEqual({ day: "05", month: "9", year: "2026" });
  });

  it("names the chair with the position once", () => {
    const chair = { participant_id: "c", position: "Phó Chủ tịch", unit_name: "", role: "chair" as const, site_name: "" };
    const line = (full_name: string) =>
      formLines({ ...LETTER, people: [{ ...chair, full_name }] }, [], LETTER.scheduled_start).paragraphs[2];
    expect(line("Nguyễn Văn A")).toBe("Chủ trì: Phó Chủ tịch Nguyễn Văn A.");
    expect(line("Phó Chủ tịch UBND tỉnh")).toBe("Chủ trì: Phó Chủ tịch UBND tỉnh.");
  });

  it("names the units, or else the first people and how many more", () => {
    const people = Array.from({ length: 8 }, (_, n) => ({
      participant_id: String(n), full_name: `Đại biểu ${n}`, position: "", unit_name: "", role: "delegate" as const, site_name: "",
    }));
    expect(formLines({ ...LETTER, people }, [], LETTER.scheduled_start).paragraphs[0]).toContain("và 2 đại biểu khác");
    expect(formLines({ ...LETTER, people, units: ["Sở A", "Sở B"] }, [], LETTER.scheduled_start).paragraphs[0]).toContain(
      "kính mời: Sở A; Sở B.",
    );
  });
});
