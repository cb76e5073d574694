/** Whether this tab was thrown out because its session ended; the sign-in page says so until someone signs in. */

const STORED_UNDER = "ecabinet.session-ended";

/** Call when the server no longer knows the session of who was signed in here. */
export function noteSessionEnd(): void {
  sessionStorage.setItem(STORED_UNDER, "true");
}

/** Call when somebody signs in, or goes of their own will. */
export function forgetSessionEnd(): void {
  sessionStorage.removeItem(STORED_UNDER);
}

export function hasSessionEnded(): boolean {
  return sessionStorage.getItem(STORED_UNDER) !== null;
}
