import type { Schemas } from "@/api/client";
import type { DocumentRow } from "@/live";
import type { Rows } from "@/offline/types";

/** What is noted on: a document's version and what its uploader says of it. */
export type Noted = Pick<DocumentRow, "id" | "version" | "note">;

export type NoteRow = Schemas["PrivateNoteRow"];
export type NoteChange = Schemas["NoteChange"];
export type Settled = Schemas["SettledRow"];
export type NoteKind = NoteRow["kind"];
export type NoteColor = NoteRow["color"];

/** What a person writes on a page. Places are ten-thousandths of the page's width and height. */
export interface NoteContent {
  kind: NoteKind;
  version: number;
  page: number;
  shape: number[];
  color: NoteColor;
  width: number;
  quote: string;
  before: string;
  after: string;
  text: string;
}

/** A note as this device has it. */
export interface Note extends NoteContent {
  id: string;
  copy_of: string | null;
  is_deleted: boolean;
  /** The revision of the server's note that this one goes back to; 0 while it was never sent. */
  revision: number;
  /** Names the change that was not sent yet; null when the server has all of it. */
  change: string | null;
  /** Changes are sent in this order. */
  order: number;
  /** The server does not take it (there are too many): it stays on this device alone. */
  is_refused: boolean;
}

/** How the database keeps a note: `account` is the notebook's id, so that one document's notes are read at once. */
export interface NoteRecord {
  id: string;
  account: string;
  note: Note;
}

/** What is known of one document's notes on this device. */
export interface NotebookRecord {
  /** Account and document. */
  id: string;
  account: string;
  document: string;
  /** Up to where the server's changes are known. */
  cursor: number;
  /** Something waits to be sent. */
  is_waiting: boolean;
}

export interface Pulled {
  items: NoteRow[];
  cursor: number;
  more: boolean;
}

export interface NotebookPorts {
  notes: Rows<NoteRecord>;
  notebooks: Rows<NotebookRecord>;
  pull: (document: string, after: number) => Promise<Pulled>;
  push: (document: string, changes: NoteChange[]) => Promise<Settled[]>;
  newId: () => string;
  /** Tells the other tabs of this device that notes of this notebook were written. */
  announce: (notebook: string) => void;
  /** Whether the error says that this person may not read the document (any more). */
  isGone: (error: unknown) => boolean;
  /** Whether the error says that what was sent can never be taken. */
  isRefusal: (error: unknown) => boolean;
}
