import { describe, expect, it } from "vitest";
import { monthOf, nameOf, parseMonth, shifted, weeksOf } from "./month";

describe("a month", () => {
  it("is covered by whole weeks from Monday", () => {
    const weeks = weeksOf({ year: 2026, month: 11 });
    expect(weeks[0]?.[0]).toBe("2026-10-26");
    expect(weeks.at(-1)?.[6]).toBe("2026-12-06");
    expect(weeks.every((week) => week.length === 7)).toBe(true);
  });

  it("needs four weeks when February begins on Monday, six when it must", () => {
    expect(weeksOf({ year: 2027, month: 2 })).toHaveLength(4);
    expect(weeksOf({ year: 2026, month: 8 })).toHaveLength(6);
  });

  it("is read from the address and written there", () => {
    expect(parseMonth("2026-07")).toEqual({ year: 2026, month: 7 });
    expect([parseMonth("2026-13"), parseMonth("x"), parseMonth(null)]).toEqual([null, null, null]);
    expect(nameOf({ year: 2026, month: 7 })).toBe("2026-07");
    expect(monthOf("2026-07-24")).toEqual({ year: 2026, month: 7 });
  });

  it("has others before and after it", () => {
    expect(shifted({ year: 2026, month: 12 }, 1)).toEqual({ year: 2027, month: 1 });
    expect(shifted({ year: 2026, month: 1 }, -1)).toEqual({ year: 2025, month: 12 });
  });
});
