import { useQuery } from "@tanstack/react-query";
import { get, type Schemas } from "@/api/client";
import type { DocumentRow } from "@/api/snapshot";

export type Preparation = Schemas["ProgressRow"];

const ASK_MS = 2000;

/** How far a document's preparation has come, while it goes on; undefined before the first answer and after the end. */
export function useProgress({ id, status }: Pick<DocumentRow, "id" | "status">): Preparation | undefined {
  const { data } = useQuery({
    queryKey: ["document-progress", id],
    queryFn: ({ signal }) => get("/api/documents/{document_id}/progress", { path: { document_id: id } }, signal),
    enabled: status === "processing",
    refetchInterval: ASK_MS,
  });
  return status === "processing" ? data : undefined;
}
