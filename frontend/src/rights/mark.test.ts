import { describe, expect, it } from "vitest";
import { isWatermarked, markOf, spotsOf, withoutMark } from "./mark";

describe("the text of a stamped page", () => {
  const turned = (degrees: number, size = 15) => {
    const radians = (degrees * Math.PI) / 180;
    return { str: `${degrees}`, transform: [size * Math.cos(radians), size * Math.sin(radians), -size * Math.sin(radians), size * Math.cos(radians), 0, 0] };
  };

  it("is what the page says, without the mark across it, on upright and turned pages", () => {
    const items = [turned(0), turned(32), turned(90), turned(122), turned(-58), turned(212), turned(45), { type: "beginMarkedContent" }];
    const left = withoutMark({ items, lang: "vi" });
    expect(left.lang).toBe("vi");
    expect(left.items.map((item) => ("str" in item ? item.str : "other"))).toEqual(["0", "90", "45", "other"]);
  });
});

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
