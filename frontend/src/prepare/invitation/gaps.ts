import type { MeetingRow, Parts } from "@/api/snapshot";
import { inOrder } from "../agenda/order";

/** What the invitation still shows as dots: a word of `prepare:gap` with its values. */
export interface Gap {
  code: "no_chair" | "no_place" | "nobody" | "no_presenter";
  number?: string;
}

type Told = Pick<Parts, "items" | "participants" | "sites" | "units">;

/** What is still empty on the invitation's paper, in the order in which the paper shows it. */
export function gapsOf(meeting: Pick<MeetingRow, "chair_name" | "place">, { items, participants, sites, units }: Told): Gap[] {
  const gaps: Gap[] = [];
  if ([participants, sites, units].every((rows) => Object.keys(rows).length === 0)) gaps.push({ code: "nobody" });
  if (!meeting.chair_name) gaps.push({ code: "no_chair" });
  if (!meeting.place.trim()) gaps.push({ code: "no_place" });
  const unassigned = inOrder(items).filter(({ presenter }) => !presenter.trim());
  return [...gaps, ...unassigned.map(({ number }) => ({ code: "no_presenter", number }) as const)];
}

/** Everything that the paper is made from, as one text: another text means another paper. */
export function paperVersion(meeting: MeetingRow, { items, participants, sites, units, deliveries }: Parts): string {
  const { title, kind, place, scheduled_start, scheduled_end, chair_name } = meeting;
  return JSON.stringify([
    [title, kind, place, scheduled_start, scheduled_end, chair_name],
    inOrder(items).map((item) => [item.number, item.title, item.presenter, item.planned_minutes]),
    Object.values(participants).map(({ id, full_name, position, role, site_id }) => [id, full_name, position, role, site_id]),
    Object.keys(sites),
    Object.keys(units),
    Math.max(-1, ...Object.values(deliveries).map(({ sequence }) => sequence)),
  ]);
}
