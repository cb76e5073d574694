/** Letters without case and without Vietnamese marks, one output character per input character. */
export function plain(text: string): string {
  return Array.from(text, (letter) => {
    const bare = bared(letter);
    return bare.length === letter.length ? bare : letter;
  }).join("");
}

function bared(letter: string): string {
  return letter.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace("đ", "d");
}

/** A place in texts that are read one after another. */
export interface Spot {
  piece: number;
  offset: number;
}

export interface Match {
  from: Spot;
  /** The end, exclusive. */
  to: Spot;
}

/** PDF text breaks lines and words where it likes, so a search reads past every blank. */
function squeezed(pieces: readonly string[]): { text: string; spots: Match[] } {
  let text = "";
  const spots: Match[] = [];
  pieces.forEach((words, piece) => {
    let offset = 0;
    for (const letter of words) {
      const to = { piece, offset: offset + letter.length };
      for (const bare of bared(letter).replace(/\s+/g, "")) {
        text += bare;
        for (let unit = 0; unit < bare.length; unit += 1) spots.push({ from: { piece, offset }, to });
      }
      offset += letter.length;
    }
  });
  return { text, spots };
}

/** What is looked for: the words as one phrase, with or without quotation marks around it. */
function needleOf(query: string): string {
  return squeezed([query.trim().replace(/^["“”„](.*)["“”]$/su, "$1")]).text;
}

/** Where `query` stands in the pieces read one after another, whatever its case, marks and blanks. */
export function matchesIn(pieces: readonly string[], query: string): Match[] {
  const needle = needleOf(query);
  if (needle === "") return [];
  const { text, spots } = squeezed(pieces);
  const found: Match[] = [];
  for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + needle.length)) {
    const first = spots[at];
    const last = spots[at + needle.length - 1];
    if (first && last) found.push({ from: first.from, to: last.to });
  }
  return found;
}

export interface Hit {
  page: number;
  /** Which one of its page, from 0. */
  index: number;
  before: string;
  words: string;
  after: string;
}

const AROUND = 40;

const joined = (text: string) => text.replace(/\s+/g, " ");

/** The hits of a page with the words around them. */
export function hitsOf(page: number, text: string, query: string): Hit[] {
  return matchesIn([text], query).map(({ from, to }, index) => ({
    page,
    index,
    before: joined(text.slice(Math.max(0, from.offset - AROUND), from.offset)),
    words: joined(text.slice(from.offset, to.offset)),
    after: joined(text.slice(to.offset, to.offset + AROUND)),
  }));
}
