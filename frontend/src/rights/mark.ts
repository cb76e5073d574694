import type { Parts } from "@/api/snapshot";

/** Whether the meeting's documents bear their reader's name. */
export function isWatermarked(parts: Pick<Parts, "document_settings">): boolean {
  return parts.document_settings.meeting?.is_watermarked ?? false;
}

/** The words of a watermark: who reads, where from, and when the document was opened. */
export function markOf(name: string, unit: string | null | undefined, opened: string): string {
  return [name, unit, opened].filter(Boolean).join(" · ");
}

/** How the mark of a stamped copy is turned (agenda/documents/mark.typ), whichever way its page lies. */
const MARK_DEGREES = 32;

const isMark = (item: object): boolean => {
  if (!("transform" in item) || !Array.isArray(item.transform)) return false;
  const [across, up] = item.transform as number[];
  const degrees = (Math.atan2(up ?? 0, across ?? 0) * 180) / Math.PI;
  return Math.abs(((degrees + 360) % 90) - MARK_DEGREES) < 0.5;
};

/** The text of a page without the mark across it, which would lie between a finger and the words below. */
export function withoutMark<T extends { items: object[] }>(content: T): T {
  const items = content.items.filter((item) => !isMark(item)) as T["items"];
  return { ...content, items };
}

const ACROSS_PX = 320;
const DOWN_PX = 190;
const MOST = 60;

export interface Spot {
  left: string;
  top: string;
}

/** Where the mark stands on a page of this size (CSS pixels): a grid that leaves no part of it bare. */
export function spotsOf(width: number, height: number): Spot[] {
  const wider = Math.max(1, Math.sqrt((width * height) / (ACROSS_PX * DOWN_PX * MOST)));
  const columns = Math.max(1, Math.floor(width / (ACROSS_PX * wider)));
  const rows = Math.max(2, Math.floor(height / (DOWN_PX * wider)));
  return Array.from({ length: columns * rows }, (_, n) => ({
    left: `${(((n % columns) + 0.5) / columns) * 100}%`,
    top: `${((Math.floor(n / columns) + 0.5) / rows) * 100}%`,
  }));
}
