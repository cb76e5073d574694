import { describe, expect, it } from "vitest";
import { backoffMs } from "./backoff";
import { nextOffset, serverMillis } from "./clock";
import { applyState, completeParts, judgeFrame } from "./reducer";
import type { FloorRow, QueueRow } from "./types";

const waiting = (id: string) => ({ id, status: "waiting" }) as QueueRow;

describe("applyState", () => {
  it("replaces whole rows, adds new ones and removes those that became null", () => {
    const parts = completeParts({
      queue: { a: { ...waiting("a"), turn_count: 3 }, b: waiting("b") },
      floor: { turn: { request_id: "z" } as FloorRow },
    });
    const next = applyState(parts, { queue: { a: { id: "a" }, b: null, c: waiting("c") }, floor: { turn: null } });
    expect(next.queue).toEqual({ a: { id: "a" }, c: waiting("c") });
    expect(next.floor).toEqual({});
  });

  it("leaves the old parts as they were and shares what did not change", () => {
    const parts = completeParts({ queue: { a: waiting("a") } });
    const next = applyState(parts, { queue: { a: null } });
    expect(parts.queue).toEqual({ a: waiting("a") });
    expect(next.sites).toBe(parts.sites);
  });

  it("keeps a part that this client does not know yet", () => {
    const next = applyState(completeParts({}), { seat_map: { s: { id: "s" } } });
    expect(next).toMatchObject({ seat_map: { s: { id: "s" } } });
  });

  it("ignores the removal of a row that was never there", () => {
    expect(applyState(completeParts({}), { queue: { ghost: null } }).queue).toEqual({});
  });
});

describe("judgeFrame", () => {
  it.each([
    [5, { seq: 6, prev: 5 }, "apply"],
    [5, { seq: 9, prev: 5 }, "apply"],
    [5, { seq: 5, prev: 4 }, "duplicate"],
    [5, { seq: 4, prev: 2 }, "duplicate"],
    [5, { seq: 8, prev: 7 }, "gap"],
    [5, { seq: 8, prev: 3 }, "gap"],
  ] as const)("after %i the frame %o is: %s", (seen, frame, verdict) => {
    expect(judgeFrame(seen, frame)).toBe(verdict);
  });
});

describe("backoffMs", () => {
  it("doubles, stays within half to full, and never exceeds fifteen seconds", () => {
    expect(backoffMs(0, () => 1)).toBe(500);
    expect(backoffMs(2, () => 1)).toBe(2_000);
    expect(backoffMs(2, () => 0)).toBe(1_000);
    expect(backoffMs(400, () => 1)).toBe(15_000);
  });
});

describe("the server's clock", () => {
  it("reads ISO text, seconds and milliseconds", () => {
    expect(serverMillis("2026-11-22T00:00:00Z")).toBe(1795305600000);
    expect(serverMillis(1795305600)).toBe(1795305600000);
    expect(serverMillis(1795305600000)).toBe(1795305600000);
    expect(serverMillis("soon")).toBeNull();
    expect(serverMillis(undefined)).toBeNull();
  });

  it("trusts the least delayed message and follows a clock that was set back", () => {
    expect(nextOffset(null, -300)).toBe(-300);
    expect(nextOffset(-300, -20)).toBe(-20);
    expect(nextOffset(-20, -500)).toBeCloseTo(-68);
    expect(nextOffset(0, -3_600_000)).toBe(-3_600_000);
  });
});
