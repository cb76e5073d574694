const PATIENCE_MS = 2_000;

/** Whether the media server at that address (ws or wss) accepts connections now; never throws. */
export async function mediaAnswers(url: string): Promise<boolean> {
  const options: RequestInit = { mode: "no-cors", cache: "no-store", credentials: "omit" };
  try {
    await fetch(url.replace(/^ws/, "http"), { ...options, signal: AbortSignal.timeout(PATIENCE_MS) });
    return true;
  } catch {
    return false;
  }
}
