import type { PlaceKind, SeatPlace } from "@/api/rooms";

/** A seat map while it is drawn. Every act gives a new drawing; one that cannot be gives the same. */
export interface Drawing {
  width: number;
  height: number;
  places: readonly SeatPlace[];
}

/** What the server takes at most. */
export const MOST = { columns: 60, rows: 40, places: 600, label: 12 } as const;
export const KINDS = ["seat", "chair", "secretary", "table", "screen", "door"] as const satisfies readonly PlaceKind[];
const SEATS: ReadonlySet<PlaceKind> = new Set<PlaceKind>(["seat", "chair", "secretary"]);

export const isSeat = ({ kind }: Pick<SeatPlace, "kind">) => SEATS.has(kind);
export const seatsIn = ({ places }: Pick<Drawing, "places">) => places.filter(isSeat).length;
export const placeAt = ({ places }: Drawing, x: number, y: number) => places.find((place) => place.x === x && place.y === y);

const isInside = ({ width, height }: Drawing, x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height;
const isFree = (drawing: Drawing, x: number, y: number) => isInside(drawing, x, y) && !placeAt(drawing, x, y);

/** The smallest number that no seat has. */
export function nextLabel({ places }: Pick<Drawing, "places">): string {
  const taken = new Set(places.filter(isSeat).map(({ label }) => label));
  let number = 1;
  while (taken.has(String(number))) number += 1;
  return String(number);
}

/** The kind that a new thing takes: there is one place for the chair. */
function kindFor({ places }: Drawing, kind: PlaceKind, key = ""): PlaceKind {
  return kind === "chair" && places.some((place) => place.kind === "chair" && place.key !== key) ? "seat" : kind;
}

/** Puts a thing on a free cell; `key` is a new one, for ever its own. */
export function add(drawing: Drawing, wanted: PlaceKind, x: number, y: number, key: string): Drawing {
  if (!isFree(drawing, x, y) || drawing.places.length >= MOST.places) return drawing;
  const kind = kindFor(drawing, wanted);
  const label = SEATS.has(kind) ? nextLabel(drawing) : "";
  return { ...drawing, places: [...drawing.places, { key, label, x, y, kind }] };
}

export function move(drawing: Drawing, key: string, x: number, y: number): Drawing {
  if (!isFree(drawing, x, y)) return drawing;
  return { ...drawing, places: drawing.places.map((place) => (place.key === key ? { ...place, x, y } : place)) };
}

export function remove(drawing: Drawing, key: string): Drawing {
  return { ...drawing, places: drawing.places.filter((place) => place.key !== key) };
}

/** Gives a place another label or kind; what becomes a seat gets a label. */
export function change(drawing: Drawing, key: string, wanted: Partial<Pick<SeatPlace, "label" | "kind">>): Drawing {
  const changed = (place: SeatPlace): SeatPlace => {
    const kind = wanted.kind ? kindFor(drawing, wanted.kind, key) : place.kind;
    const label = wanted.label ?? place.label;
    return { ...place, kind, label: label || !SEATS.has(kind) || wanted.label !== undefined ? label : nextLabel(drawing) };
  };
  return { ...drawing, places: drawing.places.map((place) => (place.key === key ? changed(place) : place)) };
}

/** Another size, as small as what lies on it allows. */
export function resize(drawing: Drawing, width: number, height: number): Drawing {
  const least = (values: number[]) => Math.max(1, ...values.map((value) => value + 1));
  const fit = (wanted: number, needed: number, most: number) => Math.min(most, Math.max(needed, Math.round(wanted) || 1));
  return {
    ...drawing,
    width: fit(width, least(drawing.places.map(({ x }) => x)), MOST.columns),
    height: fit(height, least(drawing.places.map(({ y }) => y)), MOST.rows),
  };
}

/** The first free cell, row by row, after a place: where the keyboard puts the next thing. */
export function freeCell(drawing: Drawing, after?: SeatPlace): { x: number; y: number } | null {
  const cells = drawing.width * drawing.height;
  const start = after ? after.y * drawing.width + after.x + 1 : 0;
  for (let step = 0; step < cells; step += 1) {
    const cell = (start + step) % cells;
    const at = { x: cell % drawing.width, y: Math.floor(cell / drawing.width) };
    if (!placeAt(drawing, at.x, at.y)) return at;
  }
  return null;
}

/** Labels that two seats share, and whether a seat has none: the server refuses both. */
export function faultsOf({ places }: Drawing): { twice: string[]; unlabelled: number } {
  const labels = places.filter(isSeat).map(({ label }) => label.trim());
  const filled = labels.filter(Boolean);
  const twice = [...new Set(filled.filter((label, index) => filled.indexOf(label) !== index))];
  return { twice, unlabelled: labels.length - filled.length };
}

/** What was drawn, step by step. */
export interface History {
  past: readonly Drawing[];
  now: Drawing;
  future: readonly Drawing[];
}

const STEPS_KEPT = 100;

export const begin = (now: Drawing): History => ({ past: [], now, future: [] });

export function drawn(history: History, now: Drawing): History {
  if (now === history.now) return history;
  return { past: [...history.past, history.now].slice(-STEPS_KEPT), now, future: [] };
}

export function undo({ past, now, future }: History): History {
  const before = past.at(-1);
  return before ? { past: past.slice(0, -1), now: before, future: [now, ...future] } : { past, now, future };
}

export function redo({ past, now, future }: History): History {
  const [next, ...later] = future;
  return next ? { past: [...past, now], now: next, future: later } : { past, now, future };
}
