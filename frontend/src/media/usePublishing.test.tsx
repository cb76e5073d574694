import { act, renderHook } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { MediaRoom } from "./room";
import type { MediaState } from "./types";
import { usePublishing } from "./usePublishing";

const STATE = { allowed: ["camera", "microphone"], microphoneOn: false, cameraOn: false, mutedByOthers: 0 } as unknown as MediaState;

function setUp(openInJournal: boolean, consent: "auto" | "ask" | "hold") {
  const setWanted = vi.fn();
  const media = { setWanted } as unknown as MediaRoom;
  const first = { state: STATE, openInJournal };
  const hook = renderHook(
    ({ state, openInJournal: open }) => usePublishing(media, state, { camera: false, openInJournal: open, consent }),
    { initialProps: first },
  );
  const microphone = () => setWanted.mock.calls.filter(([device]) => device === "microphone").at(-1)?.[1] as boolean;
  return { ...hook, microphone };
}

describe("usePublishing", () => {
  it("asks the person at each turn anew", () => {
    const { result, rerender, microphone } = setUp(true, "ask");
    expect(result.current.asking).toBe(true);
    act(() => result.current.press(true));
    expect([result.current.asking, microphone()]).toEqual([false, true]);
    rerender({ state: STATE, openInJournal: false });
    expect(microphone()).toBe(false);
    rerender({ state: STATE, openInJournal: true });
    expect([result.current.asking, microphone()]).toEqual([true, false]);
  });

  it("is open only while held, and nobody is asked", () => {
    const { result, microphone } = setUp(true, "hold");
    expect([result.current.asking, microphone()]).toEqual([false, false]);
    act(() => result.current.press(true));
    expect(microphone()).toBe(true);
    act(() => result.current.press(false));
    expect([result.current.asking, microphone()]).toEqual([false, false]);
  });

  it("stays closed after others muted it, until it is pressed again", () => {
    const { result, rerender, microphone } = setUp(false, "auto");
    act(() => result.current.press(true));
    expect(microphone()).toBe(true);
    rerender({ state: { ...STATE, mutedByOthers: 1 }, openInJournal: false });
    expect(microphone()).toBe(false);
    act(() => result.current.press(true));
    expect(microphone()).toBe(true);
  });

  it("keeps a site's turn open when a muting of an earlier turn comes late", () => {
    const { rerender, microphone } = setUp(true, "auto");
    expect(microphone()).toBe(true);
    rerender({ state: { ...STATE, mutedByOthers: 1 }, openInJournal: true });
    expect(microphone()).toBe(true);
  });
});
