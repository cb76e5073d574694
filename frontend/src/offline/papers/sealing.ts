/**
 * How papers are encrypted on this device: AES-GCM under a key that never leaves WebCrypto. That key is stored
 * only wrapped twice: by a key derived from the PIN, and by a key of this browser that cannot be exported.
 */

export type Bytes = Uint8Array<ArrayBuffer>;

/** What opens with the PIN, and only in this browser. */
export interface Lock {
  deviceKey: CryptoKey;
  salt: Bytes;
  rounds: number;
  wrapped: Bytes;
}

/** PBKDF2-HMAC-SHA-256, as OWASP's Password Storage Cheat Sheet asks for (2023). */
export const ROUNDS = 600_000;
const IV_BYTES = 12;
const AES = { name: "AES-GCM", length: 256 };
const USES: KeyUsage[] = ["encrypt", "decrypt"];
const BY_PIN = "ecabinet.papers.pin";
const BY_DEVICE = "ecabinet.papers.device";

const utf8 = new TextEncoder();

export function randomBytes(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** `plain` encrypted; only who names the same `about` can decrypt it, so that no piece stands for another. */
export async function seal(key: CryptoKey, plain: BufferSource, about: string): Promise<Bytes> {
  const iv = randomBytes(IV_BYTES);
  const algorithm = { name: AES.name, iv, additionalData: utf8.encode(about) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plain));
  const whole = new Uint8Array(IV_BYTES + sealed.length);
  whole.set(iv);
  whole.set(sealed, IV_BYTES);
  return whole;
}

/** The reverse of `seal`. Throws a DOMException when the key, the bytes or `about` is another. */
export async function unseal(key: CryptoKey, sealed: Bytes, about: string): Promise<Bytes> {
  const algorithm = { name: AES.name, iv: sealed.slice(0, IV_BYTES), additionalData: utf8.encode(about) };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed.subarray(IV_BYTES)));
}

export function sealText(key: CryptoKey, text: string, about: string): Promise<Bytes> {
  return seal(key, utf8.encode(text), about);
}

export async function unsealText(key: CryptoKey, sealed: Bytes, about: string): Promise<string> {
  return new TextDecoder().decode(await unseal(key, sealed, about));
}

async function pinKey(pin: string, salt: Bytes, rounds: number): Promise<CryptoKey> {
  const secret = await crypto.subtle.importKey("raw", utf8.encode(pin), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, secret, AES, false, USES);
}

const usable = (raw: Bytes): Promise<CryptoKey> => crypto.subtle.importKey("raw", raw, AES, false, USES);

/** A new lock and the key behind it, which cannot be exported. */
export async function newLock(pin: string, rounds = ROUNDS): Promise<{ lock: Lock; key: CryptoKey }> {
  const deviceKey = await crypto.subtle.generateKey(AES, false, USES);
  const [salt, raw] = [randomBytes(16), randomBytes(32)];
  const inner = await seal(await pinKey(pin, salt, rounds), raw, BY_PIN);
  const lock = { deviceKey, salt, rounds, wrapped: await seal(deviceKey, inner, BY_DEVICE) };
  const key = await usable(raw);
  raw.fill(0);
  return { lock, key };
}

/** The key behind a lock; null when the PIN is wrong. */
export async function openLock(lock: Lock, pin: string): Promise<CryptoKey | null> {
  const inner = await unseal(lock.deviceKey, lock.wrapped, BY_DEVICE);
  const byPin = await pinKey(pin, lock.salt, lock.rounds);
  const raw = await unseal(byPin, inner, BY_PIN).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "OperationError") return null;
    throw error;
  });
  if (raw === null) return null;
  const key = await usable(raw);
  raw.fill(0);
  return key;
}

/** A secret that only this device knows, to be told to the server as what it is known by. */
export function newDeviceKey(): string {
  const letters = btoa(String.fromCharCode(...randomBytes(32)));
  return letters.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
