import type {
  BudgetRow, DocumentRow, FloorRow, FloorSettingsRow, ItemRow, MeetingRow, ParticipantRow, Parts, PollRow, QueueRow, QuorumRow,
  LeaveRow, RecusalRow, SiteRow,
} from "@/live";
function byText<Row>(key: (row: Row) => string) {
  return (a: Row, b: Row) => key(a).localeCompare(key(b));
}

export function meetingOf(parts: Parts): MeetingRow | null {
  return Object.values(parts.meeting)[0] ?? null;
}

/** The meeting is over: nothing of it can be run any more. */
export function isOver(meeting: Pick<MeetingRow, "status">): boolean {
  return meeting.status === "ended" || meeting.status === "closed";
}

export function quorumOf(parts: Parts): QuorumRow | null {
  return parts.quorum.it ?? null;
}

export function turnOf(parts: Parts): FloorRow | null {
  return parts.floor.turn ?? null;
}

export function itemsInOrder(parts: Parts): ItemRow[] {
  return Object.values(parts.items).sort((a, b) => a.position - b.position);
}

export function currentItem(parts: Parts): ItemRow | null {
  const id = meetingOf(parts)?.current_item_id;
  return id ? (parts.items[id] ?? null) : null;
}

/** The item to open next: the first pending one after the current, or the first of all before the beginning. */
export function nextItem(parts: Parts): ItemRow | null {
  const from = currentItem(parts)?.position ?? Number.NEGATIVE_INFINITY;
  const pending = itemsInOrder(parts).filter((item) => item.status === "pending");
  return pending.find((item) => item.position > from) ?? null;
}

/** Documents under each item, oldest first; rejected ones are left out. */
export function documentsByItem(parts: Parts): Map<string, DocumentRow[]> {
  const rows = Object.values(parts.documents).filter((row) => row.status !== "rejected");
  const groups = new Map<string, DocumentRow[]>();
  for (const row of rows.sort(byText((document) => document.uploaded_at))) {
    groups.set(row.item_id, [...(groups.get(row.item_id) ?? []), row]);
  }
  return groups;
}

const GROUPS: readonly DocumentRow["group"][] = ["main", "reference", "internal"];

/** The documents of an item by what they are for; groups without any are left out. */
export function inGroups(rows: readonly DocumentRow[]): { group: DocumentRow["group"]; rows: DocumentRow[] }[] {
  return GROUPS.map((group) => ({ group, rows: rows.filter((row) => row.group === group) })).filter((each) => each.rows.length > 0);
}

export type QueueName = QueueRow["queue"];

function before(a: QueueRow, b: QueueRow): number {
  if (a.queue !== b.queue) return a.queue === "speaking" ? -1 : 1;
  // Plain comparison: the server's keys are ASCII, and a locale's order leaves out hyphens.
  if (a.sort_key !== b.sort_key) return a.sort_key < b.sort_key ? -1 : 1;
  return a.requested_at.localeCompare(b.requested_at);
}

/** Those who wait, in the order in which they are called: one queue, or speaking and then questioning. */
export function queueInOrder(parts: Parts, queue?: QueueName): QueueRow[] {
  const rows = Object.values(parts.queue);
  return (queue ? rows.filter((row) => row.queue === queue) : rows).sort(before);
}

const USUAL_FLOOR: FloorSettingsRow = {
  speaking_open: true,
  interpellation_open: false,
  first_timers_first: false,
  loss_action: "pause",
  loss_return_seconds: 120,
  loss_people: 1,
  loss_voters: 1,
};

/** How the floor is run; the usual where nobody has chosen. */
export function floorSettingsOf(parts: Parts): FloorSettingsRow {
  return parts.floor_settings.it ?? USUAL_FLOOR;
}

/** The time that a unit may speak about an item: the item's own, else that of the meeting; null without any. */
export function budgetOf(parts: Parts, unit: string, itemId: string | null): BudgetRow | null {
  const rows = Object.values(parts.budgets).filter((row) => row.unit_name === unit);
  const ofItem = itemId === null ? undefined : rows.find((row) => row.item_id === itemId);
  return ofItem ?? rows.find((row) => row.item_id === null) ?? null;
}

export function openPoll(parts: Parts): PollRow | null {
  return Object.values(parts.polls).find((poll) => poll.status === "open") ?? null;
}

/** The poll that was closed last, null when none was. */
export function lastClosedPoll(parts: Parts): PollRow | null {
  const closed = Object.values(parts.polls).filter((poll) => poll.status === "closed");
  return closed.sort(byText((poll) => poll.closed_at ?? "")).at(-1) ?? null;
}

export function sitesByName(parts: Parts): SiteRow[] {
  return Object.values(parts.sites).sort(byText((site) => site.name));
}

export function participantsByName(parts: Parts): ParticipantRow[] {
  return Object.values(parts.participants).sort(byText((row) => row.full_name));
}

export function isPresent(row: ParticipantRow): boolean {
  return row.attendance === "present_in_person" || row.attendance === "present_online";
}

/** When a participant left the meeting and came back, in order. */
export function leavesOf(parts: Parts, participantId: string): LeaveRow[] {
  const rows = Object.values(parts.leaves).filter((row) => row.participant_id === participantId);
  return rows.sort(byText((row) => row.left_at));
}

/** The leave of one who has left and is not back. */
export function openLeave(parts: Parts, participantId: string): LeaveRow | undefined {
  return Object.values(parts.leaves).find((row) => row.participant_id === participantId && row.returned_at === null);
}

/** Checked in, and not gone since. */
export function isHere(parts: Parts, row: ParticipantRow): boolean {
  return isPresent(row) && openLeave(parts, row.id) === undefined;
}

export interface SiteHeadcount {
  present: number;
  expected: number;
  /** How many were counted in the room; null until somebody counted. */
  counted: number | null;
}

/** Who keeps out of an item, in the order in which it was recorded. */
export function recusedFrom(parts: Parts, itemId: string): RecusalRow[] {
  const rows = Object.values(parts.recusals).filter((row) => row.item_id === itemId);
  return rows.sort(byText((row) => row.recorded_at));
}

/** The same for every site at once: the wall of a large meeting asks for all of them. */
export function headcounts(parts: Parts): Map<string, SiteHeadcount> {
  const found = new Map<string, SiteHeadcount>();
  for (const id of Object.keys(parts.sites)) found.set(id, { present: 0, expected: 0, counted: parts.headcounts[id]?.count ?? null });
  for (const row of Object.values(parts.participants)) {
    const count = row.site_id ? found.get(row.site_id) : undefined;
    if (!count) continue;
    count.expected += 1;
    if (isHere(parts, row)) count.present += 1;
  }
  return found;
}

/** How many of a site's people have checked in, and how many were counted. */
export function headcount(parts: Parts, siteId: string): SiteHeadcount {
  const people = Object.values(parts.participants).filter((row) => row.site_id === siteId);
  return { present: people.filter((row) => isHere(parts, row)).length, expected: people.length, counted: parts.headcounts[siteId]?.count ?? null };
}

/** The media identity a participant speaks through: the site where they sit, else their own. */
export function identityOf(parts: Parts, row: ParticipantRow): string {
  const site = row.site_id ? parts.sites[row.site_id] : undefined;
  return site?.media_identity ?? `person:${row.person_id}`;
}
