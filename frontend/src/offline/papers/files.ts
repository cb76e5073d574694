import { Problem } from "@/api/problem";
import { unseal, type Bytes } from "./sealing";
import type { Store } from "./types";

/** Papers are encrypted and stored in pieces of this many bytes, so that none is ever whole in memory. */
export const PIECE = 1 << 20;
const PIECES_REMEMBERED = 3;

/** A paper on this device, read like a file by ranges. */
export interface KeptFile {
  tag: string;
  total: number;
  /** The bytes from `begin` up to `end` (exclusive). Throws Problem when the paper is gone meanwhile. */
  read: (begin: number, end: number) => Promise<Uint8Array>;
}

interface Opened {
  store: Store;
  key: CryptoKey;
  id: string;
  bytes: number;
  tag: string;
  /** Asked before every read: the vault is open and the paper has not expired. */
  mayRead: () => boolean;
}

export const gone = (): Problem => new Problem({ status: 410, code: "offline_gone", title: "" });

/** Reads a paper piece by piece; the few pieces read last stay decrypted. */
export function openedFile({ store, key, id, bytes, tag, mayRead }: Opened): KeptFile {
  const remembered = new Map<number, Promise<Bytes>>();

  async function decrypted(index: number): Promise<Bytes> {
    const sealed = await store.piece(id, index);
    if (sealed === null) throw gone();
    return unseal(key, sealed, `${id} ${index}`);
  }

  function piece(index: number): Promise<Bytes> {
    const known = remembered.get(index) ?? decrypted(index);
    remembered.delete(index);
    remembered.set(index, known);
    known.catch(() => remembered.delete(index));
    for (const old of [...remembered.keys()].slice(0, -PIECES_REMEMBERED)) remembered.delete(old);
    return known;
  }

  async function read(begin: number, end: number): Promise<Uint8Array> {
    if (!mayRead()) throw gone();
    const stop = Math.min(end, bytes);
    const whole = new Uint8Array(Math.max(0, stop - begin));
    for (let at = begin; at < stop; ) {
      const index = Math.floor(at / PIECE);
      const part = (await piece(index)).subarray(at - index * PIECE, stop - index * PIECE);
      if (part.length === 0) throw gone();
      whole.set(part, at - begin);
      at += part.length;
    }
    return whole;
  }

  return { tag, total: bytes, read };
}
