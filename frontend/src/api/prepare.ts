import { useQuery } from "@tanstack/react-query";
import { get, run, type Schemas } from "./client";
import { meetingKey } from "./meetings";
import { readFile } from "./request";

/** The acts of preparing one meeting. Every one is a command; what it changed comes over the live line. */

export type MeetingEdit = Schemas["MeetingEdit"];
export type ItemAccess = Required<Schemas["AccessIn"]>;
export type ItemInput = Omit<Required<Schemas["ItemIn"]>, "access"> & { access: ItemAccess };
export type NewParticipant = Schemas["PersonAsked"];
export type ParticipantEdit = Schemas["ParticipantEdit"];
export type MissingThing = Schemas["Missing"];

/** Answers for an earlier state of the meeting are of no use for long. */
const KEPT_MS = 10_000;

const of = (meeting_id: string) => ({ path: { meeting_id } });

export const editMeeting = (id: string, body: Partial<MeetingEdit>) =>
  run("/api/meetings/{meeting_id}/edit", { ...of(id), body: body as MeetingEdit });
export const submitMeeting = (id: string) => run("/api/meetings/{meeting_id}/submit", of(id));
export const withdrawMeeting = (id: string) => run("/api/meetings/{meeting_id}/withdraw", of(id));
export const approveMeeting = (id: string) => run("/api/meetings/{meeting_id}/approve", of(id));
export const returnMeeting = (id: string, reason: string) =>
  run("/api/meetings/{meeting_id}/return", { ...of(id), body: { reason } });
export const publishMeeting = (id: string) => run("/api/meetings/{meeting_id}/publish", of(id));
export const cancelMeeting = (id: string, reason: string) =>
  run("/api/meetings/{meeting_id}/cancel", { ...of(id), body: { reason } });

export const addItem = (id: string, body: ItemInput) => run("/api/meetings/{meeting_id}/items", { ...of(id), body });
/** Changes an item; `seen` is what stood there when the editor began. To whom it is open is a command of its own. */
export const editItem = async (
  id: string,
  item: string,
  { access, ...body }: Partial<ItemInput>,
  seenAll: Partial<ItemInput>,
) => {
  const path = { meeting_id: id, item_id: item };
  const seen = Object.fromEntries(Object.entries(seenAll).filter(([name]) => name !== "access"));
  if (Object.keys(body).length > 0) {
    await run("/api/meetings/{meeting_id}/items/{item_id}/edit", { path, body: { ...body, seen } as Schemas["ItemEdit"] });
  }
  if (access) await run("/api/meetings/{meeting_id}/items/{item_id}/access", { path, body: access });
};
export const removeItem = (id: string, item: string) =>
  run("/api/meetings/{meeting_id}/items/{item_id}/remove", { path: { meeting_id: id, item_id: item } });
export const orderItems = (id: string, ids: string[]) => run("/api/meetings/{meeting_id}/items/order", { ...of(id), body: { ids } });
/** What other meetings postponed that this agenda does not have yet. */
export function usePostponed(id: string, page: number) {
  return useQuery({
    queryKey: [...meetingKey(id), "postponed", page],
    queryFn: ({ signal }) => get("/api/meetings/{meeting_id}/items/carry-over", { ...of(id), query: { page } }, signal),
    staleTime: 0,
  });
}
export const carryOver = (id: string, source: string) =>
  run("/api/meetings/{meeting_id}/items/carry-over", { ...of(id), body: { meeting_id: source } });
export const removeDocument = (id: string, document: string) =>
  run("/api/meetings/{meeting_id}/documents/{document_id}/remove", { path: { meeting_id: id, document_id: document } });

export const addParticipants = (id: string, people: NewParticipant[]) =>
  run("/api/meetings/{meeting_id}/participants", { ...of(id), body: { people } });
export const editParticipant = (id: string, participant: string, body: Partial<ParticipantEdit>) =>
  run("/api/meetings/{meeting_id}/participants/{participant_id}/edit", {
    path: { meeting_id: id, participant_id: participant },
    body: body as ParticipantEdit,
  });
export const removeParticipant = (id: string, participant: string) =>
  run("/api/meetings/{meeting_id}/participants/{participant_id}/remove", {
    path: { meeting_id: id, participant_id: participant },
  });

/** The chair or the secretary says whether a reported absence is approved; a rejection needs a note. */
export const decideAbsence = (id: string, participant: string, decision: "approved" | "rejected", note: string) =>
  run("/api/meetings/{meeting_id}/participants/{participant_id}/absence", {
    path: { meeting_id: id, participant_id: participant },
    body: { decision, note },
  });
/** The chair or the secretary accepts a substitute, or declines with a note. */
export const decideSubstitute = (id: string, substitution: string, decision: "accepted" | "declined", note: string) =>
  run("/api/meetings/{meeting_id}/substitutes/{substitution_id}/decide", {
    path: { meeting_id: id, substitution_id: substitution },
    body: { decision, note },
  });
/** Writes once more to everybody who has not answered. */
export const remindUnanswered = (id: string) => run("/api/meetings/{meeting_id}/reminders", of(id));

export const addSites = (id: string, site_ids: string[]) => run("/api/meetings/{meeting_id}/sites", { ...of(id), body: { site_ids } });
export const removeSite = (id: string, site: string) =>
  run("/api/meetings/{meeting_id}/sites/{site_id}/remove", { path: { meeting_id: id, site_id: site } });
export const addUnits = (id: string, unit_ids: string[]) => run("/api/meetings/{meeting_id}/units", { ...of(id), body: { unit_ids } });
export const limitUnit = (id: string, unit: string, most_people: number | null) =>
  run("/api/meetings/{meeting_id}/units/{unit_id}/edit", { path: { meeting_id: id, unit_id: unit }, body: { most_people } });
export const removeUnit = (id: string, unit: string) =>
  run("/api/meetings/{meeting_id}/units/{unit_id}/remove", { path: { meeting_id: id, unit_id: unit } });

/** What is still missing before the invitations may go out, asked again after every event of the meeting. */
export function useReadiness(id: string, seq: number, enabled: boolean) {
  return useQuery({
    enabled,
    queryKey: [...meetingKey(id), "readiness", seq],
    queryFn: ({ signal }) => get("/api/meetings/{meeting_id}/readiness", of(id), signal),
    gcTime: KEPT_MS,
    placeholderData: (previous) => previous,
  });
}

/** Where the invitation's paper is fetched as DOCX. */
export function invitationDocx(id: string): string {
  return `/api/meetings/${id}/invitation.docx`;
}

/** Where the invitation's paper is read as PDF. */
export function invitationAddress(id: string): string {
  return `/api/meetings/${id}/invitation.pdf`;
}

/** The invitation's paper as PDF; another `version` of what it says asks for it again. */
export function useInvitationPaper(id: string, version: string) {
  return useQuery({
    queryKey: [...meetingKey(id), "invitation.pdf", version],
    queryFn: ({ signal }) => readFile(invitationAddress(id), "application/pdf", signal),
    gcTime: KEPT_MS,
    placeholderData: (previous) => previous,
  });
}

/** Pages of events that are looked through for the chair's reason; a preparation has far fewer. */
const PAGES_SOUGHT = 10;

async function lastReason(id: string, signal: AbortSignal): Promise<string> {
  let reason = "";
  let after: number | null = 0;
  for (let page = 0; page < PAGES_SOUGHT && after !== null; page += 1) {
    const events: Schemas["EventsOut"] = await get(
      "/api/meetings/{meeting_id}/events",
      { ...of(id), query: { after, limit: 200 } },
      signal,
    );
    const last = events.items.filter(({ type }) => type === "meeting.returned").at(-1);
    if (typeof last?.data?.reason === "string") reason = last.data.reason;
    after = events.next;
  }
  return reason;
}

/** Why the chair sent the preparation back the last time. */
export function useReturnReason(id: string) {
  return useQuery({
    queryKey: [...meetingKey(id), "return-reason"],
    queryFn: ({ signal }) => lastReason(id, signal),
    staleTime: 0,
  });
}
