import type { Schemas } from "@/api/client";
import type { paths } from "@/api/schema.generated";
import type { PollRow } from "@/api/snapshot";
import type { Wanted } from "./types";

/** The whole address of a path of the API's description. */
function fill(path: keyof paths, values: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}

type Queue = Schemas["NewRequest"]["queue"];

/** Which requests to speak stand for each other: one in each queue, and points of order by themselves. */
function askSubject(meeting: string, { queue, priority }: Partial<Schemas["NewRequest"]>): string {
  return `ask:${meeting}:${priority === "point_of_order" ? priority : (queue ?? ("speaking" satisfies Queue))}`;
}

/** Asks for the floor about the item that is on the table now: once it is over, the request comes too late. */
export function ask(meeting: string, body: Partial<Schemas["NewRequest"]>): Wanted {
  const path = fill("/api/meetings/{meeting_id}/speak-requests", { meeting_id: meeting });
  return { kind: "ask", meeting, subject: askSubject(meeting, body), path, body, about: body.topic ?? "", choice: "" };
}

export function withdrawAsk(meeting: string, request_id: string): Wanted {
  const path = fill("/api/meetings/{meeting_id}/speak-requests/{request_id}/withdraw", { meeting_id: meeting, request_id });
  return { kind: "withdraw", meeting, subject: `withdraw:${request_id}`, path, body: {}, about: "", choice: "" };
}

export function checkIn(meeting: string, mode: Schemas["CheckIn"]["mode"]): Wanted {
  const path = fill("/api/meetings/{meeting_id}/check-in", { meeting_id: meeting });
  return { kind: "check_in", meeting, subject: `check-in:${meeting}`, path, body: { mode }, about: "", choice: "" };
}

export function answer(meeting: string, title: string, body: Schemas["Answer"]): Wanted {
  const path = fill("/api/meetings/{meeting_id}/rsvp", { meeting_id: meeting });
  return { kind: "rsvp", meeting, subject: `rsvp:${meeting}`, path, body, about: title, choice: "" };
}

/** What a ballot is about, to find it again while it waits. */
export const ballotSubject = (pollId: string): string => `ballot:${pollId}`;

export function vote(meeting: string, poll: PollRow, body: Schemas["BallotWanted"]): Wanted {
  const path = fill("/api/meetings/{meeting_id}/polls/{poll_id}/ballots", { meeting_id: meeting, poll_id: poll.id });
  return { kind: "ballot", meeting, subject: ballotSubject(poll.id), path, body, about: poll.question, choice: body.choice ?? "" };
}

/**
 * Which ballots may wait on a device. Only named ones: a secret ballot is never kept anywhere but in the sealed
 * box of the server (voting.md 13 and 19). A new method does not compile before this is decided for it.
 */
const MAY_WAIT: Record<PollRow["method"], boolean> = { named: true };

export function mayWait(poll: PollRow): boolean {
  return MAY_WAIT[poll.method];
}
