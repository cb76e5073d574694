import type { MeetingRow, Parts, PollRow } from "@/live";
import { isOver, lastClosedPoll, openPoll, turnOf } from "../shared/selectors";

/** How long a result stays large on the site's screen. */
export const RESULT_SHOWN_MS = 60_000;

export type SiteFace =
  | { kind: "before" }
  | { kind: "break" }
  | { kind: "over" }
  | { kind: "poll"; poll: PollRow }
  | { kind: "result"; poll: PollRow }
  | { kind: "programme" };

/** The result that is still news: young, and nobody was given the floor since. */
function freshResult(parts: Parts, now: number): PollRow | null {
  const poll = lastClosedPoll(parts);
  if (!poll?.closed_at) return null;
  const closedAt = Date.parse(poll.closed_at);
  const turn = turnOf(parts);
  const overtaken = turn !== null && Date.parse(turn.started_at) > closedAt;
  return now - closedAt < RESULT_SHOWN_MS && !overtaken ? poll : null;
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
