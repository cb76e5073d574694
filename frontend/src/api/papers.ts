import { useQuery } from "@tanstack/react-query";
import { get, run, type Schemas } from "./client";

/** A document of a meeting besides its file: its versions, what is said of it, decisions and recall. */

export type Version = Schemas["VersionRow"];
export type Group = "main" | "reference" | "internal";
export interface About {
  title: string;
  group: Group;
  kind: string;
  agency: string;
}

export const GROUPS: readonly Group[] = ["main", "reference", "internal"];

const KEPT_MS = 10_000;

/** The versions of a document that one may see, asked again after every event of its meeting. */
export function useVersions(document: string, seq: number, page: number) {
  return useQuery({
    queryKey: ["documents", document, "versions", seq, page],
    queryFn: ({ signal }) => get("/api/documents/{document_id}/versions", { path: { document_id: document }, query: { page } }, signal),
    gcTime: KEPT_MS,
    placeholderData: (previous) => previous,
  });
}

const of = (meeting_id: string, document_id: string) => ({ path: { meeting_id, document_id } });

export const editDocument = (meeting: string, document: string, body: About) =>
  run("/api/meetings/{meeting_id}/documents/{document_id}/edit", { ...of(meeting, document), body });

export const recallDocument = (meeting: string, document: string, reason: string) =>
  run("/api/meetings/{meeting_id}/documents/{document_id}/recall", { ...of(meeting, document), body: { reason } });

export const approveVersion = (meeting_id: string, document_id: string, number: number) =>
  run("/api/meetings/{meeting_id}/documents/{document_id}/versions/{number}/approve", { path: { meeting_id, document_id, number } });

export const declareVersion = (meeting_id: string, document_id: string, number: number) =>
  run("/api/meetings/{meeting_id}/documents/{document_id}/versions/{number}/declare", {
    path: { meeting_id, document_id, number },
    body: { declared_not_secret: true },
  });

export const doubtVersion = (meeting_id: string, document_id: string, number: number, reason: string) =>
  run("/api/meetings/{meeting_id}/documents/{document_id}/versions/{number}/doubt", {
    path: { meeting_id, document_id, number },
    body: { reason },
  });

export const returnVersion = (meeting_id: string, document_id: string, number: number, reason: string) =>
  run("/api/meetings/{meeting_id}/documents/{document_id}/versions/{number}/return", {
    path: { meeting_id, document_id, number },
    body: { reason },
  });
