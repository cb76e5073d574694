import type { EventRow, Parts, Viewer } from "@/api/snapshot";

export type {
  Ability,
  AnnouncementRow,
  ChatRow,
  ConversationRow,
  LeaveRow,
  LobbyRow,
  LobbySettingsRow,
  NoteRow,
  BudgetRow,
  AttendanceStatus,
  BallotChoice,
  ConclusionRow,
  DocumentRow,
  EventRow,
  FloorRow,
  FloorSettingsRow,
  ItemRow,
  Layout,
  MeetingRow,
  MyBallotRow,
  ParticipantRow,
  Parts,
  PollResult,
  PollRow,
  PollRule,
  QueueRow,
  QuorumRow,
  RecusalRow,
  ShareRow,
  SiteRow,
  Snapshot,
  Viewer,
} from "@/api/snapshot";

/** What an event changed: part → key → the whole new row, or null when it is gone. */
export type StateChange = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** One event on the live line; `prev` is the sequence of the previous event this viewer may see. */
export interface Frame extends EventRow {
  prev: number;
}

export type LiveStatus = "loading" | "live" | "reconnecting" | "offline" | "signed_out" | "forbidden" | "failed";

/** A meeting as it was known at `at` (this machine's clock, ms). */
export interface Known {
  parts: Parts;
  viewer: Viewer;
  seq: number;
  at: number;
}

/** What the presenter of a document sees now; `screen` is the presenting device's own name. */
export interface PresentedView {
  document_id: string;
  page: number;
  region: { x: number; y: number; width: number; height: number };
  screen: string;
  by: string;
  at: string;
}

/** The newest words that pass on the line: no events, no part of the snapshot. */
export interface Passing {
  presenting?: PresentedView | null;
}

export interface LiveState {
  status: LiveStatus;
  parts: Parts | null;
  viewer: Viewer | null;
  /** Last event of the stream that this viewer has applied. */
  seq: number;
  /** Server clock minus this machine's clock, in milliseconds. */
  clockOffset: number;
  /** When the line was lost (this machine's clock, ms), null while it stands. */
  lostAt: number | null;
  /** Since when nothing newer is known, where this page shows what an earlier one had kept; else null. */
  keptAt: number | null;
  /** How much later than at the best moment the last two words of the server came, in milliseconds. */
  lateMs: number;
  passing: Passing;
  /** The newest events first, those since the page was opened. */
  feed: readonly Frame[];
}
