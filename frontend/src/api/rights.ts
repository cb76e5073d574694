import { useQuery } from "@tanstack/react-query";
import { get, run, type Schemas } from "./client";

/** Who reads a document and why, the meeting's watermark, and copies that bear their taker's name. */

export type OwnRights = Schemas["OwnRightsRow"];
export type ReadingReason = Schemas["ReasonRow"];
export type ReadingRights = Schemas["RightsRow"];
export type ReadingRightInput = Required<Schemas["RightIn"]>;
export type CopyRow = Schemas["CopyRow"];

const KEPT_MS = 10_000;
const RIGHTS = "document-rights";

/** What one may do with a document, and why; `revision` is its row's `rights`, so that changes are asked for. */
export function useOwnRights(document: string, revision: number, isWatermarked: boolean, enabled = true) {
  return useQuery({
    queryKey: [RIGHTS, document, "own", revision, isWatermarked],
    queryFn: ({ signal }) => get("/api/documents/{document_id}/rights", { path: { document_id: document } }, signal),
    enabled,
    gcTime: KEPT_MS,
  });
}

/** Whom a document's rights name. Chair and secretaries. */
export function useReadingRights(document: string, seq: number) {
  return useQuery({
    queryKey: [RIGHTS, document, "named", seq],
    queryFn: ({ signal }) => get("/api/documents/{document_id}/reading-rights", { path: { document_id: document } }, signal),
    gcTime: KEPT_MS,
  });
}

export const setReadingRights = (meeting_id: string, document_id: string, is_limited: boolean, rights: ReadingRightInput[]) =>
  run("/api/meetings/{meeting_id}/documents/{document_id}/reading-rights", {
    path: { meeting_id, document_id },
    body: { is_limited, rights },
  });

export const setWatermark = (meeting_id: string, is_watermarked: boolean) =>
  run("/api/meetings/{meeting_id}/documents/settings", { path: { meeting_id }, body: { is_watermarked } });

export const askForCopy = (document_id: string) =>
  run("/api/documents/{document_id}/copies", { path: { document_id }, body: {} });

export const getCopy = (document_id: string, copy_id: string) =>
  get("/api/documents/{document_id}/copies/{copy_id}", { path: { document_id, copy_id } });
