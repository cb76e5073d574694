/** Places on a page are ten-thousandths of its width and height, whatever its size on a screen. */
export const EDGE = 10_000;
const PRESSURE = 100;
/** Of a mouse and a finger, which press or do not. */
export const PLAIN_PRESSURE = 50;
const MOST_POINTS = 2000;
/** A pen reports places closer than can be seen. */
const LEAST_STEP = 12;

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point, Size {}

const within = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));

/** A place in CSS pixels of a page of that size, as it is kept. */
export function toPage({ x, y }: Point, size: Size): Point {
  return { x: within((x / size.width) * EDGE, EDGE), y: within((y / size.height) * EDGE, EDGE) };
}

export function toPressure(pressure: number): number {
  return within(pressure * PRESSURE, PRESSURE);
}

/** The numbers of a shape in groups: x, y, pressure; left, top, width, height. A rest is left out. */
export function grouped(shape: readonly number[], step: number): number[][] {
  return Array.from({ length: Math.floor(shape.length / step) }, (_, index) => shape.slice(index * step, (index + 1) * step));
}

/** A stroke with one more point, or the same where the pen has hardly moved or the stroke is long enough. */
export function drawnOn(stroke: readonly number[], { x, y }: Point, pressure: number): readonly number[] {
  if (stroke.length >= MOST_POINTS * 3) return stroke;
  const [lastX = -EDGE, lastY = -EDGE] = stroke.slice(-3);
  return Math.hypot(x - lastX, y - lastY) < LEAST_STEP ? stroke : [...stroke, x, y, pressure];
}

export interface Line {
  path: string;
  width: number;
}

const LEVELS = 5;

/** The pen's width at a pressure, in CSS pixels of a page that wide. */
function penWidth(width: number, pressure: number, size: Size): number {
  const level = Math.ceil((pressure / PRESSURE) * LEVELS) / LEVELS;
  return ((width / EDGE) * size.width * (0.5 + level)) || 1;
}

/** What a stroke looks like on a page of that size: lines, each as wide as the pen was pressed. */
export function linesOf(shape: readonly number[], width: number, size: Size): Line[] {
  const points = grouped(shape, 3).map(([x = 0, y = 0, pressure = 0]) => ({
    at: `${((x / EDGE) * size.width).toFixed(1)} ${((y / EDGE) * size.height).toFixed(1)}`,
    width: penWidth(width, pressure, size),
  }));
  const [first] = points;
  if (!first) return [];
  // A dot: a line of no length with round ends.
  if (points.length === 1) return [{ path: `M${first.at} L${first.at}`, width: first.width }];
  const lines: Line[] = [];
  let before = first;
  for (const point of points.slice(1)) {
    const last = lines.at(-1);
    if (last?.width === point.width) last.path += ` L${point.at}`;
    else lines.push({ path: `M${before.at} L${point.at}`, width: point.width });
    before = point;
  }
  return lines;
}

/** The stretches of a highlight in CSS pixels of a page of that size. */
export function boxesOf(shape: readonly number[], size: Size): Box[] {
  return grouped(shape, 4).map(([left = 0, top = 0, width = 0, height = 0]) => ({
    x: (left / EDGE) * size.width,
    y: (top / EDGE) * size.height,
    width: (width / EDGE) * size.width,
    height: (height / EDGE) * size.height,
  }));
}

/** Boxes as they are kept, those of one line joined. `origin` is the page's own place. */
export function quadsOf(boxes: readonly Box[], origin: Box, most = 200): number[] {
  const lines: Box[] = [];
  for (const box of boxes) {
    if (box.width < 1 || box.height < 1) continue;
    const last = lines.at(-1);
    const isSameLine = last && Math.abs(last.y + last.height / 2 - (box.y + box.height / 2)) < Math.max(last.height, box.height) / 2;
    if (!last || !isSameLine) lines.push({ ...box });
    else {
      const left = Math.min(last.x, box.x);
      const top = Math.min(last.y, box.y);
      last.width = Math.max(last.x + last.width, box.x + box.width) - left;
      last.height = Math.max(last.y + last.height, box.y + box.height) - top;
      last.x = left;
      last.y = top;
    }
  }
  return lines.slice(0, most).flatMap((box) => {
    const { x, y } = toPage({ x: box.x - origin.x, y: box.y - origin.y }, origin);
    const end = toPage({ x: box.x + box.width - origin.x, y: box.y + box.height - origin.y }, origin);
    return [x, y, end.x - x, end.y - y];
  });
}

/** The region around a highlight: left, top, width, height. */
export function regionOf(shape: readonly number[]): number[] {
  const quads = grouped(shape, 4);
  if (quads.length === 0) return [];
  const left = Math.min(...quads.map(([x = 0]) => x));
  const top = Math.min(...quads.map(([, y = 0]) => y));
  const right = Math.max(...quads.map(([x = 0, , width = 0]) => x + width));
  const bottom = Math.max(...quads.map(([, y = 0, , height = 0]) => y + height));
  return [left, top, right - left, bottom - top];
}

/** Whether a stroke or highlight passes within `reach` of a place; all in ten-thousandths. */
export function isTouched(kind: string, shape: readonly number[], { x, y }: Point, reach: number): boolean {
  if (kind === "highlight") {
    return grouped(shape, 4).some(
      ([left = 0, top = 0, width = 0, height = 0]) => x >= left && x <= left + width && y >= top && y <= top + height,
    );
  }
  if (kind !== "ink") return false;
  const points = grouped(shape, 3).map(([px = 0, py = 0]) => ({ x: px, y: py }));
  return points.some((point, index) => distance({ x, y }, point, points[index + 1] ?? point) <= reach);
}

function distance(from: Point, a: Point, b: Point): number {
  const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((from.x - a.x) * (b.x - a.x) + (from.y - a.y) * (b.y - a.y)) / length));
  return Math.hypot(from.x - (a.x + along * (b.x - a.x)), from.y - (a.y + along * (b.y - a.y)));
}
