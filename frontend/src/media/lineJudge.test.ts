import { describe, expect, it } from "vitest";
import { BAD_MS, GOOD_MS, LineJudge, isBad, type LineSigns } from "./lineJudge";

const GOOD: LineSigns = { quality: "good", lateMs: 0, reachable: true };
const BAD: LineSigns = { ...GOOD, quality: "poor" };
const STEP_MS = 1_000;

/** Lets the judge look every second for so long; what it said last. */
function watch(judge: LineJudge, signs: LineSigns, from: number, forMs: number): { weak: boolean; now: number } {
  let weak = judge.look(signs, from);
  let now = from;
  while (now < from + forMs) {
    now += STEP_MS;
    weak = judge.look(signs, now);
  }
  return { weak, now };
}

describe("the line", () => {
  it.each([
    [{ quality: "poor" }, true], [{ quality: "lost" }, true], [{ quality: "unknown", lateMs: 1_600 }, true],
    [{ quality: "unknown", reachable: false }, true], [{ quality: "unknown", lateMs: 300 }, false], [{ reachable: false }, false],
  ] as const)("with %o is bad: %s", (sign, bad) => {
    expect(isBad({ ...GOOD, ...sign })).toBe(bad);
  });

  it("bears pictures through a short trouble", () => {
    const judge = new LineJudge();
    expect(watch(judge, BAD, 0, BAD_MS - STEP_MS).weak).toBe(false);
    expect(judge.look(GOOD, BAD_MS)).toBe(false);
    expect(watch(judge, BAD, BAD_MS + STEP_MS, BAD_MS - STEP_MS).weak).toBe(false);
  });

  it("drops them on a lasting one and brings them back by itself, later than it dropped them", () => {
    const judge = new LineJudge();
    const { weak, now } = watch(judge, BAD, 0, BAD_MS);
    expect(weak).toBe(true);
    expect(watch(judge, GOOD, now, GOOD_MS - STEP_MS).weak).toBe(true);
    expect(judge.look(GOOD, now + GOOD_MS)).toBe(false);
  });

  it("waits twice as long each time the pictures were too much for it", () => {
    const judge = new LineJudge();
    const first = watch(judge, GOOD, watch(judge, BAD, 0, BAD_MS).now, GOOD_MS);
    const second = watch(judge, BAD, first.now, BAD_MS);
    expect(watch(judge, GOOD, second.now, GOOD_MS).weak).toBe(true);
    expect(watch(judge, GOOD, second.now + GOOD_MS, GOOD_MS).weak).toBe(false);
  });

  it("forgets old troubles when it was steady for long", () => {
    const judge = new LineJudge();
    const first = watch(judge, GOOD, watch(judge, BAD, 0, BAD_MS).now, GOOD_MS);
    const later = watch(judge, BAD, first.now + 600_000, BAD_MS);
    expect(watch(judge, GOOD, later.now, GOOD_MS).weak).toBe(false);
  });

  it("tries at once when the person asks for it, and drops again if it is no better", () => {
    const judge = new LineJudge();
    const { now } = watch(judge, BAD, 0, BAD_MS);
    judge.tryAgain(now);
    expect(judge.look(BAD, now)).toBe(false);
    expect(watch(judge, BAD, now, BAD_MS).weak).toBe(true);
  });
});
