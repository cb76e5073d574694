import type { ReactNode } from "react";
import { useMediaRoom, type MediaRoom, type MediaState } from "@/media";
import { MediaContext, useMeetingView } from "./context";

interface MeetingMediaProps {
  children: (media: MediaRoom, state: MediaState) => ReactNode;
}

/** Joins the media room while the meeting stands, and gives it to the screen. */
export function MeetingMedia({ children }: MeetingMediaProps) {
  const { id, meeting } = useMeetingView();
  const { media, state } = useMediaRoom(id, meeting.status);
  return <MediaContext value={media}>{children(media, state)}</MediaContext>;
}
