/** Where the pages of a paper stand on the desk, and what of them is seen. Pure: CSS pixels in, CSS pixels out. */

export type Rotation = 0 | 90 | 180 | 270;

export interface Point {
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

/** The place that a page takes, as it is turned. */
export interface Sheet extends Size {
  page: number;
  left: number;
  top: number;
}

export interface Row {
  top: number;
  height: number;
  sheets: readonly Sheet[];
}

export interface Arrangement extends Size {
  rows: readonly Row[];
  across: 1 | 2;
  /** The width of an upright page before it is turned, by its number. */
  upright: (page: number) => number;
}

export interface Desk {
  pages: number;
  /** Height by width of an upright page. */
  ratio: (page: number) => number;
  /** What is seen of the desk. */
  view: Size;
  /** Room beside the pages that is left free, on both sides together. */
  gutter: number;
  /** Whether the pages keep to the left. */
  left: boolean;
  widest: number;
  zoom: number;
  across: 1 | 2;
  rotation: Rotation;
}

export const GAP = 16;

function rowsOf(desk: Desk, cell: number, left: number): Row[] {
  const lies = desk.rotation % 180 !== 0;
  const rows: Row[] = [];
  let top = GAP;
  for (let first = 1; first <= desk.pages; first += desk.across) {
    const sheets: Sheet[] = [];
    for (let page = first; page < Math.min(first + desk.across, desk.pages + 1); page += 1) {
      const ratio = desk.ratio(page);
      const height = Math.round(lies ? cell / ratio : cell * ratio);
      sheets.push({ page, left: left + (page - first) * (cell + GAP), top, width: cell, height });
    }
    const height = Math.max(...sheets.map((sheet) => sheet.height));
    rows.push({ top, height, sheets });
    top += height + GAP;
  }
  return rows;
}

/** Lays the pages out in rows, as wide as there is room, larger or smaller by the zoom. */
export function arrange(desk: Desk): Arrangement {
  const room = Math.min(desk.view.width - desk.gutter, desk.widest * desk.across + GAP * (desk.across - 1));
  const cell = Math.max(1, Math.round(((room - GAP * (desk.across - 1)) / desk.across) * desk.zoom));
  const width = cell * desk.across + GAP * (desk.across - 1);
  const left = desk.left ? GAP : Math.max(0, Math.round((desk.view.width - width) / 2));
  const rows = rowsOf(desk, cell, left);
  const last = rows.at(-1);
  return {
    rows,
    across: desk.across,
    width: Math.max(desk.view.width, left + width),
    height: last ? last.top + last.height + GAP : desk.view.height,
    upright: (page) => (desk.rotation % 180 === 0 ? cell : Math.round(cell / desk.ratio(page))),
  };
}

/** The index of the last row that begins at `y` or above it; 0 for what is above the first. */
export function rowAt({ rows }: Arrangement, y: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((rows[middle]?.top ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The rows that are seen, and so many before and after them. */
export function rowsSeen(arrangement: Arrangement, top: number, height: number, around = 0): readonly Row[] {
  const first = rowAt(arrangement, top);
  const last = rowAt(arrangement, top + height);
  return arrangement.rows.slice(Math.max(0, first - around), last + 1 + around);
}

/** The page that one reads: the first of the row at a third of what is seen. */
export function pageAt(arrangement: Arrangement, scroll: Point, view: Size): number {
  const row = arrangement.rows[rowAt(arrangement, scroll.y + view.height / 3)];
  return row?.sheets[0]?.page ?? 1;
}

export function sheetOf({ rows, across }: Arrangement, page: number): Sheet | undefined {
  return rows[Math.floor((page - 1) / across)]?.sheets[(page - 1) % across];
}

/** A point of a page (fractions of its sheet) that stands at a point of what is seen. */
export interface Anchor {
  page: number;
  x: number;
  y: number;
  at: Point;
}

/** The page and its point that now stand at `at`. */
export function anchorAt(arrangement: Arrangement, scroll: Point, at: Point): Anchor {
  const y = scroll.y + at.y;
  const x = scroll.x + at.x;
  const sheets = arrangement.rows[rowAt(arrangement, y)]?.sheets ?? [];
  const sheet = sheets.find(({ left, width }) => x <= left + width) ?? sheets.at(-1);
  if (!sheet) return { page: 1, x: 0, y: 0, at };
  return { page: sheet.page, x: (x - sheet.left) / sheet.width, y: (y - sheet.top) / sheet.height, at };
}

/** Where the desk must be scrolled to for the anchor to stand where it should, before the desk's own limits. */
export function scrollFor(arrangement: Arrangement, anchor: Anchor): Point {
  const sheet = sheetOf(arrangement, Math.min(anchor.page, arrangement.rows.at(-1)?.sheets.at(-1)?.page ?? 1));
  if (!sheet) return { x: 0, y: 0 };
  return {
    x: Math.max(0, sheet.left + anchor.x * sheet.width - anchor.at.x),
    y: Math.max(0, sheet.top + anchor.y * sheet.height - anchor.at.y),
  };
}

export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const WHOLE_PAGE: Region = { x: 0, y: 0, width: 1, height: 1 };

const fraction = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 1e4) / 1e4;

/** The part of a page that is seen; the whole of it when nothing is. */
export function regionOf(arrangement: Arrangement, page: number, scroll: Point, view: Size): Region {
  const sheet = sheetOf(arrangement, page);
  if (!sheet) return WHOLE_PAGE;
  const x = fraction((scroll.x - sheet.left) / sheet.width);
  const y = fraction((scroll.y - sheet.top) / sheet.height);
  const right = fraction((scroll.x + view.width - sheet.left) / sheet.width);
  const bottom = fraction((scroll.y + view.height - sheet.top) / sheet.height);
  if (right <= x || bottom <= y) return WHOLE_PAGE;
  return { x, y, width: right - x, height: bottom - y };
}

export const ZOOMS: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];

/** A zoom within the limits; close to the width of the screen it is that width. */
export function boundedZoom(zoom: number): number {
  const bounded = Math.min(4, Math.max(0.5, zoom));
  return Math.abs(bounded - 1) < 0.04 ? 1 : Math.round(bounded * 100) / 100;
}

/** The next larger (1) or smaller (-1) step; undefined at the end. */
export function zoomStep(zoom: number, direction: 1 | -1): number | undefined {
  return direction === 1 ? ZOOMS.find((step) => step > zoom) : ZOOMS.findLast((step) => step < zoom);
}
