import { matchesIn, type Match } from "./search";

const HIT = "reader-hit";
const NOW = "reader-hit-now";

/** The browser's highlight of this name, made when first needed; null where there are none. */
function highlight(name: string): Highlight | null {
  if (typeof Highlight === "undefined") return null;
  const known = CSS.highlights.get(name);
  if (known) return known;
  const made = new Highlight();
  CSS.highlights.set(name, made);
  return made;
}

function rangeOf(divs: readonly HTMLElement[], { from, to }: Match): Range | null {
  const first = divs[from.piece]?.firstChild;
  const last = divs[to.piece]?.firstChild;
  if (!first || !last) return null;
  const range = document.createRange();
  range.setStart(first, from.offset);
  range.setEnd(last, to.offset);
  return range;
}

export interface Marked {
  /** Where the one that is meant stands, null when it is none of this page. */
  now: Range | null;
  clear: () => void;
}

/** Marks the words in the text of a page, the one that is meant (`now`, from 0) more strongly. */
export function markHits(divs: readonly HTMLElement[], query: string, now: number | null): Marked {
  const ranges = matchesIn(divs.map((div) => div.textContent), query)
    .map((match) => rangeOf(divs, match))
    .filter((range) => range !== null);
  const meant = now === null ? null : (ranges[now] ?? ranges.at(-1) ?? null);
  const all = highlight(HIT);
  const strong = highlight(NOW);
  ranges.forEach((range) => (range === meant ? strong : all)?.add(range));
  return {
    now: meant,
    clear: () => ranges.forEach((range) => (range === meant ? strong : all)?.delete(range)),
  };
}
