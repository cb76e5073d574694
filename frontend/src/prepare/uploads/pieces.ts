import { get, tell } from "@/api/client";
import { isUnreachable, Problem } from "@/api/problem";
import { Sha256 } from "./sha256";
import { transfer } from "./transfer";

/** A file larger than this goes in pieces, so that a lost line costs one piece and not the file. */
export const IN_PIECES_FROM_BYTES = 4 * 1024 * 1024;
const PIECE_BYTES = 2 * 1024 * 1024;
const EDGE_BYTES = 64 * 1024;
const LOOK_AGAIN_MS = 3_000;

/** What is told while a file is sent; shares from 0 to 1. */
export interface Watch {
  onProgress: (share: number) => void;
  /** The server had this share already. */
  onResumed: (share: number) => void;
  /** The line is lost, or back. */
  onLost: (lost: boolean) => void;
}

/** A file that the server has whole: what a form names instead of it. */
export interface Arrived {
  upload: string;
  sha256: string;
}

async function bytesOf(file: Blob, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.slice(from, to).arrayBuffer());
}

/** Tells a file from others of its name and size: the hash of its beginning and its end. */
async function fingerprintOf(file: File): Promise<string> {
  const hash = new Sha256();
  hash.update(await bytesOf(file, 0, EDGE_BYTES));
  hash.update(await bytesOf(file, Math.max(0, file.size - EDGE_BYTES), file.size));
  return hash.hex();
}

/** Until the browser says that it is back on line, or for three seconds: some lines are lost without a word. */
function untilOnline(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => done(resolve), LOOK_AGAIN_MS);
    const online = () => done(resolve);
    const aborted = () => done(() => reject(new DOMException("", "AbortError")));
    const done = (how: () => void) => {
      clearTimeout(timer);
      window.removeEventListener("online", online);
      signal.removeEventListener("abort", aborted);
      how();
    };
    window.addEventListener("online", online);
    signal.addEventListener("abort", aborted);
  });
}

const isPassing = (error: unknown) => isUnreachable(error) || (error instanceof Problem && [502, 503, 504].includes(error.status));

/** Tries again as long as the line is lost or the server busy; throws what it refuses, and AbortError. */
export async function patiently<T>(attempt: () => Promise<T>, watch: Watch, signal: AbortSignal): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    try {
      const answer = await attempt();
      watch.onLost(false);
      return answer;
    } catch (error) {
      if (!isPassing(error)) throw error;
      watch.onLost(true);
      await untilOnline(signal);
    }
  }
}

async function sendPiece(id: string, at: number, piece: Uint8Array<ArrayBuffer>, size: number, watch: Watch, signal: AbortSignal): Promise<number> {
  const address = `/api/uploads/${id}/bytes?offset=${at}`;
  const onProgress = (share: number) => watch.onProgress((at + share * piece.length) / size);
  try {
    const body = new Blob([piece], { type: "application/octet-stream" });
    const row = (await patiently(() => transfer("PUT", address, body, { onProgress, signal }), watch, signal)) as { received: number };
    return row.received;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "upload_wrong_offset") throw error;
    // Another window sends the same file: go on from where it has come.
    const { received } = await get("/api/uploads/{upload_id}", { path: { upload_id: id } }, signal);
    if (received < at) throw error;
    return received;
  }
}

/**
 * Sends a file piece by piece, from where it was left by this page or an earlier one, and waits for the line
 * where it is lost. Throws Problem, or AbortError when `signal` aborts; what has come stays for a day.
 */
export async function sendInPieces(file: File, watch: Watch, signal: AbortSignal): Promise<Arrived> {
  const { name, size } = file;
  const body = { name, size, fingerprint: await fingerprintOf(file), declared_not_secret: true };
  const upload = await patiently(() => tell("post", "/api/uploads", { body }), watch, signal);
  if (upload.received > 0) watch.onResumed(upload.received / size);
  const hash = new Sha256();
  let there = upload.received;
  for (let at = 0; at < size; ) {
    signal.throwIfAborted();
    const piece = await bytesOf(file, at, Math.min(at + PIECE_BYTES, at < there ? there : size));
    hash.update(piece);
    if (at >= there) there = await sendPiece(upload.id, at, piece, size, watch, signal);
    at += piece.length;
    watch.onProgress(Math.max(at, upload.received) / size);
  }
  return { upload: upload.id, sha256: hash.hex() };
}
