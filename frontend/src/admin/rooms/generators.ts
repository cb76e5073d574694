import type { PlaceKind, SeatPlace } from "@/api/rooms";
import { MOST, type Drawing } from "./drawing";

/** Rooms as they are usually furnished. The front, with the chair, is above. */
export const SHAPES = ["grid", "theatre", "u_shape", "round"] as const;
export type Shape = (typeof SHAPES)[number];

export interface Size {
  /** Seats in a row, across the closed end of the U, or around the table. */
  across: number;
  /** Rows, or seats down each side of the U; of no meaning for the round table. */
  deep: number;
}

/** How many of each a shape takes at most. */
export const LARGEST: Record<Shape, Size> = {
  grid: { across: 40, deep: 14 },
  theatre: { across: 40, deep: 14 },
  u_shape: { across: 40, deep: 30 },
  round: { across: 60, deep: 1 },
};

type Cell = Omit<SeatPlace, "key">;

const CHAIR = "CT";
const SECRETARY = "TK";

const cell = (kind: PlaceKind, x: number, y: number, label = ""): Cell => ({ kind, x, y, label });

/** Chair and secretary before a screen, and the seats in rows below. */
function front(width: number): Cell[] {
  const middle = Math.floor((width - 1) / 2);
  const head = [cell("screen", middle, 0), cell("chair", middle, 1, CHAIR)];
  return width > 1 ? [...head, cell("secretary", middle + 1, 1, SECRETARY)] : head;
}

function grid({ across, deep }: Size): Cell[] {
  const seats = Array.from({ length: across * deep }, (_, n) => cell("seat", n % across, 3 + Math.floor(n / across), String(n + 1)));
  return [...front(across), ...seats];
}

/** Rows A, B, C with an aisle in the middle. */
function theatre({ across, deep }: Size): Cell[] {
  const left = Math.ceil(across / 2);
  const seats = Array.from({ length: across * deep }, (_, n) => {
    const [row, column] = [Math.floor(n / across), n % across];
    const label = `${String.fromCharCode(65 + row)}${column + 1}`;
    return cell("seat", column < left ? column : column + 1, 3 + row, label);
  });
  return [...front(across + 1), ...seats];
}

/** Tables in a U with the chair in the middle of the closed end, the secretary beside. */
function uShape({ across, deep }: Size): Cell[] {
  const middle = 1 + Math.floor((across - 1) / 2);
  const places: Cell[] = [];
  let number = 0;
  const seat = (x: number, y: number) => {
    number += 1;
    places.push(cell("seat", x, y, String(number)));
  };
  for (let x = 1; x <= across; x += 1) {
    places.push(cell("table", x, 1));
    if (x === middle) places.push(cell("chair", x, 0, CHAIR));
    else if (x === middle + 1) places.push(cell("secretary", x, 0, SECRETARY));
    else seat(x, 0);
  }
  for (let row = 0; row < deep; row += 1) {
    const y = 2 + row;
    seat(0, y);
    places.push(cell("table", 1, y));
    if (across > 1) places.push(cell("table", across, y));
    seat(across + 1, y);
  }
  return places;
}

/** Cells around a circle; the circle grows until no two seats share one. */
function circle(count: number): { x: number; y: number; radius: number }[] {
  for (let radius = 1; ; radius += 1) {
    const at = Array.from({ length: count }, (_, n) => {
      const angle = (2 * Math.PI * n) / count - Math.PI / 2;
      return { x: radius + Math.round(radius * Math.cos(angle)), y: radius + Math.round(radius * Math.sin(angle)), radius };
    });
    const apart = new Set(at.map(({ x, y }) => `${x},${y}`)).size === count;
    // One cell must stay free in the middle for the table.
    if (apart && !at.some(({ x, y }) => x === radius && y === radius)) return at;
  }
}

function round({ across }: Size): Cell[] {
  const at = circle(across);
  const seats = at.map(({ x, y }, n) => (n === 0 ? cell("chair", x, y, CHAIR) : cell("seat", x, y, String(n))));
  const radius = at[0]?.radius ?? 1;
  return [...seats, cell("table", radius, radius)];
}

const FURNISH: Record<Shape, (size: Size) => Cell[]> = { grid, theatre, u_shape: uShape, round };

/** A room of that shape; `newKey` names each place for ever. */
export function furnished(shape: Shape, size: Size, newKey: () => string): Drawing {
  const cells = FURNISH[shape]({
    across: Math.max(1, Math.min(size.across, LARGEST[shape].across)),
    deep: Math.max(1, Math.min(size.deep, LARGEST[shape].deep)),
  });
  const places = cells.slice(0, MOST.places).map((found) => ({ ...found, key: newKey() }));
  return {
    width: Math.max(...places.map(({ x }) => x)) + 1,
    height: Math.max(...places.map(({ y }) => y)) + 1,
    places,
  };
}
