import { infiniteQueryOptions, queryOptions, useQuery } from "@tanstack/react-query";
import { command, read } from "./request";
import type { EventRow, ItemKind, MeetingKind, MeetingStatus, ParticipantRole, Rsvp, Snapshot } from "./snapshot";
import type { Page } from "./types";

export const MEETING_SCOPES = ["today", "upcoming", "preparing", "past", "all"] as const;
export type MeetingScope = (typeof MEETING_SCOPES)[number];

export interface MeetingSummary {
  id: string;
  title: string;
  kind: MeetingKind;
  status: MeetingStatus;
  unit_name: string;
  place: string;
  scheduled_start: string;
  scheduled_end: string;
  sites: number;
  participants: number;
  my_role: ParticipantRole | null;
  my_rsvp: Rsvp | null;
  my_site_name: string | null;
}

export interface MeetingTemplate {
  id: string;
  name: string;
  description: string;
  kind: MeetingKind;
  planned_minutes: number;
  items: { title: string; kind: ItemKind; planned_minutes: number }[];
}

export interface NewMeeting {
  template_id: string | null;
  title: string;
  place: string;
  scheduled_start: string;
  scheduled_end: string;
}

/** All query keys of one meeting begin with this one. */
export function meetingKey(id: string) {
  return ["meeting", id] as const;
}

/** One page of the meetings the user may see. */
export function useMeetings(scope: MeetingScope, query = "", page = 1) {
  return useQuery({
    queryKey: ["meetings", scope, query, page],
    queryFn: ({ signal }) => read<Page<MeetingSummary>>("/api/meetings", { scope, query, page }, signal),
    placeholderData: (previous) => previous,
  });
}

/** The templates from which a meeting can be made. */
export function useMeetingTemplates() {
  return useQuery({
    queryKey: ["meeting-templates"],
    queryFn: ({ signal }) => read<Page<MeetingTemplate>>("/api/meeting-templates", {}, signal),
    staleTime: 300_000,
  });
}

/** Makes a meeting and answers it. */
export function createMeeting(input: NewMeeting): Promise<{ id: string }> {
  return command("/api/meetings", input);
}

export function snapshotQuery(id: string) {
  return queryOptions({
    queryKey: [...meetingKey(id), "snapshot"],
    queryFn: ({ signal }) => read<Snapshot>(`/api/meetings/${id}/snapshot`, {}, signal),
  });
}

interface EventsPage {
  items: EventRow[];
  /** What to ask after for the following page, null at the end. */
  next: number | null;
}

/** Events asked for at once; the server takes no more than it wants. */
const EVENTS_AT_ONCE = 100;

/** The events of a meeting that the user may see, oldest first, page after page. */
export function eventsQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: [...meetingKey(id), "events"],
    queryFn: ({ pageParam, signal }) =>
      read<EventsPage>(`/api/meetings/${id}/events`, { after: pageParam, limit: EVENTS_AT_ONCE }, signal),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
  });
}

/** Answers the user's own invitation; declining needs a reason. */
export function answerInvitation(id: string, answer: "accepted" | "declined", reason: string) {
  return command(`/api/meetings/${id}/rsvp`, { answer, reason });
}

/** Asks for a new revision of the minutes. */
export function requestMinutes(id: string) {
  return command(`/api/meetings/${id}/minutes`);
}
