import type { Snapshot } from "./types";

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
}
