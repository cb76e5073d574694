import { createContext, useContext } from "react";
import type { Ability, LiveState, MeetingRow, ParticipantRow, Parts, Viewer } from "@/live";
import type { MediaRoom } from "@/media";

export interface MeetingView {
  id: string;
  parts: Parts;
  meeting: MeetingRow;
  viewer: Viewer;
  /** The viewer's own participant row, null for a site's screen or an observer. */
  me: ParticipantRow | null;
  live: LiveState;
  can: (ability: Ability) => boolean;
}

export const MeetingContext = createContext<MeetingView | null>(null);
export const MediaContext = createContext<MediaRoom | null>(null);

/** The meeting this screen shows. Only below MeetingGate; elsewhere it throws. */
export function useMeetingView(): MeetingView {
  const view = useContext(MeetingContext);
  if (view === null) throw new Error("useMeetingView is called outside of a meeting screen");
  return view;
}

/** The media room of this screen. Only below MeetingMedia; elsewhere it throws. */
export function useMedia(): MediaRoom {
  const media = useContext(MediaContext);
  if (media === null) throw new Error("useMedia is called outside of a media room");
  return media;
}
