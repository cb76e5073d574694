import { useLocalStorage } from "@mantine/hooks";
import { useEffect } from "react";
import { send } from "@/api/request";
import type { DocumentRow } from "@/live";

/** A document counts as opened when it has been before the reader's eyes this long. */
const OPENED_AFTER_MS = 2_000;

function markOf(row: DocumentRow): string {
  return `${row.id}:${row.sha256.slice(0, 12)}`;
}

export interface ReadMarks {
  isRead: (row: DocumentRow) => boolean;
  add: (row: DocumentRow) => void;
}

/** Which documents (in their present version) this account has opened on this device. */
export function useReadMarks(accountId: string): ReadMarks {
  const [marks, setMarks] = useLocalStorage<string[]>({
    key: `ecabinet.read.${accountId}`,
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const known = new Set(marks);
  return {
    isRead: (row) => known.has(markOf(row)),
    add: (row) => setMarks((old) => (old.includes(markOf(row)) ? old : [...old.slice(-500), markOf(row)])),
  };
}

/** Tells the server that the shown document was opened, once, and marks it here. */
export function useReadReceipt(row: DocumentRow | null, marks: ReadMarks): void {
  const unread = row !== null && row.status === "ready" && !marks.isRead(row);
  useEffect(() => {
    if (!unread) return undefined;
    const timer = window.setTimeout(() => {
      send("POST", `/api/documents/${row.id}/opened`)
        .then(() => marks.add(row))
        // Without an answer the mark is not made either, and the next opening tells the server again.
        .catch(() => undefined);
    }, OPENED_AFTER_MS);
    return () => window.clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- marks is new at each render; the row decides
  }, [unread, row?.id]);
}
