import { describe, expect, it } from "vitest";
import { fitted } from "./fitted";

const TV = { width: 1600, height: 800 };

describe("the presented page on a screen", () => {
  it("is shown whole, in the middle", () => {
    expect(fitted(TV, 1.4, { x: 0, y: 0, width: 1, height: 1 })).toEqual({ width: 571, left: 515, top: 0 });
  });

  it("is as large as the part that the presenter sees allows", () => {
    const half = fitted(TV, 1.4, { x: 0, y: 0.5, width: 1, height: 0.5 });
    expect(half.width).toBe(1143);
    expect(half.left).toBe(229);
    expect(half.top).toBe(-800);
  });

  it("leaves no empty room beside a part at the edge", () => {
    const corner = fitted(TV, 1.4, { x: 0.75, y: 0, width: 0.25, height: 0.1 });
    expect(corner).toEqual({ width: 5714, left: 1600 - 5714, top: 0 });
  });
});
