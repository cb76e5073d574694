/** The acts of a person that still make sense when they reach the server later. */
export type QueueKind = "ask" | "withdraw" | "check_in" | "rsvp" | "ballot";

/** One such act as a screen wants it done. */
export interface Wanted {
  kind: QueueKind;
  meeting: string;
  /** What it is about: while one waits unsent, a newer one about the same takes its place. */
  subject: string;
  /** From `/api` on. */
  path: string;
  body: unknown;
  /** What the person reads beside the kind: the question, the topic. May be empty. */
  about: string;
  /** The choice of a ballot or an answer, as a word of the language files; empty for the others. */
  choice: string;
}

export type Outcome =
  | { kind: "late" | "refused"; title: string; detail: string }
  /** It waited longer than such acts may. */
  | { kind: "expired" };

/** An act on this device whose fate the person does not know yet. */
export interface Entry extends Wanted {
  /** The idempotency key, made at the tap. */
  id: string;
  account: string;
  /** Acts are sent in this order. */
  order: number;
  madeAt: number;
  expiresAt: number;
  /** How often it was sent without an answer: from the first time on it may have been done. */
  tries: number;
  /** Why it was not done; null while it waits. */
  outcome: Outcome | null;
}

/** Rows on this device by key, each of one account. */
export interface Rows<Row> {
  /** All rows of an account, in no order. */
  of: (account: string) => Promise<Row[]>;
  put: (row: Row) => Promise<void>;
  /** Replaces a row that is there; one that was taken away meanwhile stays away: then false. */
  replace: (row: Row) => Promise<boolean>;
  /** Changes a row in one step, whatever other tabs do; null: none is there, and none shall be. Gives what is there then. */
  update: (id: string, change: (row: Row | null) => Row | null) => Promise<Row | null>;
  remove: (id: string) => Promise<void>;
  removeWhere: (gone: (row: Row) => boolean) => Promise<void>;
}
