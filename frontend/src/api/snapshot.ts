/** Rows of the meeting snapshot, by docs/contract.md ("Parts of the meeting snapshot"). */

export type MeetingStatus =
  | "draft" | "submitted" | "approved" | "returned" | "published"
  | "in_progress" | "paused" | "ended" | "closed" | "cancelled";
export type MeetingKind = "working" | "session";
export type ParticipantRole = "chair" | "secretary" | "member" | "delegate" | "guest";
export type ItemKind = "opening" | "report" | "discussion" | "decision" | "other";
export type BallotChoice = "approve" | "reject" | "abstain";
export type Rsvp = "pending" | "accepted" | "declined";
export type AttendanceStatus = "not_checked" | "present_in_person" | "present_online" | "absent";

export interface Layout {
  mode: "speaker" | "document" | "grid" | "chair";
  site_id: string | null;
  participant_id: string | null;
  document_id: string | null;
  page: number | null;
}

export interface MeetingRow {
  id: string;
  title: string;
  kind: MeetingKind;
  status: MeetingStatus;
  media_policy: "open" | "on_floor";
  unit_id: string;
  unit_name: string;
  place: string;
  scheduled_start: string;
  scheduled_end: string;
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
  layout: Layout;
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

export interface ParticipantRow {
  id: string;
  person_id: string;
  full_name: string;
  position: string;
  unit_name: string;
  role: ParticipantRole;
  site_id: string | null;
  site_name: string;
  votes: boolean;
  rsvp: Rsvp;
  rsvp_reason: string;
  attendance: AttendanceStatus;
  attendance_reason: string;
  checked_in_at: string | null;
}

export interface QuorumRow {
  entitled: number;
  present: number;
  required: number;
  met: boolean;
}

export interface ItemRow {
  id: string;
  position: number;
  number: string;
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
  site_name: string;
  item_id: string | null;
  status: "waiting";
  requested_at: string;
  turn_count: number;
}

export interface FloorRow {
  request_id: string | null;
  participant_id: string;
  person_id: string;
  full_name: string;
  position: string;
  site_id: string | null;
  site_name: string;
  item_id: string | null;
  identity: string;
  started_at: string;
  limit_seconds: number;
  paused_at: string | null;
  paused_seconds: number;
}

export interface PollRule {
  threshold: "1/2" | "2/3" | "3/4" | "unanimous";
  base: "entitled" | "present" | "cast";
  electorate: "members" | "present";
  quorum: { numerator: number | null; denominator: number | null };
  tie: "chair" | "rejected";
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
  quorum_required: number;
  quorum_met: boolean;
  tied: boolean;
  outcome: "adopted" | "rejected" | "void";
  sentence: string;
  sentence_en: string;
}

export interface PollRow {
  id: string;
  item_id: string | null;
  item_title: string;
  question: string;
  status: "draft" | "open" | "closed" | "cancelled";
  method: "named";
  rule: PollRule;
  entitled: number;
  cast: number;
  opened_at: string | null;
  closed_at: string | null;
  previous_id: string | null;
  cancel_reason: string;
  result: PollResult | null;
  root: string;
  ballots: { full_name: string; position: string; choice: BallotChoice; tracker: string }[];
}

/** One per ballot of an open or closed poll: who has voted, never how. Key `<poll id>:<participant id>`. */
export interface VotedRow {
  poll_id: string;
  participant_id: string;
}

export interface MyBallotRow {
  poll_id: string;
  choice: BallotChoice;
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
  head_hash: string;
  pdf_sha256: string;
  docx_sha256: string;
  error: string;
}

export interface DeliveryRow {
  id: string;
  to_name: string;
  address: string;
  status: "queued" | "sent" | "failed";
  sent_at: string | null;
  error: string;
}

type Rows<T> = Record<string, T>;

export interface Parts {
  meeting: Rows<MeetingRow>;
  sites: Rows<SiteRow>;
  units: Rows<UnitRow>;
  participants: Rows<ParticipantRow>;
  quorum: Rows<QuorumRow>;
  items: Rows<ItemRow>;
  documents: Rows<DocumentRow>;
  queue: Rows<QueueRow>;
  floor: Rows<FloorRow>;
  polls: Rows<PollRow>;
  voted: Rows<VotedRow>;
  my: Rows<MyBallotRow>;
  conclusions: Rows<ConclusionRow>;
  minutes: Rows<MinutesRow>;
  deliveries: Rows<DeliveryRow>;
}

export type Ability =
  | "edit_meeting" | "publish" | "run_meeting" | "grant_floor" | "request_floor" | "vote" | "check_in"
  | "record_conclusion" | "manage_attendance" | "set_layout" | "open_poll" | "produce_minutes"
  | "see_deliveries" | "upload_document";

export interface Viewer {
  account_id: string;
  kind: "person" | "site_device" | "observer";
  person_id: string | null;
  participant_id: string | null;
  role: ParticipantRole | "site" | "technician" | "administrator" | null;
  site_id: string | null;
  site_name: string | null;
  full_name: string;
  can: Ability[];
}

export interface Head {
  seq: number;
  hash: string;
  signature: string;
  key_id: string;
  signed_at: string;
}

export interface Snapshot {
  stream: string;
  seq: number;
  viewer_seq: number;
  head: Head | null;
  now: string;
  viewer: Viewer;
  parts: Partial<Parts>;
}

export interface EventRow {
  seq: number;
  type: string;
  at: string;
  actor: { account_id: string | null; person_id: string | null; name: string; kind: string };
  data: Record<string, unknown>;
  state: Record<string, Record<string, unknown>>;
  version: number;
}
