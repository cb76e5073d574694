import type { Session } from "./types";

/** Who was signed in here last, for a page that is opened without a network; wiped when they go or are thrown out. */
const STORED_UNDER = "ecabinet.session";

export function keepSession(session: Session): void {
  if (session.user) localStorage.setItem(STORED_UNDER, JSON.stringify(session));
  else localStorage.removeItem(STORED_UNDER);
}

/** The session as the server told it last; null when nobody is signed in on this device. */
export function keptSession(): Session | null {
  const text = localStorage.getItem(STORED_UNDER);
  if (text === null) return null;
  try {
    return JSON.parse(text) as Session;
  } catch {
    return null;
  }
}

export function forgetKeptSession(): void {
  localStorage.removeItem(STORED_UNDER);
}
