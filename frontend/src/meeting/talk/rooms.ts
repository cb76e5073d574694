import type { AnnouncementRow, ChatRow, ConversationRow, NoteRow, Parts } from "@/live";
import type { MeetingView } from "../shared/context";

const USUAL: ConversationRow = { everybody: "off", chat_kept: true, notes_to_secretary: false };
const FIVE_MINUTES = 5 * 60_000;

/** How people of the meeting write; the usual where nobody has chosen. */
export function conversationOf(parts: Parts): ConversationRow {
  return parts.conversation.it ?? USUAL;
}

/** The announcements that stand at this time, the newest last; urgent ones come after all others. */
export function standing(parts: Parts, now: number): AnnouncementRow[] {
  const rows = Object.values(parts.announcements).filter((row) => row.expires_at === null || Date.parse(row.expires_at) > now);
  const weight = (row: AnnouncementRow) => (row.kind === "urgent" ? 1 : 0);
  return rows.sort((a, b) => weight(a) - weight(b) || a.sent_at.localeCompare(b.sent_at));
}

/** The messages of a room that this screen holds, oldest first. */
export function messagesOf(parts: Parts, room: string): ChatRow[] {
  return Object.values(parts.chat).filter((row) => row.room === room).sort((a, b) => a.number - b.number);
}

type Facts = Pick<MeetingView, "parts" | "viewer" | "can">;

export const isSecretary = ({ can }: Pick<MeetingView, "can">) => can("edit_meeting");
export const isChair = ({ viewer }: Pick<MeetingView, "viewer">) => viewer.role === "chair";
const organises = (view: Facts) => isSecretary(view) || isChair(view);

/** The rooms that this viewer reads, the common one first; sites in which something was written come last. */
export function roomsOf(view: Facts): string[] {
  const { parts, viewer } = view;
  const written = new Set(Object.values(parts.chat).map((row) => row.room));
  const rooms: string[] = [];
  if (conversationOf(parts).everybody !== "off" || written.has("everybody") || organises(view)) rooms.push("everybody");
  if (organises(view)) rooms.push("organisers");
  if (viewer.role === "technician" || isSecretary(view)) rooms.push("technicians");
  if (viewer.role === "technician" && viewer.site_id) rooms.push(`site:${viewer.site_id}`);
  const sites = [...written].filter((room) => room.startsWith("site:") && !rooms.includes(room));
  return [...rooms, ...sites.sort()];
}

/** Whether this viewer writes in a room that they read. */
export function mayWrite(view: Facts & Pick<MeetingView, "me">, room: string): boolean {
  const mode = conversationOf(view.parts).everybody;
  if (room !== "everybody") return true;
  return mode !== "off" && (organises(view) || (mode === "all" && view.me !== null));
}

/** One's own message for five minutes, any for a secretary. */
export function mayDelete(view: Facts, row: ChatRow, now: number): boolean {
  if (row.deleted_by !== "") return false;
  return isSecretary(view) || (row.account_id === view.viewer.account_id && now - Date.parse(row.sent_at) < FIVE_MINUTES);
}

/** What was read, by room: the number of its last message; by `note:<id>`: 1. */
export type ReadUpTo = Readonly<Record<string, number>>;

export function unreadIn(parts: Parts, room: string, read: ReadUpTo, accountId: string): number {
  const news = messagesOf(parts, room).filter((row) => row.number > (read[room] ?? 0));
  return news.filter((row) => row.account_id !== accountId && row.deleted_by === "").length;
}

/** Notes in the order of writing, the newest first. */
export function notesOf(parts: Parts): NoteRow[] {
  return Object.values(parts.notes).sort((a, b) => b.sent_at.localeCompare(a.sent_at));
}

/** Notes that wait for their reader: new ones, and answers to what the viewer wrote. */
export function unreadNotes(view: Facts, read: ReadUpTo): number {
  return notesOf(view.parts).filter((row) =>
    row.person_id === view.viewer.person_id ? row.answer !== "" && !read[`note:${row.id}`] : row.status === "sent",
  ).length;
}
