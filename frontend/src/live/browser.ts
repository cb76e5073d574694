import type { Ports, Socket, SnapshotAnswer } from "./ports";
import type { Snapshot } from "./types";

const SNAPSHOT_TIMEOUT_MS = 15_000;

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get("Retry-After"));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null;
}

async function answerOf(response: Response): Promise<SnapshotAnswer> {
  if (response.ok) return { kind: "snapshot", snapshot: (await response.json()) as Snapshot };
  if (response.status === 401) return { kind: "signed_out" };
  if (response.status === 403 || response.status === 404) return { kind: "forbidden" };
  return { kind: "busy", retryAfterMs: retryAfter(response) };
}

async function fetchSnapshot(meetingId: string, signal: AbortSignal): Promise<SnapshotAnswer> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(SNAPSHOT_TIMEOUT_MS)]);
  const response = await fetch(`/api/meetings/${meetingId}/snapshot`, {
    credentials: "same-origin",
    headers: { Accept: "application/json" },
    signal: limit,
  });
  return answerOf(response);
}

function openSocket(meetingId: string, after: number): Socket {
  const address = new URL(`/api/meetings/${meetingId}/live?after=${after}`, window.location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  const raw = new WebSocket(address);
  const socket: Socket = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (text) => {
      if (raw.readyState === WebSocket.OPEN) raw.send(text);
    },
    close: () => raw.close(),
  };
  raw.onopen = () => socket.onopen?.();
  raw.onmessage = (event: MessageEvent<unknown>) => socket.onmessage?.({ data: event.data });
  raw.onclose = (event) => socket.onclose?.({ code: event.code });
  return socket;
}

/** The real network and clock of this page for one meeting. */
export function browserPorts(meetingId: string): Ports {
  return {
    fetchSnapshot: (signal) => fetchSnapshot(meetingId, signal),
    openSocket: (after) => openSocket(meetingId, after),
    now: () => Date.now(),
    random: () => Math.random(),
    setTimer: (run, ms) => window.setTimeout(run, ms),
    clearTimer: (id) => window.clearTimeout(id),
  };
}
