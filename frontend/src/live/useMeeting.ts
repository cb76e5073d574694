import { useEffect, useSyncExternalStore } from "react";
import { holdMeeting, liveMeeting } from "./registry";
import type { LiveState } from "./types";

/** The live state of a meeting; the line stays open while any screen uses it. */
export function useMeeting(meetingId: string): LiveState {
  const live = liveMeeting(meetingId);
  useEffect(() => holdMeeting(meetingId), [meetingId]);
  return useSyncExternalStore(live.subscribe, live.getState);
}

const TICK_MS = 250;
const tickers = new Set<() => void>();
let timer: number | null = null;

function subscribeTick(listener: () => void): () => void {
  tickers.add(listener);
  timer ??= window.setInterval(() => tickers.forEach((tick) => tick()), TICK_MS);
  return () => {
    tickers.delete(listener);
    if (tickers.size > 0 || timer === null) return;
    window.clearInterval(timer);
    timer = null;
  };
}

/** The server's time in whole seconds (ms since the epoch), renewed while the component is mounted. */
export function useServerNow(clockOffset: number): number {
  return useSyncExternalStore(subscribeTick, () => Math.floor((Date.now() + clockOffset) / 1000) * 1000);
}
