/** What this browser keeps as a screen of a site: its key and, until somebody entered it, the code. */
export interface KeptPairing {
  key: string;
  code: string;
  expires_at: string;
}

const STORED_UNDER = "ecabinet.device";

function isPairing(value: unknown): value is KeptPairing {
  const fields: (keyof KeptPairing)[] = ["key", "code", "expires_at"];
  return typeof value === "object" && value !== null && fields.every((field) => typeof (value as KeptPairing)[field] === "string");
}

/** The pairing of this browser, null when it is no screen of a site. */
export function keptPairing(): KeptPairing | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(STORED_UNDER) ?? "null");
    return isPairing(value) ? value : null;
  } catch {
    return null;
  }
}

export function keepPairing({ key, code, expires_at }: KeptPairing): void {
  localStorage.setItem(STORED_UNDER, JSON.stringify({ key, code, expires_at }));
}

export function forgetPairing(): void {
  localStorage.removeItem(STORED_UNDER);
}

/** This browser was paired: it has a key and no code waits any more. */
export function isPaired(): boolean {
  const kept = keptPairing();
  return kept !== null && kept.code === "";
}

/** The code was entered: only the key is of use from now on. */
export function notePaired(): void {
  const kept = keptPairing();
  if (kept) keepPairing({ ...kept, code: "" });
}
