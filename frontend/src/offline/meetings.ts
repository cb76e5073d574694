import { keptSession } from "@/api/keptSession";
import type { Parts, Viewer } from "@/api/snapshot";
import { rowsOf } from "./rows";

/** The last known state of a meeting as one person saw it. No document's content is in it. */
export interface KnownMeeting {
  parts: Parts;
  viewer: Viewer;
  seq: number;
  /** When it was known to be so (this machine's clock, ms). */
  at: number;
}

interface Row extends KnownMeeting {
  id: string;
  account: string;
}

const LONGEST_MS = 24 * 3600_000;
const MOST = 6;
const rows = rowsOf<Row>("meetings");

function rowId(account: string, meeting: string): string {
  return `${account} ${meeting}`;
}

const account = (): string | null => keptSession()?.user?.id ?? null;

/** Keeps a state for the person who is signed in; of a device or of another person nothing is kept. */
export async function keepMeeting(meeting: string, known: KnownMeeting): Promise<void> {
  if (known.viewer.kind !== "person" || known.viewer.account_id !== account()) return;
  await rows.put({ ...known, id: rowId(known.viewer.account_id, meeting), account: known.viewer.account_id });
}

/** What is known here of a meeting, at most a day old; everything older is removed, and all but the newest few. */
export async function knownMeeting(meeting: string): Promise<KnownMeeting | null> {
  const mine = account();
  if (mine === null) return null;
  const found = (await rows.of(mine)).sort((a, b) => b.at - a.at);
  const stale = new Set(found.filter((row, index) => index >= MOST || row.at < Date.now() - LONGEST_MS).map(({ id }) => id));
  if (stale.size > 0) await rows.removeWhere(({ id }) => stale.has(id));
  const row = found.find(({ id }) => id === rowId(mine, meeting) && !stale.has(id));
  return row ? { parts: row.parts, viewer: row.viewer, seq: row.seq, at: row.at } : null;
}

/** Forgets one meeting: the person may not see it any more. */
export async function forgetMeeting(meeting: string): Promise<void> {
  await rows.removeWhere(({ id }) => id.endsWith(` ${meeting}`));
}

/** Forgets all of them: who was signed in has gone. */
export async function forgetMeetings(): Promise<void> {
  await rows.removeWhere(() => true);
}
