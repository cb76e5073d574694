import { reportLine } from "@/api/line";
import { Problem } from "@/api/problem";
import { read } from "@/api/request";
import { forgetMeeting, keepMeeting, knownMeeting } from "@/offline/meetings";
import type { Ports, Socket, SnapshotAnswer } from "./ports";
import type { Snapshot } from "./types";

/** Refused, not there, or not even the address of a meeting: asking again changes nothing. */
const NOT_YOURS: ReadonlySet<number> = new Set([403, 404, 422]);

function answerOf(problem: Problem): SnapshotAnswer {
  if (problem.status === 401) return { kind: "signed_out" };
  if (NOT_YOURS.has(problem.status)) return { kind: "forbidden" };
  return { kind: "busy", retryAfterMs: problem.retryAfter === undefined ? null : problem.retryAfter * 1000 };
}

async function fetchSnapshot(meetingId: string, signal: AbortSignal): Promise<SnapshotAnswer> {
  try {
    return { kind: "snapshot", snapshot: await read<Snapshot>(`/api/meetings/${meetingId}/snapshot`, {}, signal) };
  } catch (error) {
    if (error instanceof Problem) return answerOf(error);
    throw error;
  }
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
  raw.onopen = () => {
    reportLine(true);
    socket.onopen?.();
  };
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
    memory: {
      keep: (known) => void keepMeeting(meetingId, known),
      recall: () => knownMeeting(meetingId),
      forget: () => void forgetMeeting(meetingId),
    },
  };
}
