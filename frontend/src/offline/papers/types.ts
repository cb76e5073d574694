import type { Schemas } from "@/api/client";
import type { Lock } from "./sealing";

/** Why this device erased something. */
export type Loss = Schemas["LostRow"]["reason"] | "expired";
/** Why it erased everything, as the server is told. */
export type Farewell = "signed_out" | "wrong_pin" | "erased";
/** Why everything went, as the person is told. */
export type Ending = NonNullable<Schemas["VerdictOut"]["ended"]> | "unknown";

/** What is known of a paper that may be kept; on the device it lies encrypted. */
export type PaperInfo = Schemas["KeepableRow"];
export type Verdict = Schemas["VerdictOut"];

/** What one person keeps under one PIN on this device. */
export interface VaultRow {
  /** The account. */
  id: string;
  lock: Lock;
  /** Wrong PINs since the last right one. */
  failures: number;
  /** The latest time that this device has known, in ms: turning its clock back gains nothing. */
  seenAt: number;
  /** How the server knows this device. */
  device: { id: string; key: string };
  limitMb: number;
  /** Meetings of which everything is kept, also what comes later. */
  meetings: string[];
}

/** One version of a document on this device, whole or on its way. Nothing here says what it is about. */
export interface PaperRow {
  /** `<account> <version>` */
  id: string;
  account: string;
  version: string;
  document: string;
  number: number;
  meeting: string;
  /** Entity tag of the file as its first piece came, so that all its pieces are of one content; null before. */
  tag: string | null;
  /** The file's length, null until its first piece is here. */
  bytes: number | null;
  /** Pieces that are here, from the beginning. */
  have: number;
  isReady: boolean;
  /** ms */
  until: number;
  /** A PaperInfo, encrypted. */
  info: Uint8Array<ArrayBuffer>;
}

/** A device that keeps nothing any more, until the server knows it. */
export interface FarewellRow {
  /** The device. */
  id: string;
  key: string;
  because: Farewell;
}

/** Where all that lies: a database of this browser. */
export interface Store {
  vaults: () => Promise<VaultRow[]>;
  putVault: (row: VaultRow) => Promise<void>;
  /** Changes the vault in one step, whatever other tabs do; null when there is none (any more). */
  changeVault: (account: string, change: (row: VaultRow) => VaultRow) => Promise<VaultRow | null>;
  papers: (account: string) => Promise<PaperRow[]>;
  /** Adds a paper unless there is no vault for it (any more). */
  addPaper: (row: PaperRow) => Promise<boolean>;
  /** Changes a paper, and adds a piece of it, in one step; null when it is not there (any more). */
  changePaper: (id: string, change: (row: PaperRow) => PaperRow, piece?: Piece) => Promise<PaperRow | null>;
  piece: (id: string, index: number) => Promise<Uint8Array<ArrayBuffer> | null>;
  removePaper: (id: string) => Promise<void>;
  /** Everything of the account: vault, papers and pieces. */
  erase: (account: string) => Promise<void>;
  farewells: () => Promise<FarewellRow[]>;
  putFarewell: (row: FarewellRow) => Promise<void>;
  removeFarewell: (id: string) => Promise<void>;
}

export interface Piece {
  index: number;
  data: Uint8Array<ArrayBuffer>;
}
