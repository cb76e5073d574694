/**
 * The idempotency keys of the acts a person has begun and whose outcome is not known yet.
 *
 * One act has one key. As long as no answer came (the line broke), the same act with the same
 * content is sent again under the same key, so the server does it at most once.
 */
export class Acts {
  private readonly keys = new Map<string, string>();
  private readonly newKey: () => string;
  private readonly limit: number;

  constructor(newKey: () => string = randomKey, limit = 200) {
    this.newKey = newKey;
    this.limit = limit;
  }

  /** The key of this act: the one it was last sent with when its outcome is unknown, else a new one. */
  keyOf(fingerprint: string): string {
    const known = this.keys.get(fingerprint);
    if (known !== undefined) return known;
    this.forgetOldest();
    const key = this.newKey();
    this.keys.set(fingerprint, key);
    return key;
  }

  /** Call when the server answered: the next act with this content is a new act. */
  settle(fingerprint: string): void {
    this.keys.delete(fingerprint);
  }

  private forgetOldest(): void {
    const oldest = this.keys.keys().next();
    if (this.keys.size >= this.limit && !oldest.done) this.keys.delete(oldest.value);
  }
}

/** A random UUID; works on plain-HTTP addresses too, where `crypto.randomUUID` does not exist. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
