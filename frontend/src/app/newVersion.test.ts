import { describe, expect, it } from "vitest";
import { renewOnce } from "./newVersion";

function page(served: boolean) {
  const kept = new Map<string, string>();
  const told = { reloads: 0, at: 1_000_000 };
  return {
    told,
    store: { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) },
    now: () => told.at,
    isServed: () => Promise.resolve(served),
    reload: () => {
      told.reloads += 1;
    },
  };
}

describe("a part that is gone", () => {
  it("loads the page anew once, never in a circle", async () => {
    const one = page(true);
    expect(await renewOnce(one)).toBe(true);
    one.told.at += 2_000;
    expect(await renewOnce(one)).toBe(false);
    expect(one.told.reloads).toBe(1);
    one.told.at += 300_000;
    expect(await renewOnce(one)).toBe(true);
    expect(one.told.reloads).toBe(2);
  });

  it("stays where the server cannot be reached", async () => {
    const lost = page(false);
    expect(await renewOnce(lost)).toBe(false);
    expect(lost.told.reloads).toBe(0);
  });
});
