import { run, type Schemas } from "@/api/client";
import type { Act } from "../shared/acts";

/** What people say to each other in a meeting, and how its door is kept. */
export const talk = {
  announce: (body: Schemas["AnnouncementIn"]): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/announcements", { path: { meeting_id }, body }),
  withdraw: (announcement_id: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/announcements/{announcement_id}/withdraw", { path: { meeting_id, announcement_id } }),
  set: (body: Partial<Schemas["ConversationChoice"]>): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/conversation", { path: { meeting_id }, body }),
  shareNotes: (notes_to_secretary: boolean): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/conversation/notes", { path: { meeting_id }, body: { notes_to_secretary } }),
  write: (room: string, text: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/chat", { path: { meeting_id }, body: { room, text } }),
  deleteMessage: (message_id: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/chat/{message_id}/delete", { path: { meeting_id, message_id } }),
  note: (text: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/notes", { path: { meeting_id }, body: { text } }),
  readNote: (note_id: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/notes/{note_id}/read", { path: { meeting_id, note_id } }),
  answerNote: (note_id: string, text: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/notes/{note_id}/answer", { path: { meeting_id, note_id }, body: { text } }),
  floorToWriter: (note_id: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/notes/{note_id}/floor", { path: { meeting_id, note_id } }),
  door: (body: Partial<Schemas["DoorChoice"]>): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/lobby/settings", { path: { meeting_id }, body }),
  knock: (meeting_id: string) => run("/api/meetings/{meeting_id}/lobby/knock", { path: { meeting_id } }),
  admit: (body: Partial<Schemas["Admission"]>): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/lobby/admit", { path: { meeting_id }, body }),
  turnAway: (participant_id: string, reason: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/lobby/{participant_id}/turn-away", { path: { meeting_id, participant_id }, body: { reason } }),
  sendOut: (participant_id: string, reason: string): Act => (meeting_id) =>
    run("/api/meetings/{meeting_id}/lobby/{participant_id}/send-out", { path: { meeting_id, participant_id }, body: { reason } }),
};
