import type { Frame, Parts, Passing, StateChange } from "./types";

const EMPTY: Parts = {
  meeting: {},
  sites: {},
  units: {},
  participants: {},
  substitutes: {},
  quorum: {},
  headcounts: {},
  away: {},
  leaves: {},
  recusals: {},
  shares: {},
  losses: {},
  items: {},
  documents: {},
  drafts: {},
  queue: {},
  floor: {},
  floor_settings: {},
  budgets: {},
  polls: {},
  voted: {},
  my: {},
  conclusions: {},
  minutes: {},
  deliveries: {},
  screens: {},
  conversation: {},
  announcements: {},
  chat: {},
  notes: {},
  lobby_settings: {},
  lobby: {},
  door: {},
  line: {},
  my_wait: {},
  seat_maps: {},
  seats: {},
  rehearsals: {},
  rehearsal_results: {},
  overseers: {},
  document_settings: {},
  opinion_results: {},
};

/** Every known part, present even when the server left an empty one out. */
export function completeParts(parts: Partial<Parts>): Parts {
  return { ...EMPTY, ...parts };
}

function applyRows(rows: Readonly<Record<string, unknown>>, changes: Readonly<Record<string, unknown>>) {
  const kept = Object.entries({ ...rows, ...changes }).filter(([, row]) => row !== null);
  return Object.fromEntries(kept);
}

/**
 * The parts after one event: each row replaces the whole row under its key, null removes it.
 * A payload that was erased by law (null) changes nothing: a later event says what is left.
 * Untouched parts keep their identity, so screens that read only those do not render again.
 */
export function applyState(parts: Parts, state: StateChange | null): Parts {
  const next: Record<string, Readonly<Record<string, unknown>>> = { ...parts };
  for (const [part, changes] of Object.entries(state ?? {})) {
    next[part] = applyRows(next[part] ?? {}, changes);
  }
  return next as unknown as Parts;
}

export type Verdict = "apply" | "duplicate" | "gap";

/** What to do with a frame when `seen` is the last sequence this viewer has applied. */
export function judgeFrame(seen: number, frame: Pick<Frame, "seq" | "prev">): Verdict {
  if (frame.seq <= seen) return "duplicate";
  return frame.prev === seen ? "apply" : "gap";
}

const NEW_LAYOUT: ReadonlySet<string> = new Set(["layout.set", "meeting.ended"]);

/** What still passes after an event: a view of the layout before does not count any more. */
export function passingAfter(passing: Passing, { type, at }: Pick<Frame, "type" | "at">): Passing {
  const { presenting } = passing;
  if (!presenting || !NEW_LAYOUT.has(type) || Date.parse(presenting.at) > Date.parse(at)) return passing;
  return { ...passing, presenting: null };
}
