import { useState } from "react";
import { useSearchParams } from "react-router";
import type { DocumentRow } from "@/live";
import { useMeetingView } from "../shared/context";
import { currentItem, documentsByItem, itemsInOrder } from "../shared/selectors";

export interface Reading {
  row: DocumentRow | null;
  page: number;
  /** Words to be marked in this very document. */
  find: string;
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

/** The paper, page and words that the address names, as a search opens them. */
function useAsked(): { id: string; page: number; find: string } | null {
  const [address] = useSearchParams();
  const id = address.get("document");
  if (!id) return null;
  return { id, page: Math.max(1, Number(address.get("page")) || 1), find: address.get("find") ?? "" };
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
  const asked = useAsked();
  const [chosen, setChosen] = useState<string | null>(asked?.id ?? null);
  const [pages, setPages] = useState<Readonly<Record<string, number>>>(asked ? { [asked.id]: asked.page } : {});
  const [wantsToFollow, setWantsToFollow] = useState(asked === null);

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
    find: asked !== null && asked.id === row?.id ? asked.find : "",
    presented,
    following,
    open: (next) => leave(next.id, pages[next.id] ?? 1),
    turn: (to) => row && leave(row.id, to),
    follow: (on) => (on ? setWantsToFollow(true) : row && leave(row.id, page)),
  };
}
