import { useSessionStorage } from "@mantine/hooks";
import { useState } from "react";
import { useSearchParams } from "react-router";
import type { DocumentRow } from "@/live";
import type { Shown } from "../reader/Pages";
import { useKeptPlaces } from "../reader/usePlace";
import { useMeetingView } from "../shared/context";
import { viewOf } from "../shared/presented";
import { currentItem, documentsByItem, itemsInOrder } from "../shared/selectors";

export interface Presented {
  documentId: string;
  page: number;
  /** What the presenter sees of it; null while only the page is known. */
  shown: Shown | null;
  /** The device that turned its pages last; empty while none did. */
  screen: string;
}

export interface Reading {
  row: DocumentRow | null;
  page: number;
  /** Words to be marked in this very document. */
  find: string;
  /** What is open, in the order of opening. */
  tabs: readonly DocumentRow[];
  /** Opens a document of one's own choice. */
  open: (row: DocumentRow) => void;
  close: (row: DocumentRow) => void;
  turn: (page: number) => void;
  /** Turns the page of a document that one presents oneself: the presenter is not left. */
  lead: (page: number) => void;
  presented: Presented | null;
  following: boolean;
  follow: (on: boolean) => void;
}

function usePresented(): Presented | null {
  const { meeting, live } = useMeetingView();
  const { mode, document_id: documentId, page } = meeting.layout;
  if (mode !== "document" || !documentId) return null;
  const view = viewOf(meeting, live.passing);
  const shown = view && { page: view.page, region: view.region };
  return { documentId, page: page ?? 1, shown, screen: view?.screen ?? "" };
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

/** The documents that stay open beside the shown one, in this window. */
function useTabs(row: DocumentRow | null) {
  const { id, parts } = useMeetingView();
  const [ids, setIds] = useSessionStorage<readonly string[]>({ key: `ecabinet.tabs.${id}`, defaultValue: [], getInitialValueInEffect: false });
  const all = row === null || ids.includes(row.id) ? ids : [...ids, row.id];
  const tabs = all.map((one) => parts.documents[one]).filter((one) => one !== undefined);
  return {
    tabs,
    add: (next: DocumentRow) => setIds(all.includes(next.id) ? all : [...all, next.id]),
    remove: (gone: DocumentRow) => setIds(all.filter((one) => one !== gone.id)),
  };
}

/** The page of each document: as it was turned here, else where this device was before. */
function usePages(asked: { id: string; page: number } | null) {
  const { viewer } = useMeetingView();
  const { places } = useKeptPlaces(viewer.account_id);
  const [pages, setPages] = useState<Readonly<Record<string, number>>>(asked ? { [asked.id]: asked.page } : {});
  return {
    of: (id: string) => pages[id] ?? places[id]?.page ?? 1,
    set: (id: string, page: number) => setPages((old) => (old[id] === page ? old : { ...old, [id]: page })),
  };
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
  const pages = usePages(asked);
  const [chosen, setChosen] = useState<string | null>(asked?.id ?? null);
  const [leading, setLeading] = useState<string | null>(null);
  const [wantsToFollow, setWantsToFollow] = useState(asked === null);

  const following = presented !== null && wantsToFollow;
  const own = chosen === null ? fallback : (parts.documents[chosen] ?? fallback);
  const row = following ? (parts.documents[presented.documentId] ?? own) : own;
  const leads = following && leading === row?.id;
  const page = following && !leads ? presented.page : row ? pages.of(row.id) : 1;
  const tabs = useTabs(row);

  function leave(id: string, at: number) {
    setChosen(id);
    pages.set(id, at);
    setWantsToFollow(false);
    setLeading(null);
  }

  function open(next: DocumentRow) {
    tabs.add(next);
    leave(next.id, pages.of(next.id));
  }

  function close(gone: DocumentRow) {
    const at = tabs.tabs.findIndex(({ id }) => id === gone.id);
    const neighbour = tabs.tabs[at + 1] ?? tabs.tabs[at - 1];
    tabs.remove(gone);
    if (gone.id === row?.id && neighbour) leave(neighbour.id, pages.of(neighbour.id));
  }

  return {
    row,
    page,
    find: asked !== null && asked.id === row?.id ? asked.find : "",
    tabs: tabs.tabs,
    open,
    close,
    turn: (to) => row && leave(row.id, to),
    lead: (to) => {
      if (!row) return;
      setLeading(row.id);
      setWantsToFollow(true);
      pages.set(row.id, to);
    },
    presented,
    following,
    follow: (on) => {
      if (on) {
        setLeading(null);
        setWantsToFollow(true);
      } else if (row) {
        leave(row.id, page);
      }
    },
  };
}
