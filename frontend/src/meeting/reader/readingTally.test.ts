import { describe, expect, it } from "vitest";
import { ReadingTally } from "./readingTally";

function tallyOf() {
  let n = 0;
  return new ReadingTally(2, () => `batch-${++n}`);
}

describe("what was read", () => {
  it("is counted in seconds by page", () => {
    const tally = tallyOf();
    [1, 1, 3].forEach((page) => tally.tick(page));
    expect(tally.take()).toEqual({ batch: "batch-1", version: 2, pages: { 1: 2, 3: 1 } });
  });

  it("is nothing when no page was seen", () => {
    expect(tallyOf().take()).toBeNull();
  });

  it("is sent again as it was until it arrived", () => {
    const tally = tallyOf();
    tally.tick(1);
    const first = tally.take();
    tally.tick(2);
    expect(tally.take()).toEqual(first);
    tally.settle("batch-1");
    expect(tally.take()).toEqual({ batch: "batch-2", version: 2, pages: { 2: 1 } });
  });

  it("stays within what one batch may hold", () => {
    const tally = tallyOf();
    for (let second = 0; second < 90; second += 1) tally.tick(1);
    for (let page = 1; page <= 80; page += 1) tally.tick(page);
    const pages = tally.take()?.pages ?? {};
    expect(pages[1]).toBe(60);
    expect(Object.keys(pages)).toHaveLength(60);
  });
});
