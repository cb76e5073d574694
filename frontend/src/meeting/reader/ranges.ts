import { isLineReachable } from "@/api/line";
import { isUnreachable, problemFrom } from "@/api/problem";
import { reach, requestHeaders } from "@/api/request";

/** Total length in bytes out of a Content-Range header (RFC 9110, 14.4), or null when it does not say. */
export function totalLength(contentRange: string | null): number | null {
  const match = /^bytes \d+-\d+\/(\d+)$/.exec(contentRange ?? "");
  return match?.[1] === undefined ? null : Number(match[1]);
}

export interface Slice {
  bytes: Uint8Array;
  total: number;
  /** The entity tag without quotes: slices of one tag are of one content. Empty when there is none. */
  tag: string;
}

const tagOf = (response: Response) => (response.headers.get("ETag") ?? "").replace(/^W\//, "").replaceAll('"', "");

/** The server is making what is asked for (a copy with the reader's name), or has too much to do. */
const NOT_YET = 503;
const TRIES = 40;
const LONGEST_WAIT_S = 5;

async function waitToAskAgain(response: Response, signal: AbortSignal): Promise<void> {
  const seconds = Math.min(LONGEST_WAIT_S, Number(response.headers.get("Retry-After")) || 1);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  signal.throwIfAborted();
}

async function fetchOnce(url: string, begin: number, end: number, signal: AbortSignal): Promise<Slice> {
  const headers = { ...requestHeaders("GET"), Accept: "application/pdf", Range: `bytes=${begin}-${end - 1}` };
  let response = await reach(url, { headers, signal });
  for (let tries = 1; response.status === NOT_YET && tries < TRIES; tries += 1) {
    await waitToAskAgain(response, signal);
    response = await reach(url, { headers, signal });
  }
  if (!response.ok) throw problemFrom(response.status, undefined, response.headers.get("Retry-After"));
  const bytes = new Uint8Array(await response.arrayBuffer());
  const total = totalLength(response.headers.get("Content-Range")) ?? bytes.length;
  return { bytes: response.status === 200 ? bytes.subarray(begin, end) : bytes, total, tag: tagOf(response) };
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
  return { bytes: joined(pieces), total: first.total, tag: first.tag };
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

/** A file that this device keeps for times without a network. */
export interface FileOnDevice {
  tag: string;
  total: number;
  /** The bytes from `begin` up to `end` (exclusive). Throws Problem. */
  read: (begin: number, end: number) => Promise<Uint8Array>;
}

type OnDevice = (url: string) => Promise<FileOnDevice | null>;
let onDevice: OnDevice = () => Promise.resolve(null);

/** Where files lie that this device keeps; it throws Problem where one may not be opened. */
export function setOnDevice(find: OnDevice): void {
  onDevice = find;
}

/** At the end of an address: read what this device keeps, even while there is a network. */
export const KEPT_FIRST = "#kept";

export type ReadSlice = (begin: number, end: number) => Promise<Slice>;

/** Slices of one file: from the server, and where it cannot be reached from this device, if it keeps the same content. */
export function sliceReader(url: string, signal: AbortSignal): ReadSlice {
  let tag: string | null = null;
  let kept: FileOnDevice | null = null;

  async function fromDevice(begin: number, end: number): Promise<Slice | null> {
    kept ??= await onDevice(url);
    if (!kept || (tag !== null && tag !== kept.tag)) return null;
    tag = kept.tag;
    return { bytes: await kept.read(begin, end), total: kept.total, tag };
  }

  async function fromServer(begin: number, end: number): Promise<Slice> {
    const slice = await fetchSlice(url, begin, end, signal);
    if (tag !== null && slice.tag !== tag) throw problemFrom(409, undefined);
    tag = slice.tag;
    return slice;
  }

  return async (begin, end) => {
    if (kept !== null || url.endsWith(KEPT_FIRST) || !isLineReachable()) {
      const slice = await fromDevice(begin, end);
      if (slice) return slice;
    }
    try {
      return await fromServer(begin, end);
    } catch (error) {
      const slice = isUnreachable(error) ? await fromDevice(begin, end) : null;
      if (!slice) throw error;
      return slice;
    }
  };
}
