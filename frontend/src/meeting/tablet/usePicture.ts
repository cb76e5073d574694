import { useState } from "react";
import type { MediaState } from "@/media";
import { useMeetingView } from "../shared/context";
import { turnOf } from "../shared/selectors";

export interface PictureChoice {
  /** The small picture stands over the reader. */
  shown: boolean;
  show: (on: boolean) => void;
}

/** Whether the small picture is there: as the person chose, else as soon as somebody speaks or sends a picture. */
export function usePicture(state: MediaState): PictureChoice {
  const { parts } = useMeetingView();
  const [choice, show] = useState<boolean | null>(null);
  const some = turnOf(parts) !== null || Object.values(state.tiles).some((tile) => tile.hasCamera && !tile.isLocal);
  return { shown: choice ?? some, show };
}
