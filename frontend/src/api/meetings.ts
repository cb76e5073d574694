import { queryOptions, useQuery } from "@tanstack/react-query";
import { read } from "./request";
import type { MeetingKind, MeetingStatus, ParticipantRole, Snapshot } from "./snapshot";
import type { Page } from "./types";

export type MeetingScope = "today" | "upcoming" | "past" | "preparing" | "all";

export interface MeetingSummary {
  id: string;
  title: string;
  kind: MeetingKind;
  status: MeetingStatus;
  unit_name: string;
  place: string;
  scheduled_start: string;
  scheduled_end: string;
  my_role: ParticipantRole | null;
}

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

export function snapshotQuery(id: string) {
  return queryOptions({
    queryKey: [...meetingKey(id), "snapshot"],
    queryFn: ({ signal }) => read<Snapshot>(`/api/meetings/${id}/snapshot`, {}, signal),
  });
}
