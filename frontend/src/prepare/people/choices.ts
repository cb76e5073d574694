import type { ParticipantRole, ParticipantRow, SiteRow } from "@/api/snapshot";

export const ROLES: ParticipantRole[] = ["chair", "secretary", "member", "delegate", "guest"];

/** The meeting's sites for a select, the central one first, after the choice of none. */
export function siteOptions(sites: Record<string, SiteRow>, none: string): { value: string; label: string }[] {
  const sorted = Object.values(sites).sort((a, b) => Number(b.is_central) - Number(a.is_central) || a.name.localeCompare(b.name, "vi"));
  return [{ value: "", label: none }, ...sorted.map(({ site_id, name }) => ({ value: site_id, label: name }))];
}

const RANK: Record<ParticipantRole, number> = { chair: 0, secretary: 1, member: 2, delegate: 3, guest: 4 };

/** Participants by role, then by name; only those whose name, position, unit or site holds `query`. */
export function listed(participants: Record<string, ParticipantRow>, query: string): ParticipantRow[] {
  const wanted = query.toLocaleLowerCase("vi");
  const holds = (row: ParticipantRow) =>
    [row.full_name, row.position, row.unit_name, row.site_name].some((text) => text.toLocaleLowerCase("vi").includes(wanted));
  return Object.values(participants)
    .filter(holds)
    .sort((a, b) => RANK[a.role] - RANK[b.role] || a.full_name.localeCompare(b.full_name, "vi"));
}
