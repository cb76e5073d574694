import type { Measured } from "@/api/rehearsal";

/** What both ends of the test room counted up to a moment (`at` in ms); rates in bytes, times in seconds. */
export interface Sample {
  at: number;
  bytesUp: number;
  packetsUp: number;
  lostUp: number;
  bytesDown: number;
  packetsDown: number;
  lostDown: number;
  jitter: number;
  rtt: number | null;
  transport: Measured["line"]["transport"];
}

type Stats = Record<string, unknown>;

const KBIT = 8 / 1000;
const number = (row: Stats | undefined, name: string): number => {
  const value = row?.[name];
  return typeof value === "number" ? value : 0;
};

function rowsOf(report: RTCStatsReport): Stats[] {
  const rows: Stats[] = [];
  report.forEach((row: Stats) => rows.push(row));
  return rows;
}

/** The pair of addresses that carries the packets: the one that is nominated and has sent most. */
function carryingPair(rows: Stats[]): Stats | undefined {
  const pairs = rows.filter((row) => row.type === "candidate-pair" && row.state === "succeeded");
  return pairs.sort((a, b) => number(b, "bytesSent") - number(a, "bytesSent"))[0];
}

function transportOf(rows: Stats[], pair: Stats | undefined): Sample["transport"] {
  const local = rows.find((row) => row.id === pair?.localCandidateId);
  if (local === undefined) return "";
  if (local.candidateType === "relay") return "turn";
  return local.protocol === "tcp" ? "tcp" : "udp";
}

/** One look at the sender's and the receivers' statistics (W3C webrtc-stats). */
export function sampleOf(at: number, sender: RTCStatsReport, receivers: readonly RTCStatsReport[]): Sample {
  const up = rowsOf(sender);
  const outbound = up.find((row) => row.type === "outbound-rtp");
  const told = up.find((row) => row.type === "remote-inbound-rtp");
  const pair = carryingPair(up);
  const inbound = receivers.flatMap((report) => rowsOf(report).filter((row) => row.type === "inbound-rtp"));
  const sum = (name: string) => inbound.reduce((total, row) => total + number(row, name), 0);
  return {
    at,
    bytesUp: number(outbound, "bytesSent") + number(outbound, "headerBytesSent"),
    packetsUp: number(outbound, "packetsSent"),
    lostUp: number(told, "packetsLost"),
    bytesDown: sum("bytesReceived") + sum("headerBytesReceived"),
    packetsDown: sum("packetsReceived"),
    lostDown: sum("packetsLost"),
    jitter: Math.max(0, ...inbound.map((row) => number(row, "jitter"))),
    rtt: typeof pair?.currentRoundTripTime === "number" ? pair.currentRoundTripTime : null,
    transport: transportOf(up, pair),
  };
}

const share = (lost: number, all: number) => (all > 0 ? Math.min(1, Math.max(0, lost / all)) : 0);

function middle(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * What a series of samples comes to. Rates are those of the second half, when the sender has found its pace; loss is
 * that of the whole test; jitter and round trip are the middle of what was seen. Null: nothing came through.
 */
export function figuresOf(samples: readonly Sample[]): Measured["line"] | null {
  const first = samples[0];
  const last = samples.at(-1);
  const half = samples[Math.floor(samples.length / 2)];
  if (!first || !last || !half || last.at === half.at || last.packetsDown === 0) return null;
  const seconds = (last.at - half.at) / 1000;
  const lostDown = last.lostDown - first.lostDown;
  return {
    outcome: "measured",
    up_kbps: ((last.bytesUp - half.bytesUp) * KBIT) / seconds,
    down_kbps: ((last.bytesDown - half.bytesDown) * KBIT) / seconds,
    loss_up: share(last.lostUp - first.lostUp, last.packetsUp - first.packetsUp),
    loss_down: share(lostDown, lostDown + last.packetsDown - first.packetsDown),
    jitter_ms: middle(samples.map(({ jitter }) => jitter)) * 1000,
    rtt_ms: middle(samples.flatMap(({ rtt }) => (rtt === null ? [] : [rtt]))) * 1000,
    transport: last.transport || "udp",
  };
}
