import type { Layout, Parts, SiteRow } from "@/live";
import { headcounts } from "./selectors";

/** What of a layout turns by itself. */
export type Turning = Pick<Layout, "mode" | "site_ids" | "size" | "seconds" | "started_at">;

/**
 * How often the layout has turned at `now` (the server's time, ms). Every screen computes it, so that all of
 * them turn at the same moment without being told.
 */
export function stepAt({ seconds, started_at: startedAt }: Turning, now: number): number {
  if (seconds === null || startedAt === null) return 0;
  return Math.max(0, Math.floor((now - Date.parse(startedAt)) / 1000 / seconds));
}

/** Milliseconds from `now` to the next turn, null for a layout that stands still. */
export function untilNextTurn(layout: Turning, now: number): number | null {
  const { seconds, started_at: startedAt } = layout;
  if (seconds === null || startedAt === null) return null;
  return Date.parse(startedAt) + (stepAt(layout, now) + 1) * seconds * 1000 - now;
}

function known(parts: Parts, ids: readonly string[]): SiteRow[] {
  return ids.flatMap((id) => parts.sites[id] ?? []);
}

function isOnline(site: SiteRow): boolean {
  return site.status === "online";
}

/** The sites of a grid: those the director chose, else those on line, with people present first. */
export function gridSites(parts: Parts, layout: Turning): SiteRow[] {
  const chosen = known(parts, layout.site_ids);
  if (chosen.length > 0) return chosen;
  const counts = headcounts(parts);
  const rank = (site: SiteRow) => ((counts.get(site.site_id)?.present ?? 0) > 0 ? 0 : 2) + (site.is_central ? 0 : 1);
  const online = Object.values(parts.sites).filter(isOnline);
  return online.sort(
    (a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, "vi") || a.site_id.localeCompare(b.site_id),
  );
}

const USUAL_SIZE = 9;

export interface GridPage {
  sites: SiteRow[];
  page: number;
  pages: number;
}

/** The page of the grid that is shown after so many turns. */
export function gridPage(parts: Parts, layout: Turning, step: number): GridPage {
  const sites = gridSites(parts, layout);
  const size = layout.size ?? USUAL_SIZE;
  const pages = Math.max(1, Math.ceil(sites.length / size));
  const page = step % pages;
  return { sites: sites.slice(page * size, (page + 1) * size), page: page + 1, pages };
}

/**
 * The site of a sequence after so many turns. Every site keeps its place: one that is off the line is passed
 * over by the next one on line, so that the others come when they always come.
 */
export function sequenceSite(parts: Parts, layout: Turning, step: number): SiteRow | null {
  const places = layout.site_ids.map((id) => parts.sites[id]);
  const inTurn = places.map((_, index) => places[(step + index) % places.length]);
  return inTurn.find((site) => site && isOnline(site)) ?? inTurn.find(Boolean) ?? null;
}
