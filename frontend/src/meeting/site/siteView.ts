import type { MeetingRow, Parts, PollRow } from "@/live";
import { isOver, lastClosedPoll, openPoll } from "../shared/selectors";

/** How long a result stays large on the site's screen. */
export const RESULT_SHOWN_MS = 60_000;

export type SiteFace =
  | { kind: "before" }
  | { kind: "break" }
  | { kind: "over" }
  | { kind: "poll"; poll: PollRow }
  | { kind: "result"; poll: PollRow }
  | { kind: "programme" };

function freshResult(parts: Parts, now: number): PollRow | null {
  const poll = lastClosedPoll(parts);
  const closedAt = poll?.closed_at ? Date.parse(poll.closed_at) : null;
  return poll && closedAt !== null && now - closedAt < RESULT_SHOWN_MS ? poll : null;
}

/** What takes the large area of a site's screen at `now` (the server's time, ms). */
export function siteFace(parts: Parts, meeting: MeetingRow, now: number): SiteFace {
  if (meeting.status === "paused") return { kind: "break" };
  if (isOver(meeting)) return { kind: "over" };
  if (meeting.status !== "in_progress") return { kind: "before" };
  const open = openPoll(parts);
  if (open) return { kind: "poll", poll: open };
  const closed = freshResult(parts, now);
  return closed ? { kind: "result", poll: closed } : { kind: "programme" };
}
