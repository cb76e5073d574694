import { useQuery } from "@tanstack/react-query";
import { get, run, type Schemas } from "./client";
import { meetingKey } from "./meetings";

export type Duty = Schemas["DutyRow"];
export type OwnDuty = Schemas["OwnDutyRow"];
export type Delivered = Schemas["DeliveredRow"];
export type DutyScope = "open" | "past";

export interface DutyInput {
  unit_ids: string[];
  wanted: string;
  count: number;
  due_at: string | null;
}

export const OWN_DUTIES_KEY = ["duties"];

/** How often one's list is asked for again while it is shown: another meeting may have asked meanwhile. */
const EVERY_MS = 30_000;
const KEPT_MS = 10_000;

/** What units owe a meeting, asked again after every event of it. */
export function useDuties(meeting: string, seq: number, page: number, enabled: boolean) {
  return useQuery({
    enabled,
    queryKey: [...meetingKey(meeting), "duties", seq, page],
    queryFn: ({ signal }) => get("/api/meetings/{meeting_id}/duties", { path: { meeting_id: meeting }, query: { page } }, signal),
    gcTime: KEPT_MS,
    placeholderData: (previous) => previous,
  });
}

/** What the units owe for which one delivers. */
export function useOwnDuties(scope: DutyScope = "open", page = 1, enabled = true) {
  return useQuery({
    enabled,
    queryKey: [...OWN_DUTIES_KEY, scope, page],
    queryFn: ({ signal }) => get("/api/duties", { query: { scope, page } }, signal),
    placeholderData: (previous) => previous,
    refetchInterval: EVERY_MS,
  });
}

export const assignDuties = (meeting: string, item: string, body: DutyInput) =>
  run("/api/meetings/{meeting_id}/items/{item_id}/duties", { path: { meeting_id: meeting, item_id: item }, body });

export const editDuty = (meeting: string, duty: string, { wanted, count, due_at }: DutyInput) =>
  run("/api/meetings/{meeting_id}/duties/{duty_id}/edit", { path: { meeting_id: meeting, duty_id: duty }, body: { wanted, count, due_at } });

export const removeDuty = (meeting: string, duty: string) =>
  run("/api/meetings/{meeting_id}/duties/{duty_id}/remove", { path: { meeting_id: meeting, duty_id: duty } });

export const remindDuties = (meeting: string) => run("/api/meetings/{meeting_id}/duties/remind", { path: { meeting_id: meeting } });

export const submitDelivered = (duty: string, document: string) =>
  run("/api/duties/{duty_id}/documents/{document_id}/submit", { path: { duty_id: duty, document_id: document } });

export const withdrawDelivered = (duty: string, document: string) =>
  run("/api/duties/{duty_id}/documents/{document_id}/remove", { path: { duty_id: duty, document_id: document } });
