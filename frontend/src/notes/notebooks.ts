import { get, tell } from "@/api/client";
import { randomKey } from "@/api/acts";
import { keptSession } from "@/api/keptSession";
import { isLineReachable, subscribeLine } from "@/api/line";
import { Problem } from "@/api/problem";
import { rowsOf } from "@/offline/rows";
import { Notebook } from "./notebook";
import type { NotebookPorts, NotebookRecord, NoteRecord } from "./types";

/** How long a person who signs out waits for the notes to be sent. */
const LAST_CALL_MS = 3_000;

const notes = rowsOf<NoteRecord>("notes");
const notebooks = rowsOf<NotebookRecord>("notebooks");

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("ecabinet.notes");

const ports: NotebookPorts = {
  notes,
  notebooks,
  pull: (document_id, after) => get("/api/documents/{document_id}/notes", { path: { document_id }, query: { after } }),
  push: async (document_id, items) =>
    (await tell("post", "/api/documents/{document_id}/notes", { path: { document_id }, body: { items } })).items,
  newId: randomKey,
  announce: (notebook) => channel?.postMessage(notebook),
  isGone: (error) => error instanceof Problem && error.status === 404,
  isRefusal: (error) => error instanceof Problem && error.status === 422,
};

const open = new Map<string, Notebook>();

channel?.addEventListener("message", ({ data }: MessageEvent<string>) => void open.get(data)?.reload());

/** The notebook of the person who is signed in, on one document; null for a device. */
export function notebookOf(document: string): Notebook | null {
  const user = keptSession()?.user;
  if (!user?.person) return null;
  const id = `${user.id} ${document}`;
  const known = open.get(id) ?? new Notebook(user.id, document, ports);
  open.set(id, known);
  return known;
}

const brought = new Set<string>();

/** Brings one's notes on these documents to this device, one document after another, each once in the page's life. */
export async function bringNotes(documents: readonly string[]): Promise<void> {
  for (const document of documents) {
    if (brought.has(document)) continue;
    brought.add(document);
    await notebookOf(document)?.sync();
  }
}

/** Sends what waits in any notebook of the person who is signed in; also those that no page has open. */
export async function sendNotes(): Promise<void> {
  const account = keptSession()?.user?.id;
  if (account === undefined) return;
  const waiting = (await notebooks.of(account)).filter(({ is_waiting }) => is_waiting);
  await Promise.all(waiting.flatMap(({ document }) => notebookOf(document)?.sync() ?? []));
}

/** The same, given up after a moment: who signs out does not wait for a bad line. */
export async function sendNotesInTime(): Promise<void> {
  await Promise.race([sendNotes(), new Promise((resolve) => setTimeout(resolve, LAST_CALL_MS))]);
}

/**
 * Notes leave the device with who signs out. When the session only ended, what the server has not got yet stays for
 * the same person to sign in again.
 */
export async function forgetNotes(isSignedOut: boolean): Promise<void> {
  open.clear();
  const isKept = (record: NoteRecord) => !isSignedOut && record.note.change !== null;
  await notes.removeWhere((record) => !isKept(record));
  const waiting: NotebookRecord[] = [];
  await notebooks.removeWhere((record) => {
    if (!isSignedOut && record.is_waiting) waiting.push(record);
    return true;
  });
  // What is wiped here is asked for again.
  await Promise.all(waiting.map((record) => notebooks.put({ ...record, cursor: 0 })));
}

subscribeLine(() => {
  if (isLineReachable()) void sendNotes();
});
