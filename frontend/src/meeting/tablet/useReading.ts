import { useState } from "react";
import type { DocumentRow } from "@/live";
import { useMeetingView } from "../shared/context";
import { currentItem, documentsByItem, itemsInOrder } from "../shared/selectors";

export interface Reading {
  row: DocumentRow | null;
  page: number;
  /** Opens a document of one's own choice. */
  open: (row: DocumentRow) => void;
  turn: (page: number) => void;
  presented: { documentId: string; page: number } | null;
  following: boolean;
  follow: (on: boolean) => void;
}

function usePresented() {
  const { meeting } = useMeetingView();
  const { mode, document_id: documentId, page } = meeting.layout;
  return mode === "document" && documentId ? { documentId, page: page ?? 1 } : null;
}

function useDefaultDocument(): DocumentRow | null {
  const { parts } = useMeetingView();
  const groups = documentsByItem(parts);
  const items = [currentItem(parts), ...itemsInOrder(parts)];
  const rows = items.flatMap((item) => (item ? (groups.get(item.id) ?? []) : []));
  return rows.find((row) => row.status === "ready") ?? null;
}

/**
 * What this person reads: the presenter's page while they follow it, else their own document and page.
 * Turning a page oneself leaves the presenter; a document once chosen stays when the meeting moves on.
 */
export function useReading(): Reading {
  const { parts } = useMeetingView();
  const presented = usePresented();
  const fallback = useDefaultDocument();
  const [chosen, setChosen] = useState<string | null>(null);
  const [pages, setPages] = useState<Readonly<Record<string, number>>>({});
  const [wantsToFollow, setWantsToFollow] = useState(true);

  const following = presented !== null && wantsToFollow;
  const own = chosen === null ? fallback : (parts.documents[chosen] ?? fallback);
  const row = following ? (parts.documents[presented.documentId] ?? own) : own;
  const page = following ? presented.page : row ? (pages[row.id] ?? 1) : 1;

  function leave(id: string, at: number) {
    setChosen(id);
    setPages((old) => ({ ...old, [id]: at }));
    setWantsToFollow(false);
  }

  return {
    row,
    page,
    presented,
    following,
    open: (next) => leave(next.id, pages[next.id] ?? 1),
    turn: (to) => row && leave(row.id, to),
    follow: (on) => (on ? setWantsToFollow(true) : row && leave(row.id, page)),
  };
}
