import { useQuery } from "@tanstack/react-query";
import { get, run, type Schemas } from "./client";
import type { InvitationAnswer } from "./meetings";

export type AskedMeeting = Schemas["AskedMeeting"];
export type AskedPerson = Schemas["AskedPerson"];
export type AskedUnit = AskedMeeting["units"][number];
export type AskedScope = "open" | "past";

export const UNIT_INVITATIONS_KEY = ["unit-invitations"];

/** How often the list is asked for again while it is shown: another meeting may have asked meanwhile. */
const EVERY_MS = 30_000;

/** Meetings to which one's unit or its people are asked. */
export function useUnitInvitations(scope: AskedScope = "open", query = "", page = 1, enabled = true) {
  return useQuery({
    enabled,
    queryKey: [...UNIT_INVITATIONS_KEY, scope, query, page],
    queryFn: ({ signal }) => get("/api/unit-invitations", { query: { scope, query, page } }, signal),
    placeholderData: (previous) => previous,
    refetchInterval: EVERY_MS,
  });
}

/** Whom an invited unit may send. */
export function useUnitCandidates(meeting: string, unit: string, query: string, page: number) {
  const path = { meeting_id: meeting, unit_id: unit };
  return useQuery({
    queryKey: [...UNIT_INVITATIONS_KEY, "candidates", meeting, unit, query, page],
    queryFn: ({ signal }) => get("/api/meetings/{meeting_id}/units/{unit_id}/candidates", { path, query: { query, page } }, signal),
    placeholderData: (previous) => previous,
  });
}

export const nameUnitPeople = (meeting: string, unit: string, person_ids: string[]) =>
  run("/api/meetings/{meeting_id}/units/{unit_id}/people", { path: { meeting_id: meeting, unit_id: unit }, body: { person_ids } });

export const declineUnitInvitation = (meeting: string, unit: string, reason: string) =>
  run("/api/meetings/{meeting_id}/units/{unit_id}/decline", { path: { meeting_id: meeting, unit_id: unit }, body: { reason } });

/** Answers in the place of somebody; who did so is recorded. */
export const answerFor = (meeting: string, participant: string, answer: InvitationAnswer) =>
  run("/api/meetings/{meeting_id}/participants/{participant_id}/rsvp", {
    path: { meeting_id: meeting, participant_id: participant },
    body: { reason: "", manner: "", site_id: null, ...answer },
  });
