import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { get, type Schemas } from "@/api/client";
import { askEvery } from "@/api/line";
import { notebookOf } from "./notebooks";
import type { NotebookState, SyncStatus } from "./notebook";
import type { Note, NoteContent } from "./types";

const ASK_EVERY_MS = 20_000;
const SEND_AFTER_MS = 700;
const NONE: NotebookState = { notes: [], status: "idle", isLoaded: true };
const nothing = () => () => undefined;

/** A note where it belongs in the version that is shown. No page: its place was not found. */
export interface Placed {
  note: Note;
  page: number | null;
  /** `text`: its place is that of `quote` on the page; else its own shape holds. */
  how: "own" | "text" | "position" | "lost" | "unknown";
  quote: string;
}

export interface Notes {
  /** Whether this person may write here: a device has no notes of its own. */
  isPossible: boolean;
  placed: readonly Placed[];
  status: SyncStatus;
  add: (content: NoteContent) => Promise<string>;
  /** Writes another text into a note as one has seen it. */
  edit: (seen: Note, text: string) => void;
  remove: (id: string) => void;
}

function placedOf(notes: readonly Note[], version: number, places: readonly Schemas["NotePlaceRow"][] | undefined): Placed[] {
  const known = new Map(places?.map((place) => [place.id, place]));
  return notes.map((note): Placed => {
    if (note.version === version) return { note, page: note.page, how: "own", quote: note.quote };
    const place = known.get(note.id);
    if (!place) return { note, page: null, how: "unknown", quote: note.quote };
    return { note, page: place.page, how: place.how, quote: place.quote };
  });
}

/** Where the notes of other versions belong now; asked again when there are others. */
function usePlaces(documentId: string, version: number, notes: readonly Note[]) {
  const others = notes.filter((note) => note.version !== version && note.revision > 0).map(({ id, revision }) => `${id}:${revision}`);
  const { data } = useQuery({
    queryKey: ["documents", documentId, "places", version, others.join(" ")],
    queryFn: ({ signal }) =>
      get("/api/documents/{document_id}/notes/places", { path: { document_id: documentId }, query: { version } }, signal),
    enabled: others.length > 0,
    staleTime: Infinity,
    meta: { silent: true },
  });
  return data?.items;
}

/** One's own notes on a document: at once on this device, a moment later on the others. */
export function useNotes(documentId: string, version: number): Notes {
  const book = useMemo(() => notebookOf(documentId), [documentId]);
  const state = useSyncExternalStore(book?.subscribe ?? nothing, book ? book.getState : () => NONE);
  const places = usePlaces(documentId, version, state.notes);
  const placed = useMemo(() => placedOf(state.notes, version, places), [state.notes, version, places]);

  useEffect(() => {
    if (!book) return undefined;
    const look = () => {
      if (document.visibilityState === "visible") void book.sync();
    };
    look();
    const timer = window.setInterval(look, askEvery(ASK_EVERY_MS));
    document.addEventListener("visibilitychange", look);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      void book.sync();
    };
  }, [book]);

  const waits = state.status === "waiting";
  useEffect(() => {
    if (!book || !waits) return undefined;
    const timer = window.setTimeout(() => void book.sync(), SEND_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [book, waits, state.notes]);

  return {
    isPossible: book !== null,
    placed,
    status: state.status,
    add: (content) => book?.add(content) ?? Promise.resolve(""),
    edit: (seen, text) => void book?.edit(seen, text),
    remove: (id) => void book?.remove(id),
  };
}
