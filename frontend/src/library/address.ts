import { useQuery } from "@tanstack/react-query";
import { get } from "@/api/client";
import type { OwnPaper } from "@/api/library";
import type { Preparation } from "@/prepare/uploads/useProgress";

/** Where the files of all papers of a kind lie; behind it comes a paper's id. */
export const OWN_PAPERS = "/api/library/papers";
export const MEETING_PAPERS = "/api/documents";

/** Where a paper is read: at its meeting when it was kept from there. */
export function readAt(paper: Pick<OwnPaper, "id" | "document_id">): { base: string; id: string } {
  return paper.document_id ? { base: MEETING_PAPERS, id: paper.document_id } : { base: OWN_PAPERS, id: paper.id };
}

/** Where the file is fetched as it came; undefined where it may not be. */
export function downloadOf(paper: Pick<OwnPaper, "id" | "document_id" | "taking">): string | undefined {
  const { base, id } = readAt(paper);
  return paper.taking === "original" ? `${base}/${id}/original` : undefined;
}

const ASK_MS = 2_000;

/** How far the preparation of one's own paper has come, while it goes on. */
export function useOwnProgress({ id, status }: Pick<OwnPaper, "id" | "status">): Preparation | undefined {
  const { data } = useQuery({
    queryKey: ["own-paper-progress", id],
    queryFn: ({ signal }) => get("/api/library/papers/{paper_id}/progress", { path: { paper_id: id } }, signal),
    enabled: status === "processing",
    refetchInterval: ASK_MS,
  });
  return status === "processing" ? data : undefined;
}
