import { useCallback, useEffect, useSyncExternalStore } from "react";
import type { Layout } from "@/live";
import { useMediaTile } from "@/media";
import type { Region } from "../reader/arrangement";
import { useMedia, useMeetingView } from "./context";
import type { Pin } from "./pins";
import { viewOf } from "./presented";
import { programmeOf, shareOf, withPin, type Programme } from "./programme";
import { sequenceSite, stepAt, untilNextTurn, type Turning } from "./turning";

/** How often the layout has turned, by the server's time; the component renders again at each turn. */
export function useStep(layout: Turning): number {
  const { live } = useMeetingView();
  const { clockOffset } = live;
  const subscribe = useCallback(
    (listener: () => void) => {
      let timer: number | undefined;
      const wait = () => {
        const left = untilNextTurn(layout, Date.now() + clockOffset);
        if (left === null) return;
        timer = window.setTimeout(() => {
          listener();
          wait();
        }, Math.max(left, 10));
      };
      wait();
      return () => window.clearTimeout(timer);
    },
    [layout, clockOffset],
  );
  return useSyncExternalStore(subscribe, () => stepAt(layout, Date.now() + clockOffset));
}

/** Asks for the picture of the sequence's next site before its turn, so that it is there at once. */
function useNextPicture(layout: Layout, step: number): void {
  const { parts } = useMeetingView();
  const media = useMedia();
  const next = layout.mode === "sequence" ? (sequenceSite(parts, layout, step + 1)?.media_identity ?? null) : null;
  useEffect(() => (next === null ? undefined : media.want(next, "camera")), [media, next]);
}

export interface Shown extends Programme {
  /** The part of the presented page that is shown; null: all of it. */
  region: Region | null;
  layout: Layout;
  step: number;
}

/**
 * The programme of a layout (the director's, or one that is only looked at), as this screen shows it. While nobody
 * speaks and the one meant sends no picture, the sites that do; without the shared screen what lies under it.
 */
export function useProgramme({ layout, pin = null }: { layout?: Layout | undefined; pin?: Pin | null } = {}): Shown {
  const { parts, meeting: real, live } = useMeetingView();
  const media = useMedia();
  const view = viewOf(real, live.passing);
  const meeting = layout ? { ...real, layout } : real;
  const step = useStep(meeting.layout);
  useNextPicture(meeting.layout, step);
  const shared = useMediaTile(media, shareOf(parts)?.identity ?? null)?.hasScreen ?? false;
  const seen = shared && !layout ? parts : { ...parts, shares: {} };
  const programme = withPin(programmeOf(seen, meeting, step), parts, pin);
  const tile = useMediaTile(media, programme.identity);
  const waits = programme.mode === "speaker" || programme.mode === "chair" || programme.mode === "speaker_central";
  const idle = waits && !programme.pinned && !programme.speaking && !tile?.hasCamera;
  const someSite = Object.values(parts.sites).some(({ status }) => status === "online");
  const region = view !== null && view.document_id === programme.documentId && view.page === programme.page ? view.region : null;
  return { ...programme, mode: idle && someSite ? "grid" : programme.mode, region, layout: meeting.layout, step };
}
