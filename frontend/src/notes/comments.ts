import { useQuery } from "@tanstack/react-query";
import { get, run, type Schemas } from "@/api/client";
import type { LiveState } from "@/live";
import type { Act } from "@/meeting/shared/acts";

export type Comment = Schemas["CommentRow"];
export type Thread = Schemas["ThreadRow"];
export type Sharing = Schemas["SharingIn"]["sharing"];
export const SHARINGS: readonly Sharing[] = ["organisers", "unit", "all"];
export const LONGEST_COMMENT = 2000;

const KEPT_MS = 10_000;

/** The newest event about comments that this screen knows: after it the list is asked for anew. */
export function commentsSeq(feed: LiveState["feed"]): number {
  return feed.find(({ type }) => type.startsWith("comment."))?.seq ?? 0;
}

/** What is said of a document, as far as this person reads it. */
export function useComments(document_id: string, seq: number, page: number) {
  return useQuery({
    queryKey: ["documents", document_id, "comments", seq, page],
    queryFn: ({ signal }) => get("/api/documents/{document_id}/comments", { path: { document_id }, query: { page } }, signal),
    gcTime: KEPT_MS,
    placeholderData: (previous) => previous,
  });
}

const BASE = "/api/meetings/{meeting_id}/documents/{document_id}/comments";

export const commentActs = {
  make: (document_id: string, body: Pick<Schemas["CommentIn"], "text" | "version"> & Partial<Schemas["CommentIn"]>): Act => (meeting_id) =>
    run(BASE, { path: { meeting_id, document_id }, body: { region: [], quote: "", ...body } }),
  resolve: (document_id: string, comment_id: string): Act => (meeting_id) =>
    run(`${BASE}/{comment_id}/resolve`, { path: { meeting_id, document_id, comment_id } }),
  reopen: (document_id: string, comment_id: string): Act => (meeting_id) =>
    run(`${BASE}/{comment_id}/reopen`, { path: { meeting_id, document_id, comment_id } }),
  remove: (document_id: string, comment_id: string): Act => (meeting_id) =>
    run(`${BASE}/{comment_id}/remove`, { path: { meeting_id, document_id, comment_id } }),
  share: (sharing: Sharing): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/comments/sharing", { path: { meeting_id }, body: { sharing } }),
};
