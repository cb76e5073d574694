import { randomKey } from "@/api/acts";
import { describeProblem } from "@/api/describe";
import { isLineReachable, reportLine, subscribeLine } from "@/api/line";
import { reach, sendOnce } from "@/api/request";
import { i18n } from "@/i18n";
import { notifyDone } from "@/kit/notify";
import { alone } from "./alone";
import { CommandQueue, type QueuePorts } from "./queue";
import { rowsOf } from "./rows";
import type { Entry } from "./types";

const PROBE_MS = 5_000;
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("ecabinet.commands");

/** One small question, asked only where the last request found nobody. */
async function serverAnswers(): Promise<boolean> {
  try {
    const { status } = await reach("/api/session", { signal: AbortSignal.timeout(PROBE_MS) });
    if (status < 500) reportLine(true);
    return status < 500;
  } catch {
    // Whatever kept the answer away, there is none.
    return false;
  }
}

const ports: QueuePorts = {
  rows: rowsOf<Entry>("commands"),
  send: ({ path, body, id }) => sendOnce(path, body, id),
  isUp: () => (!navigator.onLine ? Promise.resolve(false) : isLineReachable() ? Promise.resolve(true) : serverAnswers()),
  alone,
  announce: () => channel?.postMessage("changed"),
  tell: (entry, outcome) => {
    if (outcome === "done") notifyDone(i18n.t(`common:waiting.done.${entry.kind}`));
  },
  words: describeProblem,
  newKey: randomKey,
  now: () => Date.now(),
  random: () => Math.random(),
  setTimer: (run, ms) => window.setTimeout(run, ms),
  clearTimer: (id) => window.clearTimeout(id),
};

/** The acts of this device's person that are on their way. */
export const commandQueue = new CommandQueue(ports);

/** The line may be back: what waits is sent at once instead of at the next try. */
export function sendWaiting(): void {
  if (commandQueue.getEntries().some(({ outcome }) => outcome === null)) void commandQueue.flush();
}

channel?.addEventListener("message", () => void commandQueue.reload());
window.addEventListener("online", sendWaiting);
subscribeLine(() => {
  if (isLineReachable()) sendWaiting();
});
