/** QR codes (ISO/IEC 18004) in byte mode with error correction M, versions 1 to 10: enough for an address. */

const FIELD_POLYNOMIAL = 0x11d;

interface Version {
  /** Error correction codewords of each block. */
  check: number;
  /** Data codewords of each block. */
  blocks: readonly number[];
  /** Centres of the alignment patterns. */
  align: readonly number[];
}

const repeat = (count: number, size: number) => Array<number>(count).fill(size);

/** Table 9 (level M) and table E.1 of the standard. */
const VERSIONS: readonly Version[] = [
  { check: 10, blocks: [16], align: [] },
  { check: 16, blocks: [28], align: [6, 18] },
  { check: 26, blocks: [44], align: [6, 22] },
  { check: 18, blocks: repeat(2, 32), align: [6, 26] },
  { check: 24, blocks: repeat(2, 43), align: [6, 30] },
  { check: 16, blocks: repeat(4, 27), align: [6, 34] },
  { check: 18, blocks: repeat(4, 31), align: [6, 22, 38] },
  { check: 22, blocks: [...repeat(2, 38), ...repeat(2, 39)], align: [6, 24, 42] },
  { check: 22, blocks: [...repeat(3, 36), ...repeat(2, 37)], align: [6, 26, 46] },
  { check: 26, blocks: [...repeat(4, 43), 44], align: [6, 28, 50] },
];

const POWERS: number[] = [];
const LOGARITHMS: number[] = [];
for (let exponent = 0, value = 1; exponent < 255; exponent += 1) {
  POWERS[exponent] = value;
  LOGARITHMS[value] = exponent;
  value = value < 128 ? value << 1 : (value << 1) ^ FIELD_POLYNOMIAL;
}

function multiply(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  return POWERS[((LOGARITHMS[a] ?? 0) + (LOGARITHMS[b] ?? 0)) % 255] ?? 0;
}

/** Coefficients of the generator polynomial of that degree, without the leading one. */
function generator(degree: number): number[] {
  let polynomial = [1];
  for (let root = 0; root < degree; root += 1) {
    const factor = POWERS[root] ?? 0;
    polynomial = [...polynomial, 0].map((value, index) => value ^ multiply(polynomial[index - 1] ?? 0, factor));
  }
  return polynomial.slice(1);
}

/** Reed-Solomon check codewords of a block. */
function checkWords(data: readonly number[], count: number): number[] {
  const divisor = generator(count);
  let rest = repeat(count, 0);
  for (const word of data) {
    const factor = word ^ (rest[0] ?? 0);
    rest = [...rest.slice(1), 0].map((value, index) => value ^ multiply(divisor[index] ?? 0, factor));
  }
  return rest;
}

function bitsOf(value: number, length: number): number[] {
  return Array.from({ length }, (_, index) => (value >>> (length - 1 - index)) & 1);
}

function wordsOf(bits: readonly number[]): number[] {
  return Array.from({ length: Math.ceil(bits.length / 8) }, (_, index) =>
    Array.from({ length: 8 }, (_unused, bit) => bits[8 * index + bit] ?? 0).reduce((word, bit) => (word << 1) | bit, 0),
  );
}

function dataWords(bytes: Uint8Array, number: number, capacity: number): number[] {
  const bits = [...bitsOf(4, 4), ...bitsOf(bytes.length, number < 10 ? 8 : 16), ...Array.from(bytes).flatMap((byte) => bitsOf(byte, 8))];
  const ended = [...bits, ...repeat(Math.min(4, 8 * capacity - bits.length), 0)];
  const words = wordsOf(ended);
  const filling = Array.from({ length: capacity - words.length }, (_, index) => (index % 2 === 0 ? 0xec : 0x11));
  return [...words, ...filling];
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function chooseVersion(length: number): number {
  const index = VERSIONS.findIndex(({ blocks }, at) => 12 + (at >= 9 ? 8 : 0) + 8 * length <= 8 * sum(blocks));
  if (index === -1) throw new RangeError(`${length} bytes do not fit into a QR code of version 10`);
  return index + 1;
}

/** Data and check codewords of all blocks, interleaved as they are drawn. */
function codewords(bytes: Uint8Array, number: number, version: Version): number[] {
  const words = dataWords(bytes, number, sum(version.blocks));
  let at = 0;
  const blocks = version.blocks.map((size) => words.slice(at, (at += size)));
  const checks = blocks.map((block) => checkWords(block, version.check));
  const longest = Math.max(...version.blocks);
  const interleaved = (rows: number[][], length: number) =>
    Array.from({ length }, (_, column) => rows.map((row) => row[column])).flat().filter((word) => word !== undefined);
  return [...interleaved(blocks, longest), ...interleaved(checks, version.check)];
}

/** Rows of modules; undefined where the data will be drawn. */
type Modules = (boolean | undefined)[][];

function put(modules: Modules, row: number, column: number, dark: boolean): void {
  const line = modules[row];
  if (line && column >= 0 && column < line.length) line[column] = dark;
}

function drawSquare(modules: Modules, row: number, column: number, radius: number, dark: (distance: number) => boolean): void {
  for (let down = -radius; down <= radius; down += 1) {
    for (let across = -radius; across <= radius; across += 1) {
      put(modules, row + down, column + across, dark(Math.max(Math.abs(down), Math.abs(across))));
    }
  }
}

function drawFixed(modules: Modules, align: readonly number[]): void {
  const size = modules.length;
  for (let index = 0; index < size; index += 1) {
    put(modules, 6, index, index % 2 === 0);
    put(modules, index, 6, index % 2 === 0);
  }
  const last = size - 7;
  const corners = [[3, 3], [3, size - 4], [size - 4, 3]] as const;
  for (const [row, column] of corners) drawSquare(modules, row, column, 4, (distance) => distance !== 2 && distance !== 4);
  for (const row of align) {
    for (const column of align) {
      const corner = (row === 6 && (column === 6 || column === last)) || (row === last && column === 6);
      if (!corner) drawSquare(modules, row, column, 2, (distance) => distance !== 1);
    }
  }
}

/** BCH remainder of `value` (`bits` long) by the generator. */
function remainder(value: number, degree: number, divisor: number): number {
  let rest = value << degree;
  for (let bit = 31 - Math.clz32(rest); bit >= degree; bit = 31 - Math.clz32(rest)) rest ^= divisor << (bit - degree);
  return rest;
}

function drawFormat(modules: Modules, mask: number): void {
  const size = modules.length;
  // Level M is 00, so the five data bits are the mask alone.
  const bits = ((mask << 10) | remainder(mask, 10, 0x537)) ^ 0x5412;
  const bit = (index: number) => ((bits >>> index) & 1) === 1;
  const firstColumn = [0, 1, 2, 3, 4, 5, 7, 8, size - 7, size - 6, size - 5, size - 4, size - 3, size - 2, size - 1];
  firstColumn.forEach((row, index) => put(modules, row, 8, bit(index)));
  const firstRow = [size - 1, size - 2, size - 3, size - 4, size - 5, size - 6, size - 7, size - 8, 7, 5, 4, 3, 2, 1, 0];
  firstRow.forEach((column, index) => put(modules, 8, column, bit(index)));
  put(modules, size - 8, 8, true);
}

function drawVersion(modules: Modules, number: number): void {
  if (number < 7) return;
  const bits = (number << 12) | remainder(number, 12, 0x1f25);
  for (let index = 0; index < 18; index += 1) {
    const dark = ((bits >>> index) & 1) === 1;
    const near = Math.floor(index / 3);
    const far = modules.length - 11 + (index % 3);
    put(modules, near, far, dark);
    put(modules, far, near, dark);
  }
}

/** Free places in the order of the standard: two columns at a time from the right, up and down in turn. */
function freePlaces(modules: Modules): [number, number][] {
  const size = modules.length;
  const places: [number, number][] = [];
  let upward = true;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const row = upward ? size - 1 - step : step;
      for (const column of [right, right - 1]) if (modules[row]?.[column] === undefined) places.push([row, column]);
    }
    upward = !upward;
  }
  return places;
}

const MASKS: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_row, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

/** How hard a masked symbol is to read by its runs and blocks (rules 1, 2 and 4 of the standard). */
function penalty(symbol: boolean[][]): number {
  const size = symbol.length;
  const columns = symbol.map((_, column) => symbol.map((row) => row[column] === true));
  const lines = [...symbol, ...columns].map((line) => line.map((dark) => (dark ? "1" : "0")).join(""));
  const runs = lines.flatMap((line) => line.match(/0{5,}|1{5,}/g) ?? []).map((run) => run.length - 2);
  const finders = lines.flatMap((line) => line.match(/(?=00001011101|10111010000)/g) ?? []).length;
  let blocks = 0;
  for (let row = 1; row < size; row += 1) {
    for (let column = 1; column < size; column += 1) {
      const here = symbol[row]?.[column];
      const above = symbol[row - 1];
      if (here === above?.[column] && here === symbol[row]?.[column - 1] && here === above?.[column - 1]) blocks += 1;
    }
  }
  const dark = symbol.flat().filter(Boolean).length;
  return sum(runs) + 40 * finders + 3 * blocks + 10 * Math.floor(Math.abs((20 * dark) / (size * size) - 10));
}

function masked(number: number, version: Version, words: readonly number[], mask: number): boolean[][] {
  const size = 17 + 4 * number;
  const modules: Modules = Array.from({ length: size }, () => Array<undefined>(size).fill(undefined));
  drawFixed(modules, version.align);
  drawFormat(modules, mask);
  drawVersion(modules, number);
  const bits = words.flatMap((word) => bitsOf(word, 8));
  const flips = MASKS[mask] ?? (() => false);
  freePlaces(modules).forEach(([row, column], index) => put(modules, row, column, (bits[index] === 1) !== flips(row, column)));
  return modules.map((line) => line.map((dark) => dark === true));
}

/** The modules of the QR code for `text`, row by row, true is dark; no quiet zone. Throws RangeError when it is too long. */
export function qrCode(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text);
  const number = chooseVersion(bytes.length);
  const version = VERSIONS[number - 1] as Version;
  const words = codewords(bytes, number, version);
  const candidates = MASKS.map((_, mask) => masked(number, version, words, mask));
  return candidates.reduce((best, next) => (penalty(next) < penalty(best) ? next : best));
}
