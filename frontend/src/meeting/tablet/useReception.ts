import { useSyncExternalStore } from "react";
import { isLineReachable, subscribeLine } from "@/api/line";
import { useReceiving, type MediaRoom, type MediaState, type Reception } from "@/media";
import { useMeetingView } from "../shared/context";

/** What this tablet takes from the room, by what the live line, the last requests and the media server tell of the line. */
export function useReception(media: MediaRoom, state: MediaState): Reception {
  const { live } = useMeetingView();
  const answered = useSyncExternalStore(subscribeLine, isLineReachable);
  return useReceiving(media, state, { lateMs: live.lateMs, reachable: answered && live.status === "live" });
}
