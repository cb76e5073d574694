import type { Parts, SiteRow } from "@/live";
import type { MediaTile } from "@/media";
import { plain } from "../reader/search";
import { headcounts, queueInOrder, turnOf, type SiteHeadcount } from "../shared/selectors";

export type Trouble = "lost" | "weak" | null;
export type Bars = 0 | 1 | 2 | 3;

export interface WallTile {
  site: SiteRow;
  trouble: Trouble;
  speaking: boolean;
  /** Place in the queue, 0 when nobody of this site waits. */
  waiting: number;
  bars: Bars;
  present: number;
  expected: number;
  counted: number | null;
}

export type WallFilter = "all" | "waiting" | "trouble";

const BARS: Record<MediaTile["quality"], Bars> = { excellent: 3, good: 2, poor: 1, lost: 0, unknown: 2 };

interface Heard {
  media: MediaTile | undefined;
  joined: boolean;
}

/** A speaking site that the media room has lost is lost, even where its status has not followed yet. */
function isLost(site: SiteRow, media: MediaTile | undefined, missed: boolean): boolean {
  return site.status !== "online" || media?.quality === "lost" || (missed && media === undefined);
}

const NOBODY: SiteHeadcount = { present: 0, expected: 0, counted: null };

interface Known {
  places: Map<string, number>;
  counts: Map<string, SiteHeadcount>;
  speaking: string | null | undefined;
}

function tileOf(site: SiteRow, { media, joined }: Heard, { places, counts, speaking: speaks }: Known): WallTile {
  const speaking = speaks === site.site_id;
  const lost = isLost(site, media, speaking && joined);
  const bars = lost ? 0 : media ? BARS[media.quality] : 2;
  return {
    site,
    trouble: lost ? "lost" : bars <= 1 ? "weak" : null,
    speaking,
    waiting: places.get(site.site_id) ?? 0,
    bars,
    ...(counts.get(site.site_id) ?? NOBODY),
  };
}

/** A site that was never there is no news: it comes after those that were lost, speak or wait. */
const wasThere = ({ site }: WallTile) => site.since !== null || site.status === "online";

function rank(tile: WallTile): number {
  if (tile.trouble === "lost") return wasThere(tile) ? 0 : 3;
  if (tile.trouble === "weak") return 1;
  if (tile.speaking) return 2;
  return tile.waiting > 0 ? 2 + tile.waiting / 1000 : 4;
}

/**
 * The tiles of the wall: lost and weak lines first, then who speaks, who waits (in their order), who was never there,
 * the rest by name.
 * `joined` says that this page is in the media room, so that a missing tile means a missing line.
 */
export function wallTiles(parts: Parts, media: Readonly<Record<string, MediaTile>>, joined = false): WallTile[] {
  const places = new Map<string, number>();
  queueInOrder(parts).forEach((row, index) => {
    if (row.site_id && !places.has(row.site_id)) places.set(row.site_id, index + 1);
  });
  const known: Known = { places, counts: headcounts(parts), speaking: turnOf(parts)?.site_id };
  const tiles = Object.values(parts.sites).map((site) => tileOf(site, { media: media[site.media_identity], joined }, known));
  return tiles.sort((a, b) => rank(a) - rank(b) || a.site.name.localeCompare(b.site.name, "vi", { numeric: true }));
}

/** The tiles that match the filter and the searched words (marks and case do not matter). */
export function filterTiles(tiles: readonly WallTile[], filter: WallFilter, words: string): WallTile[] {
  const wanted = plain(words.normalize("NFC").trim());
  return tiles.filter(
    (tile) =>
      (filter === "all" || (filter === "waiting" ? tile.waiting > 0 : tile.trouble !== null)) &&
      plain(tile.site.name.normalize("NFC")).includes(wanted),
  );
}
