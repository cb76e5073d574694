import type { DocumentRow, Snapshot } from "@/api/snapshot";
import { inOrder } from "@/prepare/agenda/order";

export interface UnreadDocument {
  document: DocumentRow;
  meetingId: string;
  itemNumber: string;
}

/** The readable documents of a meeting that `isRead` does not know, in the order of the agenda. */
export function unreadOf(snapshot: Snapshot, isRead: (row: DocumentRow) => boolean): UnreadDocument[] {
  const meetingId = Object.keys(snapshot.parts.meeting ?? {})[0] ?? "";
  const documents = Object.values(snapshot.parts.documents ?? {}).filter(({ status }) => status === "ready");
  return inOrder(snapshot.parts.items ?? {}).flatMap((item) =>
    documents
      .filter((document) => document.item_id === item.id && !isRead(document))
      .map((document) => ({ document, meetingId, itemNumber: item.number })),
  );
}
