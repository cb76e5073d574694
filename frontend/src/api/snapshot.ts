import type { Schemas } from "./client";

/** Rows of the meeting snapshot as docs/openapi.json describes them; docs/contract.md says what they mean. */
export type MeetingRow = Omit<Schemas["MeetingRow"], "layout"> & { layout: Layout };
export type SiteRow = Schemas["SiteRow"];
export type UnitRow = Schemas["UnitRow"];
export type ParticipantRow = Schemas["ParticipantRow"];
export type SubstituteRow = Schemas["SubstituteRow"];
export type QuorumRow = Schemas["QuorumRow"];
export type ShareRow = Schemas["ShareRow"];
export type LeaveRow = Schemas["LeaveRow"];
export type RecusalRow = Schemas["RecusalRow"];
export type ItemRow = Schemas["ItemRow"];
export type DocumentRow = Schemas["DocumentRow"];
/** A version on its way; chair, secretaries and its unit see it. */
export type DraftRow = Schemas["DraftRow"];
export type QueueRow = Schemas["QueueRow"];
export type BudgetRow = Schemas["BudgetRow"];
export type FloorSettingsRow = Schemas["FloorSettingsRow"];
export type FloorRow = Schemas["TurnRow"];
export type PollRow = Schemas["PollRow"];
export type PollRule = Schemas["RuleRow"];
export type PollResult = Schemas["ResultRow"];
/** One per ballot of an open or closed poll: who has voted, never how. Key `<poll id>:<participant id>`. */
export type VotedRow = Schemas["VotedRow"];
export type MyBallotRow = Schemas["MyBallotRow"];
export type ConclusionRow = Schemas["ConclusionRow"];
export type MinutesRow = Schemas["MinutesRow"];
export type AnnouncementRow = Schemas["AnnouncementRow"];
export type ChatRow = Schemas["ChatRow"];
export type NoteRow = Schemas["NoteRow"];
export type ConversationRow = Schemas["ConversationRow"];
export type LobbyRow = Schemas["LobbyRow"];
export type LobbySettingsRow = Schemas["LobbySettingsRow"];
export type DeliveryRow = Schemas["DeliveryRow"];
/** The server always sends all of it. */
export type Layout = Required<Schemas["Layout"]>;
export type Parts = Omit<Schemas["MeetingParts"], "meeting"> & { meeting: Record<string, MeetingRow> };

export type SeatMapRow = Schemas["SeatMapRow"];
export type SeatRow = Schemas["SeatRow"];

export type MeetingStatus = MeetingRow["status"];
export type MeetingKind = MeetingRow["kind"];
export type ParticipantRole = ParticipantRow["role"];
export type ItemKind = ItemRow["kind"];
export type BallotChoice = MyBallotRow["choice"];
export type Rsvp = ParticipantRow["rsvp"];
export type AttendanceStatus = ParticipantRow["attendance"];

/** Acts that a viewer's role allows in a meeting, whatever its status. */
export type Ability =
  | "edit_meeting" | "publish" | "reopen_meeting" | "approve" | "run_meeting" | "grant_floor" | "request_floor" | "vote" | "check_in"
  | "record_conclusion" | "manage_attendance" | "set_layout" | "open_poll" | "produce_minutes"
  | "see_deliveries" | "upload_document" | "approve_document";

/** As whom the meeting is seen; the description leaves these words open, the contract names them. */
export interface Viewer extends Omit<Schemas["ViewerOut"], "kind" | "role" | "can"> {
  /** `waiting`: before the door; nothing of the meeting is shown. */
  kind: "person" | "site_device" | "observer" | "waiting";
  role: ParticipantRole | "site" | "technician" | "administrator" | "entrusted" | "overseer" | null;
  can: Ability[];
}

/** `parts` may leave out what is empty. */
export interface Snapshot extends Omit<Schemas["MeetingSnapshot"], "viewer" | "parts"> {
  viewer: Viewer;
  parts: Partial<Parts>;
}

/** An event as the live line brings it, its data and state always there. */
export interface EventRow extends Omit<Schemas["EventOut"], "prev" | "data" | "state"> {
  data: Record<string, unknown>;
  state: Record<string, Record<string, unknown>> | null;
}
