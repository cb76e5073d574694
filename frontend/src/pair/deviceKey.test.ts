import { afterEach, describe, expect, it } from "vitest";
import { forgetPairing, isPaired, keepPairing, keptPairing, notePaired } from "./deviceKey";

const WAITING = { key: "k".repeat(43), code: "ABCD2345", expires_at: "2026-11-22T10:00:00Z" };

describe("what a screen keeps", () => {
  afterEach(() => localStorage.clear());

  it("is paired only after its code was entered", () => {
    expect(isPaired()).toBe(false);
    keepPairing(WAITING);
    expect(isPaired()).toBe(false);
    notePaired();
    expect(isPaired()).toBe(true);
    expect(keptPairing()?.key).toBe(WAITING.key);
    forgetPairing();
    expect(keptPairing()).toBeNull();
  });

  it("takes nothing that it did not write", () => {
    localStorage.setItem("ecabinet.device", "{broken");
    expect(keptPairing()).toBeNull();
    localStorage.setItem("ecabinet.device", '{"key":1}');
    expect(keptPairing()).toBeNull();
  });
});
