import type { Known, Snapshot } from "./types";

/** The part of a WebSocket that the live meeting uses; tests pass one that they drive by hand. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  send(text: string): void;
  close(): void;
}

export type SnapshotAnswer =
  | { kind: "snapshot"; snapshot: Snapshot }
  | { kind: "signed_out" }
  | { kind: "forbidden" }
  | { kind: "busy"; retryAfterMs: number | null };

/** Everything outside the state machine: the network, the clock and chance. */
export interface Ports {
  fetchSnapshot(signal: AbortSignal): Promise<SnapshotAnswer>;
  openSocket(after: number): Socket;
  now: () => number;
  random: () => number;
  setTimer(run: () => void, ms: number): number;
  clearTimer(id: number): void;
  /** Where the last known state outlives the page; without it nothing does. */
  memory?: Memory;
}

/** The last known state of this meeting on this device, for a page that is opened without a network. */
export interface Memory {
  keep(known: Known): void;
  recall(): Promise<Known | null>;
  /** The viewer may not know it any more. */
  forget(): void;
}
