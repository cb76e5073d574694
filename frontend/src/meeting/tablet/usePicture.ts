import { useState } from "react";
import type { MediaState, Reception } from "@/media";
import { useMeetingView } from "../shared/context";
import { turnOf } from "../shared/selectors";

export interface PictureChoice {
  /** The small picture stands over the reader. */
  shown: boolean;
  /** No pictures are taken from the room now. */
  paused: boolean;
  show: (on: boolean) => void;
}

/** Whether the small picture is there: as the person chose, else as soon as somebody speaks or sends a picture. */
export function usePicture(state: MediaState, { receiving }: Reception): PictureChoice {
  const { parts } = useMeetingView();
  const [choice, show] = useState<boolean | null>(null);
  const some = turnOf(parts) !== null || Object.values(state.tiles).some((tile) => tile.hasCamera && !tile.isLocal);
  const paused = receiving !== "all";
  return { shown: !paused && (choice ?? some), paused, show };
}
