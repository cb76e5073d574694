import { useQuery, useQueryClient } from "@tanstack/react-query";
import { get, run, type Schemas } from "./client";
import { useAct } from "./useAct";

/** One's own folders and papers: nobody else sees them. */

export type Library = Schemas["LibraryRow"];
export type Folder = Schemas["FolderRow"];
export type OwnPaper = Schemas["PaperRow"];
export type Binned = Schemas["BinnedRow"];
export type Sent = Schemas["SendIn"];
export type Order = "newest" | "title";

/** All that is asked of one's own papers begins with this key. */
export const LIBRARY_KEY = ["library"];

/** Another device may have changed something meanwhile; tabs of this one tell each other at once. */
const EVERY_MS = 20_000;
const WHILE_PREPARED_MS = 2_000;

export function useLibrary() {
  return useQuery({ queryKey: [...LIBRARY_KEY, "all"], queryFn: ({ signal }) => get("/api/library", {}, signal), refetchInterval: EVERY_MS });
}

export interface Listed {
  /** Null: what lies in no folder. */
  folder: string | null;
  /** Searches all folders. */
  query: string;
  order: Order;
  page: number;
}

export function useOwnPapers({ folder, query, order, page }: Listed) {
  const place = query ? { query } : folder ? { folder_id: folder } : { top: true };
  return useQuery({
    queryKey: [...LIBRARY_KEY, "papers", place, order, page],
    queryFn: ({ signal }) => get("/api/library/papers", { query: { ...place, order, page } }, signal),
    placeholderData: (previous) => previous,
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ status }) => status === "processing") ? WHILE_PREPARED_MS : EVERY_MS,
  });
}

export function useOwnPaper(id: string) {
  return useQuery({
    queryKey: [...LIBRARY_KEY, "paper", id],
    queryFn: ({ signal }) => get("/api/library/papers/{paper_id}", { path: { paper_id: id } }, signal),
    refetchInterval: ({ state }) => (state.data?.status === "processing" ? WHILE_PREPARED_MS : EVERY_MS),
  });
}

export function useBin(page: number) {
  return useQuery({
    queryKey: [...LIBRARY_KEY, "bin", page],
    queryFn: ({ signal }) => get("/api/library/bin", { query: { page } }, signal),
    placeholderData: (previous) => previous,
  });
}

const CHANNEL = "ecabinet.library";

/** Tells the other tabs of this browser that one's papers have changed. */
export function tellTabs(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage("changed");
  channel.close();
}

/** Calls `onChange` when another tab has changed one's papers; gives the way to stop. */
export function listenToTabs(onChange: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = onChange;
  return () => channel.close();
}

/** After a change of one's papers: this tab asks again, and the others are told. */
export function useLibraryChanged(): () => void {
  const client = useQueryClient();
  return () => {
    tellTabs();
    void client.invalidateQueries({ queryKey: LIBRARY_KEY });
  };
}

/** One act on one's papers. */
export function useLibraryAct<TInput, TAnswer>(act: (input: TInput) => Promise<TAnswer>, options: { done?: string; onDone?: () => void } = {}) {
  const changed = useLibraryChanged();
  return useAct(act, {
    ...(options.done && { done: options.done }),
    onDone: () => {
      changed();
      options.onDone?.();
    },
  });
}

const folderOf = (folder_id: string) => ({ path: { folder_id } });
const paperOf = (paper_id: string) => ({ path: { paper_id } });

export const createFolder = (name: string, parent_id: string | null) => run("/api/library/folders", { body: { name, parent_id } });

/** Changes what is named; the folder it lies in stays unless it is named too. */
export const editFolder = (id: string, changes: { name?: string; parent_id?: string | null }) =>
  run("/api/library/folders/{folder_id}/edit", { ...folderOf(id), body: changes as Schemas["FolderEdit"] });

export const editPaper = (id: string, changes: { title?: string; folder_id?: string | null }) =>
  run("/api/library/papers/{paper_id}/edit", { ...paperOf(id), body: changes as Schemas["PaperEdit"] });

export const binFolder = (id: string) => run("/api/library/folders/{folder_id}/bin", folderOf(id));
export const binPaper = (id: string) => run("/api/library/papers/{paper_id}/bin", paperOf(id));
export const restoreFolder = (id: string) => run("/api/library/folders/{folder_id}/restore", folderOf(id));
export const restorePaper = (id: string) => run("/api/library/papers/{paper_id}/restore", paperOf(id));
export const emptyBin = () => run("/api/library/bin/empty");

/** Keeps the way to a meeting's paper among one's own. */
export const keepDocument = (document_id: string, folder_id: string | null = null) =>
  run("/api/documents/{document_id}/keep", { path: { document_id }, body: { folder_id } });

/** Lays a paper of one's own before an item of a meeting. */
export const layOwnPaper = (meeting_id: string, item_id: string, body: Sent) =>
  run("/api/meetings/{meeting_id}/items/{item_id}/documents/from-library", { path: { meeting_id, item_id }, body });

/** Delivers a paper of one's own that one's unit owes. */
export const deliverOwnPaper = (duty_id: string, body: Sent) =>
  run("/api/duties/{duty_id}/documents/from-library", { path: { duty_id }, body });
