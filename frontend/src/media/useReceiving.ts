import { useEffect, useRef, useState } from "react";
import { reportWeakLine } from "@/api/line";
import { LineJudge, type LineSigns } from "./lineJudge";
import type { MediaRoom } from "./room";
import type { MediaState, Receiving } from "./types";
import { useMediaSettings } from "./useMediaRoom";

const LOOK_EVERY_MS = 1_000;

export interface Reception {
  receiving: Receiving;
  /** True when the line, not the person, took the pictures away. */
  dropped: boolean;
  /** Pictures now, whatever the line was like. */
  tryAgain: () => void;
}

/** What this device takes from the room: what the person chose, less the pictures while the line does not bear them. */
export function useReceiving(media: MediaRoom, state: MediaState, line: Pick<LineSigns, "lateMs" | "reachable">): Reception {
  const chosen = useMediaSettings().receiving;
  const [judge] = useState(() => new LineJudge());
  const [weak, setWeak] = useState(false);
  const own = state.identity === null ? undefined : state.tiles[state.identity];
  const signs = useRef<LineSigns>({ quality: "unknown", ...line });
  useEffect(() => {
    signs.current = { quality: own?.quality ?? "unknown", ...line };
  });
  useEffect(() => {
    const timer = window.setInterval(() => setWeak(judge.look(signs.current, performance.now())), LOOK_EVERY_MS);
    return () => window.clearInterval(timer);
  }, [judge]);

  const dropped = weak && chosen === "all";
  const receiving = dropped ? "sound" : chosen;
  useEffect(() => media.setReceiving(receiving), [media, receiving]);
  useEffect(() => reportWeakLine(weak), [weak]);
  return {
    receiving,
    dropped,
    tryAgain: () => {
      judge.tryAgain(performance.now());
      setWeak(false);
    },
  };
}
