import type { MeetingSummary } from "@/api/meetings";
import type { User } from "@/api/types";

export interface DaySections {
  now: MeetingSummary[];
  next: MeetingSummary[];
  over: MeetingSummary[];
}

const RUNNING = new Set(["in_progress", "paused"]);
const OVER = new Set(["ended", "closed", "cancelled"]);

/** Today's meetings in the order one needs them: those running, those to come, those over; each by time. */
export function daySections(meetings: readonly MeetingSummary[]): DaySections {
  const byTime = [...meetings].sort((a, b) => a.scheduled_start.localeCompare(b.scheduled_start));
  return {
    now: byTime.filter(({ status }) => RUNNING.has(status)),
    next: byTime.filter(({ status }) => !RUNNING.has(status) && !OVER.has(status)),
    over: byTime.filter(({ status }) => OVER.has(status)),
  };
}

/** Whether the account is the screen of a site. */
export interface UserPlace {
  site: object | null;
}

/** The screen on which this user takes part in the meeting: site device, secretary's console or tablet. */
export function meetingRoute(meeting: Pick<MeetingSummary, "id" | "my_role">, user: UserPlace): string {
  if (user.site) return `/meetings/${meeting.id}/site`;
  return meeting.my_role === "secretary" ? `/meetings/${meeting.id}/console` : `/meetings/${meeting.id}`;
}

export interface MeetingAct {
  word: "enter" | "prepare" | "review" | "after" | "readiness";
  to: string;
}

const ENTERABLE = new Set(["published", "in_progress", "paused"]);
const PREPARED = new Set(["draft", "submitted", "approved", "returned", "published"]);

/** What this user can do with the meeting from a list, the first being the main one. */
export function meetingActs(
  meeting: Pick<MeetingSummary, "id" | "my_role" | "status">,
  user: UserPlace & Pick<User, "permissions">,
): MeetingAct[] {
  const prepares = meeting.my_role === "secretary" || (meeting.my_role === null && user.permissions.includes("create_meeting"));
  const acts: MeetingAct[] = [];
  if (ENTERABLE.has(meeting.status)) acts.push({ word: "enter", to: meetingRoute(meeting, user) });
  if (prepares && PREPARED.has(meeting.status)) acts.push({ word: "prepare", to: `/meetings/${meeting.id}/prepare` });
  const looksOn = meeting.my_role === null && !prepares && !user.site;
  if (looksOn && meeting.status === "published") acts.push({ word: "readiness", to: `/meetings/${meeting.id}/prepare?section=readiness` });
  if (meeting.my_role === "chair" && meeting.status === "submitted") acts.push({ word: "review", to: `/meetings/${meeting.id}/prepare` });
  if (meeting.my_role === "chair" && meeting.status === "published") acts.push({ word: "review", to: `/meetings/${meeting.id}/prepare?section=people` });
  if (meeting.status === "ended" || meeting.status === "closed") acts.push({ word: "after", to: `/meetings/${meeting.id}/after` });
  return acts;
}
