import type { DraftRow } from "@/api/snapshot";

/** Of each document the newest version on its way, in the order in which they came. */
export function newestDrafts(drafts: Record<string, DraftRow>): DraftRow[] {
  const newest = new Map<string, DraftRow>();
  for (const draft of Object.values(drafts)) {
    const known = newest.get(draft.document_id);
    if (!known || known.version < draft.version) newest.set(draft.document_id, draft);
  }
  return [...newest.values()].sort((a, b) => a.uploaded_at.localeCompare(b.uploaded_at));
}
