import { infiniteQueryOptions, queryOptions, useQuery } from "@tanstack/react-query";
import { get, run, type Schemas } from "./client";
import type { Snapshot } from "./snapshot";

export const MEETING_SCOPES = ["today", "upcoming", "preparing", "past", "archived", "all"] as const;
export type MeetingScope = (typeof MEETING_SCOPES)[number];
export type MeetingSummary = Schemas["MeetingSummary"];
export type MeetingTemplate = Schemas["TemplateOut"];
export type NewMeeting = Schemas["MeetingIn"];
export type RecordedEvent = Schemas["EventOut"];

/** All query keys of one meeting begin with this one. */
export function meetingKey(id: string) {
  return ["meeting", id] as const;
}

/** How often today's meetings are asked for again while they are shown: one of them may have begun. */
const TODAY_EVERY_MS = 30_000;

/** One page of the meetings the user may see, those chaired by `unit` if one is given. */
export function useMeetings(scope: MeetingScope, query = "", page = 1, unit = "", series = "") {
  return useQuery({
    queryKey: ["meetings", scope, query, page, unit, series],
    queryFn: ({ signal }) => get("/api/meetings", { query: { scope, query, page, ...(unit && { unit }), ...(series && { series }) } }, signal),
    placeholderData: (previous) => previous,
    refetchInterval: scope === "today" ? TODAY_EVERY_MS : false,
  });
}

/** The templates from which a meeting can be made. */
export function useMeetingTemplates(language: string) {
  return useQuery({
    queryKey: ["meeting-templates", language],
    queryFn: ({ signal }) => get("/api/meeting-templates", {}, signal),
    staleTime: 300_000,
  });
}

/** Templates with those that are offered no more. */
export function useAllTemplates(language: string) {
  return useQuery({
    queryKey: ["meeting-templates", language, "all"],
    queryFn: ({ signal }) => get("/api/meeting-templates", { query: { retired: true } }, signal),
    staleTime: 300_000,
  });
}

/** Makes a meeting and answers it. */
export const createMeeting = (body: NewMeeting) => run("/api/meetings", { body });

/** Events asked for at once. */
const EVENTS_AT_ONCE = 100;

/** The events of a meeting that the user may see, oldest first, page after page. */
export function eventsQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: [...meetingKey(id), "events"],
    queryFn: ({ pageParam, signal }) =>
      get(
        "/api/meetings/{meeting_id}/events",
        { path: { meeting_id: id }, query: { after: pageParam, limit: EVENTS_AT_ONCE } },
        signal,
      ),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
  });
}

/** How one comes: to the meeting's place, to an invited site, or from an own device. */
export type Manner = "in_person" | "site" | "online";
/** The answer to an invitation; declining needs a reason, the manner "site" a site. */
export type InvitationAnswer = { answer: "accepted"; manner: Manner; site_id: string | null } | { answer: "declined"; reason: string };

export type Candidate = Schemas["Candidate"];

/** Who may be named in the place of a participant. */
export function useCandidates(id: string, participant: string, query: string) {
  return useQuery({
    queryKey: [...meetingKey(id), "candidates", participant, query],
    queryFn: ({ signal }) =>
      get(
        "/api/meetings/{meeting_id}/participants/{participant_id}/candidates",
        { path: { meeting_id: id, participant_id: participant }, query: { query } },
        signal,
      ),
    placeholderData: (previous) => previous,
  });
}

/** Names who goes in the place of a participant. */
export const proposeSubstitute = (id: string, participant: string, body: { person_id: string; position: string; reason: string }) =>
  run("/api/meetings/{meeting_id}/participants/{participant_id}/substitute", {
    path: { meeting_id: id, participant_id: participant },
    body,
  });

/** What closing the meeting's record asks for; asked again after every event of the meeting. */
export function useClosing(id: string, seq: number, enabled: boolean) {
  return useQuery({
    enabled,
    queryKey: [...meetingKey(id), "closing", seq],
    queryFn: ({ signal }) => get("/api/meetings/{meeting_id}/closing", { path: { meeting_id: id } }, signal),
    placeholderData: (previous) => previous,
  });
}
export const closeMeeting = (id: string, reason: string) =>
  run("/api/meetings/{meeting_id}/close", { path: { meeting_id: id }, body: { reason } });
export const reopenMeeting = (id: string, reason: string) =>
  run("/api/meetings/{meeting_id}/reopen", { path: { meeting_id: id }, body: { reason } });

/** Asks for a new revision of the minutes. */
export const requestMinutes = (id: string) => run("/api/meetings/{meeting_id}/minutes", { path: { meeting_id: id } });

/** The meeting as it stands for this viewer, read once; screens of a meeting follow it live instead (src/live). */
export function snapshotQuery(id: string) {
  return queryOptions({
    queryKey: [...meetingKey(id), "snapshot"],
    queryFn: async ({ signal }) =>
      (await get("/api/meetings/{meeting_id}/snapshot", { path: { meeting_id: id } }, signal)) as Snapshot,
    staleTime: 60_000,
  });
}
