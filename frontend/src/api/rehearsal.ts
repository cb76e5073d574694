import { useQuery } from "@tanstack/react-query";
import { get, run, tell, type Schemas } from "./client";
import { meetingKey } from "./meetings";

/** Rehearsals: a site's tests and the board of all sites. What they change comes over the live line. */

export type RehearsalRow = Schemas["RehearsalRow"];
export type ResultRow = Schemas["RehearsalResultRow"];
export type OverseerRow = Schemas["OverseerRow"];
export type Grade = ResultRow["overall"];
export type Measured = Required<Omit<Schemas["ReportWanted"], "camera" | "microphone" | "line">> & {
  camera: Required<Schemas["CameraMeasured"]>;
  microphone: Required<Schemas["MicrophoneMeasured"]>;
  line: Required<Schemas["LineMeasured"]>;
};
export type CheckItem = RehearsalRow["checklist"][number];
export type LineTestRoom = Schemas["LineTestRoom"];

const of = (meeting_id: string, round_id: string) => ({ path: { meeting_id, round_id } });

export const openRehearsal = (meeting_id: string, body: Partial<Schemas["RehearsalWanted"]>) =>
  run("/api/meetings/{meeting_id}/rehearsals", { path: { meeting_id }, body: body as Schemas["RehearsalWanted"] });
export const closeRehearsal = (meeting: string, round: string) =>
  run("/api/meetings/{meeting_id}/rehearsals/{round_id}/close", of(meeting, round));
export const reportRehearsal = (meeting: string, round: string, body: Measured) =>
  run("/api/meetings/{meeting_id}/rehearsals/{round_id}/reports", { ...of(meeting, round), body });
export const checkSite = (meeting_id: string, round_id: string, site_id: string, note: string) =>
  run("/api/meetings/{meeting_id}/rehearsals/{round_id}/sites/{site_id}/check", {
    path: { meeting_id, round_id, site_id },
    body: { note },
  });
export const setOverseer = (meeting_id: string, site_ids: string[], person_id: string | null) =>
  run("/api/meetings/{meeting_id}/overseers", { path: { meeting_id }, body: { site_ids, person_id } });

export const setChecklist = (meeting_id: string, items: CheckItem[] | null, for_unit: boolean) =>
  run("/api/meetings/{meeting_id}/rehearsal-checklist", { path: { meeting_id }, body: { items, for_unit } });

/** The checklist that the next round is run with. */
export function useChecklist(meeting_id: string) {
  return useQuery({
    queryKey: [...meetingKey(meeting_id), "rehearsal-checklist"],
    queryFn: ({ signal }) => get("/api/meetings/{meeting_id}/rehearsal-checklist", { path: { meeting_id } }, signal),
    staleTime: 0,
  });
}

/** A place among the sites that test their line; not a command. */
export const askLineTest = (meeting_id: string) =>
  tell("post", "/api/meetings/{meeting_id}/line-test", { path: { meeting_id } });
export const leaveLineTest = (meeting_id: string) =>
  tell("post", "/api/meetings/{meeting_id}/line-test/leave", { path: { meeting_id } });

/** Where a round is read as a sheet. */
export const resultsAddress = (meeting: string, round: string, kind: "csv" | "xlsx") =>
  `/api/meetings/${meeting}/rehearsals/${round}/results.${kind}`;

/** Who may watch over sites of a meeting. */
export function useCandidates(meeting_id: string, query: string) {
  return useQuery({
    queryKey: [...meetingKey(meeting_id), "overseer-candidates", query],
    queryFn: ({ signal }) =>
      get("/api/meetings/{meeting_id}/overseers/candidates", { path: { meeting_id }, query: { query } }, signal),
    placeholderData: (previous) => previous,
  });
}
