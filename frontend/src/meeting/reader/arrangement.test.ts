import { describe, expect, it } from "vitest";
import {
  anchorAt, arrange, boundedZoom, GAP, pageAt, regionOf, rowsSeen, scrollFor, sheetOf, zoomStep, type Desk,
} from "./arrangement";

const VIEW = { width: 800, height: 600 };

function desk(change: Partial<Desk> = {}): Desk {
  return {
    pages: 300, ratio: () => 1.4, view: VIEW, gutter: 0, left: false, widest: 880, zoom: 1, across: 1, rotation: 0, ...change,
  };
}

describe("the pages on the desk", () => {
  it("stand one below the other, as wide as there is room", () => {
    const made = arrange(desk());
    expect(sheetOf(made, 1)).toEqual({ page: 1, left: 0, top: GAP, width: 800, height: 1120 });
    expect(sheetOf(made, 3)?.top).toBe(GAP + 2 * (1120 + GAP));
    expect(made.height).toBe(GAP + 300 * (1120 + GAP));
  });

  it("stand two beside each other, the last one alone", () => {
    const made = arrange(desk({ pages: 3, across: 2 }));
    expect(made.rows.map(({ sheets }) => sheets.map(({ page }) => page))).toEqual([[1, 2], [3]]);
    expect(sheetOf(made, 2)?.left).toBe(392 + GAP);
  });

  it("lie on their side when they are turned", () => {
    const made = arrange(desk({ rotation: 90 }));
    expect(sheetOf(made, 1)).toMatchObject({ width: 800, height: 571 });
    expect(made.upright(1)).toBe(571);
  });

  it("are never wider than is comfortable, and in the middle", () => {
    const made = arrange(desk({ view: { width: 1440, height: 900 } }));
    expect(sheetOf(made, 1)).toMatchObject({ width: 880, left: 280 });
  });

  it("are few that are alive, wherever one is", () => {
    const made = arrange(desk());
    for (const page of [1, 150, 300]) {
      const seen = rowsSeen(made, sheetOf(made, page)?.top ?? 0, VIEW.height, 1);
      expect(seen.length).toBeLessThanOrEqual(3);
      expect(seen.flatMap(({ sheets }) => sheets.map((sheet) => sheet.page))).toContain(page);
    }
  });
});

describe("the place", () => {
  it("stays when the desk changes: zoom, width, turned, two pages", () => {
    const before = arrange(desk());
    const scroll = { x: 0, y: (sheetOf(before, 42)?.top ?? 0) + 300 };
    const anchor = anchorAt(before, scroll, { x: 400, y: 200 });
    expect(anchor.page).toBe(42);
    for (const change of [{ zoom: 2 }, { zoom: 0.5 }, { view: { width: 400, height: 800 } }, { across: 2 as const }, { rotation: 90 as const }]) {
      const after = arrange(desk(change));
      const again = anchorAt(after, scrollFor(after, anchor), anchor.at);
      expect(again.page).toBe(42);
      expect(again.y).toBeCloseTo(anchor.y, 2);
    }
  });

  it("keeps the point under two fingers where it is", () => {
    const before = arrange(desk());
    const anchor = anchorAt(before, { x: 0, y: 5000 }, { x: 600, y: 450 });
    const after = arrange(desk({ zoom: 2 }));
    const again = anchorAt(after, scrollFor(after, anchor), anchor.at);
    expect(again.x).toBeCloseTo(anchor.x, 2);
    expect(again.y).toBeCloseTo(anchor.y, 2);
  });

  it("is the page at a third of the screen", () => {
    const made = arrange(desk());
    expect(pageAt(made, { x: 0, y: 0 }, VIEW)).toBe(1);
    expect(pageAt(made, { x: 0, y: (sheetOf(made, 7)?.top ?? 0) - 150 }, VIEW)).toBe(7);
  });
});

describe("what others are shown of a page", () => {
  it("is the part that is seen", () => {
    const made = arrange(desk({ zoom: 2 }));
    const top = sheetOf(made, 2)?.top ?? 0;
    expect(regionOf(made, 2, { x: 400, y: top + 560 }, VIEW)).toEqual({ x: 0.25, y: 0.25, width: 0.5, height: 0.2679 });
    expect(regionOf(made, 250, { x: 0, y: top }, VIEW)).toEqual({ x: 0, y: 0, width: 1, height: 1 });
  });
});

describe("zoom", () => {
  it("goes by steps, from wherever the fingers left it", () => {
    expect([zoomStep(1, 1), zoomStep(1.37, 1), zoomStep(1.37, -1), zoomStep(4, 1), zoomStep(0.5, -1)]).toEqual([1.25, 1.5, 1.25, undefined, undefined]);
  });

  it("keeps within limits and finds the width of the screen", () => {
    expect([boundedZoom(9), boundedZoom(0.1), boundedZoom(1.03), boundedZoom(1.234)]).toEqual([4, 0.5, 1, 1.23]);
  });
});
