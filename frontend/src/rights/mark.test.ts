import { describe, expect, it } from "vitest";
import { isWatermarked, markOf, spotsOf } from "./mark";

describe("the mark over a page", () => {
  it("says who, where from and when, and leaves out what is not known", () => {
    expect(markOf("Nguyễn Văn A", "Sở Tài chính", "14:05, 24/7/2025")).toBe("Nguyễn Văn A · Sở Tài chính · 14:05, 24/7/2025");
    expect(markOf("Điểm cầu xã", undefined, "14:05, 24/7/2025")).toBe("Điểm cầu xã · 14:05, 24/7/2025");
  });

  it("stands in every quarter of a page, whatever its size, and not endlessly often", () => {
    for (const [width, height] of [[240, 340], [880, 1245], [1245, 880], [9000, 12000]] as const) {
      const spots = spotsOf(width, height);
      const upper = spots.filter(({ top }) => parseFloat(top) < 50).length;
      expect(upper).toBeGreaterThan(0);
      expect(spots.length - upper).toBeGreaterThan(0);
      expect(spots.length).toBeLessThanOrEqual(60);
      expect(new Set(spots.map(({ left, top }) => `${left} ${top}`)).size).toBe(spots.length);
    }
  });

  it("is off as long as nobody set anything", () => {
    expect(isWatermarked({ document_settings: {} })).toBe(false);
    expect(isWatermarked({ document_settings: { meeting: { is_watermarked: true } } })).toBe(true);
  });
});
