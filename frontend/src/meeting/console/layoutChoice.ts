import type { DocumentRow, Layout, Parts } from "@/live";
import { currentItem, documentsByItem, sitesByName } from "../shared/selectors";

export const MODES = ["speaker", "speaker_central", "document", "grid", "sequence", "chair"] as const satisfies readonly Layout["mode"][];
export const SIZES = [4, 9, 16, 25] as const;
export const SECONDS = [5, 10, 15, 20, 30, 60, 120] as const;

const EMPTY: Omit<Layout, "mode"> = {
  site_id: null,
  participant_id: null,
  document_id: null,
  page: null,
  size: null,
  site_ids: [],
  seconds: null,
  started_at: null,
  picture: null,
};
const USUAL: Partial<Record<Layout["mode"], Partial<Layout>>> = {
  grid: { size: 9, seconds: 15 },
  sequence: { seconds: 10 },
  document: { picture: "beside", page: 1 },
};

/** The document to present first: of the item on the table, else any. */
export function firstDocument(parts: Parts): DocumentRow | null {
  const item = currentItem(parts);
  const rows = [...(item ? (documentsByItem(parts).get(item.id) ?? []) : []), ...Object.values(parts.documents)];
  return rows.find((row) => row.status === "ready") ?? null;
}

/** Sites that go round where nobody chose: those on line. */
export function usualSequence(parts: Parts): string[] {
  return sitesByName(parts).filter(({ status }) => status === "online").map(({ site_id: id }) => id);
}

/** A whole layout of one mode, beginning at `now` (the server's time, ms), with what is usual where nothing is said. */
export function layoutOf(parts: Parts, chosen: Partial<Layout> & Pick<Layout, "mode">, now: number): Layout {
  const { mode } = chosen;
  const document = mode === "document" ? { document_id: firstDocument(parts)?.id ?? null } : {};
  const sites = mode === "sequence" ? { site_ids: usualSequence(parts) } : {};
  const turns = mode === "grid" || mode === "sequence" ? { started_at: new Date(now).toISOString() } : {};
  return { ...EMPTY, ...USUAL[mode], ...document, ...sites, ...turns, ...chosen };
}

/** Why a mode cannot be chosen now, as a key of the language file; null: it can. */
export function lacks(parts: Parts, mode: Layout["mode"]): string | null {
  if (mode === "document" && firstDocument(parts) === null) return "layout.no_document";
  if (mode === "sequence" && usualSequence(parts).length === 0) return "layout.no_site";
  return null;
}

/** The mode of a digit on the keyboard, null for another key. */
export function modeOfKey(key: string): Layout["mode"] | null {
  return MODES[Number(key) - 1] ?? null;
}
