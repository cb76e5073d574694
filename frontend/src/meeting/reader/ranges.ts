import { problemFrom } from "@/api/problem";
import { reach, requestHeaders } from "@/api/request";

/** Total length in bytes out of a Content-Range header (RFC 9110, 14.4), or null when it does not say. */
export function totalLength(contentRange: string | null): number | null {
  const match = /^bytes \d+-\d+\/(\d+)$/.exec(contentRange ?? "");
  return match?.[1] === undefined ? null : Number(match[1]);
}

export interface Slice {
  bytes: Uint8Array;
  total: number;
}

async function fetchOnce(url: string, begin: number, end: number, signal: AbortSignal): Promise<Slice> {
  const headers = { ...requestHeaders("GET"), Accept: "application/pdf", Range: `bytes=${begin}-${end - 1}` };
  const response = await reach(url, { headers, signal });
  if (!response.ok) throw problemFrom(response.status, undefined, response.headers.get("Retry-After"));
  const bytes = new Uint8Array(await response.arrayBuffer());
  const total = totalLength(response.headers.get("Content-Range")) ?? bytes.length;
  return { bytes: response.status === 200 ? bytes.subarray(begin, end) : bytes, total };
}

/**
 * The bytes from `begin` up to `end` (exclusive) and the file's length. The server may answer less than was
 * asked in one piece, so the rest is asked for again. Throws Problem.
 */
export async function fetchSlice(url: string, begin: number, end: number, signal: AbortSignal): Promise<Slice> {
  const first = await fetchOnce(url, begin, end, signal);
  const stop = Math.min(end, first.total);
  const pieces = [first.bytes];
  let at = begin + first.bytes.length;
  while (at < stop) {
    const next = await fetchOnce(url, at, stop, signal);
    if (next.bytes.length === 0) throw problemFrom(502, undefined);
    pieces.push(next.bytes);
    at += next.bytes.length;
  }
  return { bytes: joined(pieces), total: first.total };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (only && pieces.length === 1) return only;
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
