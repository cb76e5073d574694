import { describe, expect, it } from "vitest";
import { boxesOf, drawnOn, grouped, isTouched, linesOf, quadsOf, regionOf, toPage, toPressure } from "./geometry";
import { findQuote, quoted } from "./quotes";

const A4 = { width: 800, height: 1000 };

describe("places on a page", () => {
  it("are the same at every size", () => {
    expect(toPage({ x: 400, y: 250 }, A4)).toEqual(toPage({ x: 200, y: 125 }, { width: 400, height: 500 }));
    expect(toPage({ x: -5, y: 2000 }, A4)).toEqual({ x: 0, y: 10_000 });
    expect(toPressure(1.4)).toBe(100);
  });

  it("of a highlight come back as they were", () => {
    const quads = quadsOf([{ x: 110, y: 220, width: 200, height: 20 }], { x: 10, y: 20, ...A4 });
    expect(quads).toEqual([1250, 2000, 2500, 200]);
    expect(boxesOf(quads, A4)).toEqual([{ x: 100, y: 200, width: 200, height: 20 }]);
  });

  it("of pieces on one line are one stretch, and empty ones none", () => {
    const line = [
      { x: 0, y: 0, width: 40, height: 10 }, { x: 42, y: 1, width: 40, height: 10 }, { x: 90, y: 0, width: 0, height: 10 },
      { x: 0, y: 20, width: 30, height: 10 },
    ];
    expect(grouped(quadsOf(line, { x: 0, y: 0, width: 100, height: 100 }), 4)).toEqual([[0, 0, 8200, 1100], [0, 2000, 3000, 1000]]);
  });

  it("of several lines lie in one region", () => {
    expect(regionOf([10, 20, 100, 10, 5, 40, 50, 10])).toEqual([5, 20, 105, 30]);
    expect(regionOf([])).toEqual([]);
  });
});

describe("ink", () => {
  it("takes a point only where the pen has moved, and no more than may be kept", () => {
    const one = drawnOn([], { x: 100, y: 100 }, 50);
    expect(drawnOn(one, { x: 105, y: 103 }, 50)).toBe(one);
    expect(drawnOn(one, { x: 150, y: 100 }, 70)).toEqual([100, 100, 50, 150, 100, 70]);
    const full = Array.from({ length: 6000 }, () => 1);
    expect(drawnOn(full, { x: 9000, y: 9000 }, 50)).toBe(full);
  });

  it("is wider where the pen was pressed, and a dot is seen", () => {
    const lines = linesOf([0, 0, 10, 1000, 0, 10, 2000, 0, 90, 3000, 0, 90], 30, A4);
    expect(lines.map(({ path }) => path)).toEqual(["M0.0 0.0 L80.0 0.0", "M80.0 0.0 L160.0 0.0 L240.0 0.0"]);
    expect((lines[1]?.width ?? 0) > (lines[0]?.width ?? 0)).toBe(true);
    expect(linesOf([5000, 5000, 50], 30, A4)).toHaveLength(1);
    expect(linesOf([], 30, A4)).toEqual([]);
  });

  it("is touched along its line, a highlight inside of it", () => {
    expect(isTouched("ink", [0, 0, 50, 1000, 0, 50], { x: 500, y: 30 }, 50)).toBe(true);
    expect(isTouched("ink", [0, 0, 50, 1000, 0, 50], { x: 500, y: 80 }, 50)).toBe(false);
    expect(isTouched("highlight", [0, 0, 100, 100], { x: 50, y: 50 }, 0)).toBe(true);
    expect(isTouched("text", [50, 50], { x: 50, y: 50 }, 100)).toBe(false);
  });
});

describe("quotes", () => {
  const pieces = ["Tỷ lệ giải ngân", "đạt 95%", " kế hoạch", "năm. Tỷ lệ giải", "ngân quý này"];

  it("are found across pieces, whatever blanks and case", () => {
    expect(findQuote(pieces, "GIẢI NGÂN  đạt 95% kế", "")).toEqual([
      { piece: 0, start: 6, end: 15 }, { piece: 1, start: 0, end: 7 }, { piece: 2, start: 1, end: 3 },
    ]);
    expect(findQuote(pieces, "không có", "")).toEqual([]);
    expect(findQuote(pieces, " ", "")).toEqual([]);
  });

  it("that stand twice are told apart by what is before them", () => {
    expect(findQuote(pieces, "giải ngân", "kế hoạch năm. Tỷ lệ")[0]?.piece).toBe(3);
    expect(findQuote(pieces, "giải ngân", "")[0]?.piece).toBe(0);
  });

  it("are taken with what is around them", () => {
    expect(quoted(pieces, { piece: 1, offset: 4 }, { piece: 2, offset: 3 })).toEqual({
      quote: "95% kế", before: "Tỷ lệ giải ngân đạt", after: "hoạch năm. Tỷ lệ giải ngân quý này",
    });
  });
});
