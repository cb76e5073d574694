import type { ItemRow } from "@/api/snapshot";
import { addMinutes } from "@/kit/dates";

/** The items in the order of the agenda. */
export function inOrder(items: Record<string, ItemRow>): ItemRow[] {
  return Object.values(items).sort((a, b) => a.position - b.position);
}

/** `ids` with the one at `from` moved to the place of `to`; unchanged when either is unknown. */
export function moved(ids: readonly string[], from: string, to: string): string[] {
  const [start, end] = [ids.indexOf(from), ids.indexOf(to)];
  if (start < 0 || end < 0) return [...ids];
  const rest = ids.filter((id) => id !== from);
  return [...rest.slice(0, end), from, ...rest.slice(end)];
}

/** `items` in the order of `ids`; those that `ids` does not know come last, in their own order. */
export function sortedBy(items: readonly ItemRow[], ids: readonly string[]): ItemRow[] {
  const place = new Map(ids.map((id, index) => [id, index]));
  return [...items].sort((a, b) => (place.get(a.id) ?? ids.length) - (place.get(b.id) ?? ids.length));
}

/** When each item begins if every one takes its planned minutes, as ISO times by item id. */
export function plannedStarts(items: readonly ItemRow[], start: string): Map<string, string> {
  let minutes = 0;
  return new Map(
    items.map((item) => {
      const begins = addMinutes(start, minutes);
      minutes += item.planned_minutes;
      return [item.id, begins];
    }),
  );
}

/** The planned minutes of the whole agenda. */
export function totalMinutes(items: readonly ItemRow[]): number {
  return items.reduce((sum, { planned_minutes }) => sum + planned_minutes, 0);
}
