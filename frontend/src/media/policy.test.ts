import { DisconnectReason } from "livekit-client";
import { describe, expect, it } from "vitest";
import { afterDisconnect, allowedSources, deviceTrouble, microphoneWanted, reconnectPolicy } from "./policy";

describe("allowedSources", () => {
  it.each([
    [undefined, []],
    [{ canPublish: false, canPublishSources: [1, 2] }, []],
    [{ canPublish: true, canPublishSources: [] }, ["camera", "microphone", "screen_share"]],
    [{ canPublish: true, canPublishSources: [2, 1] }, ["camera", "microphone"]],
    [{ canPublish: true, canPublishSources: [1, 4, 99] }, ["camera"]],
  ])("%o opens %o", (permission, sources) => {
    expect(allowedSources(permission)).toEqual(sources);
  });
});

describe("microphoneWanted", () => {
  const facts = { permitted: true, openInJournal: true, consent: "auto", pressed: null } as const;

  it("follows the journal when the person agreed beforehand", () => {
    expect(microphoneWanted(facts)).toBe(true);
    expect(microphoneWanted({ ...facts, openInJournal: false })).toBe(false);
  });

  it("waits for the person who wants to be asked", () => {
    expect(microphoneWanted({ ...facts, consent: "ask" })).toBe(false);
    expect(microphoneWanted({ ...facts, consent: "ask", pressed: true })).toBe(true);
  });

  it("stays closed when the person closed it, and always without the permission", () => {
    expect(microphoneWanted({ ...facts, pressed: false })).toBe(false);
    expect(microphoneWanted({ ...facts, pressed: true, permitted: false })).toBe(false);
  });
});

describe("leaving the room", () => {
  it("gives way to another page of the same identity, and returns after anything but an own farewell", () => {
    expect(afterDisconnect(DisconnectReason.CLIENT_INITIATED)).toBe("stop");
    expect(afterDisconnect(DisconnectReason.DUPLICATE_IDENTITY)).toBe("displaced");
    for (const reason of [DisconnectReason.SERVER_SHUTDOWN, DisconnectReason.PARTICIPANT_REMOVED, undefined]) {
      expect(afterDisconnect(reason)).toBe("retry");
    }
  });

  it("lets the SDK try for a few seconds only", () => {
    let elapsedMs = 0;
    for (let retryCount = 0; retryCount < 100; retryCount += 1) {
      const wait = reconnectPolicy.nextRetryDelayInMs({ retryCount, elapsedMs });
      if (wait === null) break;
      expect(wait).toBeLessThanOrEqual(retryCount === 0 ? 0 : 500);
      elapsedMs += wait;
    }
    expect(elapsedMs).toBeGreaterThanOrEqual(12_000);
    expect(elapsedMs).toBeLessThan(13_000);
  });
});

describe("deviceTrouble", () => {
  it.each([
    ["NotAllowedError", "denied"],
    ["NotFoundError", "missing"],
    ["NotReadableError", "busy"],
    ["TypeError", "unknown"],
  ])("%s is explained as %s", (name, cause) => {
    expect(deviceTrouble(Object.assign(new Error("x"), { name }))).toBe(cause);
  });
});
