/** Rows of the meeting snapshot's parts, as docs/contract.md lists them. */

export type MeetingStatus =
  | "draft"
  | "submitted"
  | "approved"
  | "returned"
  | "published"
  | "in_progress"
  | "paused"
  | "ended"
  | "closed"
  | "cancelled";

export type LayoutMode = "speaker" | "document" | "grid" | "chair";

export interface Layout {
  mode: LayoutMode;
  site_id?: string | null;
  participant_id?: string | null;
  document_id?: string | null;
  page?: number | null;
}

export interface MeetingRow {
  id: string;
  title: string;
  kind: "working" | "session";
  status: MeetingStatus;
  media_policy: "open" | "on_floor";
  unit_id: string;
  unit_name: string;
  place: string;
  scheduled_start: string;
  scheduled_end: string | null;
  started_at: string | null;
  ended_at: string | null;
  paused_at: string | null;
  paused_seconds: number;
  central_site_id: string | null;
  chair_person_id: string | null;
  secretary_person_id: string | null;
  chair_name: string;
  secretary_name: string;
  current_item_id: string | null;
  layout: Layout | null;
  quorum_numerator: number;
  quorum_denominator: number;
}

export interface SiteRow {
  site_id: string;
  name: string;
  unit_name: string;
  is_central: boolean;
  status: "offline" | "online";
  since: string | null;
  people_invited: number;
  microphone: "closed" | "open";
  media_identity: string;
}

export interface UnitRow {
  unit_id: string;
  name: string;
}

export type ParticipantRole = "chair" | "secretary" | "member" | "delegate" | "guest";
export type Attendance = "not_checked" | "present_in_person" | "present_online" | "absent";

export interface ParticipantRow {
  id: string;
  person_id: string;
  full_name: string;
  position: string;
  unit_name: string;
  role: ParticipantRole;
  site_id: string | null;
  site_name: string | null;
  votes: boolean;
  rsvp: "pending" | "accepted" | "declined";
  rsvp_reason: string;
  attendance: Attendance;
  attendance_reason: string;
  checked_in_at: string | null;
}

export interface QuorumRow {
  entitled: number;
  present: number;
  required: number;
  met: boolean;
}

export type ItemKind = "opening" | "report" | "discussion" | "decision" | "other";

export interface ItemRow {
  id: string;
  position: number;
  number: string | number;
  title: string;
  kind: ItemKind;
  presenter: string;
  planned_minutes: number;
  status: "pending" | "current" | "done";
  opened_at: string | null;
  closed_at: string | null;
}

export interface DocumentRow {
  id: string;
  item_id: string;
  title: string;
  filename: string;
  pages: number | null;
  size: number;
  sha256: string;
  status: "processing" | "ready" | "rejected";
  rejected_reason: string;
  uploaded_at: string;
  uploaded_by: string;
}

export interface QueueRow {
  id: string;
  participant_id: string;
  person_id: string;
  full_name: string;
  position: string;
  site_id: string | null;
  site_name: string | null;
  item_id: string | null;
  status: "waiting";
  requested_at: string;
  turn_count: number;
}

export interface FloorRow {
  request_id: string;
  participant_id: string;
  person_id: string;
  full_name: string;
  position: string;
  site_id: string | null;
  site_name: string | null;
  item_id: string | null;
  identity: string;
  started_at: string;
  limit_seconds: number;
  paused_at: string | null;
  paused_seconds: number;
}

export type Choice = "approve" | "reject" | "abstain";

export interface PollRule {
  threshold: string;
  base: string;
  quorum: { numerator: number; denominator: number };
  tie: string;
  legal_basis: string;
}

export interface PollResult {
  approve: number;
  reject: number;
  abstain: number;
  not_cast: number;
  cast: number;
  entitled: number;
  present: number;
  base: number;
  required: number;
  quorum_met: boolean;
  outcome: "adopted" | "rejected" | "void";
  sentence: string;
}

export interface BallotRow {
  full_name: string;
  position: string;
  choice: Choice;
  tracker: string;
}

export interface PollRow {
  id: string;
  item_id: string | null;
  question: string;
  status: "draft" | "open" | "closed" | "cancelled";
  method: "named";
  rule: PollRule;
  entitled: number;
  cast: number;
  voted: string[];
  opened_at: string | null;
  closed_at: string | null;
  result: PollResult | null;
  ballots: BallotRow[] | null;
}

export interface MyBallotRow {
  poll_id: string;
  choice: Choice;
  tracker: string;
  cast_at: string;
}

export interface ConclusionRow {
  id: string;
  item_id: string | null;
  text: string;
  recorded_at: string;
  recorded_by: string;
}

export interface MinutesRow {
  status: "none" | "queued" | "running" | "ready" | "failed";
  produced_at: string | null;
  head_seq: number | null;
  head_hash: string | null;
  pdf_sha256: string | null;
  docx_sha256: string | null;
  error: string | null;
}

export interface DeliveryRow {
  id: string;
  to_name: string;
  address: string;
  status: "queued" | "sent" | "failed";
  sent_at: string | null;
  error: string | null;
}

export type Keyed<Row> = Readonly<Record<string, Row>>;

export interface Parts {
  meeting: Keyed<MeetingRow>;
  sites: Keyed<SiteRow>;
  units: Keyed<UnitRow>;
  participants: Keyed<ParticipantRow>;
  quorum: Keyed<QuorumRow>;
  items: Keyed<ItemRow>;
  documents: Keyed<DocumentRow>;
  queue: Keyed<QueueRow>;
  floor: Keyed<FloorRow>;
  polls: Keyed<PollRow>;
  my: Keyed<MyBallotRow>;
  conclusions: Keyed<ConclusionRow>;
  minutes: Keyed<MinutesRow>;
  deliveries: Keyed<DeliveryRow>;
}

export type PartName = keyof Parts;

export type Ability =
  | "edit_meeting"
  | "publish"
  | "run_meeting"
  | "grant_floor"
  | "request_floor"
  | "vote"
  | "check_in"
  | "record_conclusion"
  | "manage_attendance"
  | "set_layout"
  | "open_poll"
  | "produce_minutes"
  | "see_deliveries"
  | "upload_document";

export interface Viewer {
  account_id: string;
  kind: "person" | "site_device" | "observer";
  person_id: string | null;
  participant_id: string | null;
  role: string | null;
  site_id: string | null;
  site_name: string | null;
  full_name: string;
  can: Ability[];
}

export interface Snapshot {
  stream: string;
  seq: number;
  viewer_seq?: number;
  now: string;
  viewer: Viewer;
  parts: Partial<Parts>;
}

/** What an event changed: part → key → the whole new row, or null when it is gone. */
export type StateChange = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface Actor {
  account_id?: string | null;
  person_id?: string | null;
  name?: string;
  kind?: string;
}

export interface Frame {
  seq: number;
  prev: number;
  type: string;
  at: string;
  actor: Actor | null;
  data: Record<string, unknown>;
  state: StateChange;
  version: number;
}

export type LiveStatus = "loading" | "live" | "reconnecting" | "offline" | "signed_out" | "forbidden" | "failed";

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
  /** The newest frames first, at most FEED_LIMIT. */
  feed: readonly Frame[];
}
