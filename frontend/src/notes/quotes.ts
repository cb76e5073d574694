/** Text of a page as it lies there in pieces, and quotes of it. PDF text breaks words and lines where it likes. */

const CONTEXT = 80;
const LONGEST_QUOTE = 1000;

export interface Stretch {
  piece: number;
  start: number;
  end: number;
}

interface Letters {
  text: string;
  /** Where each letter stands: piece and offset in it. */
  at: { piece: number; offset: number }[];
}

/** The letters alone, composed and without case, each with its place. */
function lettersOf(pieces: readonly string[]): Letters {
  const at: Letters["at"] = [];
  let text = "";
  pieces.forEach((content, piece) => {
    for (let offset = 0; offset < content.length; offset += 1) {
      const letter = content[offset] ?? "";
      if (/\s/.test(letter)) continue;
      const lower = letter.toLowerCase();
      text += lower;
      for (let count = 0; count < lower.length; count += 1) at.push({ piece, offset });
    }
  });
  return { text, at };
}

const squeezed = (text: string) => text.normalize("NFC").replace(/\s+/g, "").toLowerCase();

/** Where `quote` stands among the pieces: the one that follows `before` best. Empty when it is not there. */
export function findQuote(pieces: readonly string[], quote: string, before: string): Stretch[] {
  const needle = squeezed(quote);
  const { text, at } = lettersOf(pieces.map((piece) => piece.normalize("NFC")));
  if (needle === "") return [];
  const context = squeezed(before);
  let best = { start: -1, kept: -1 };
  for (let start = text.indexOf(needle); start >= 0; start = text.indexOf(needle, start + 1)) {
    let kept = 0;
    while (kept < context.length && kept < start && text[start - 1 - kept] === context[context.length - 1 - kept]) kept += 1;
    if (kept > best.kept) best = { start, kept };
  }
  if (best.start < 0) return [];
  return stretches(at.slice(best.start, best.start + needle.length));
}

function stretches(letters: Letters["at"]): Stretch[] {
  const found: Stretch[] = [];
  for (const { piece, offset } of letters) {
    const last = found.at(-1);
    if (last?.piece === piece) last.end = offset + 1;
    else found.push({ piece, start: offset, end: offset + 1 });
  }
  return found;
}

export interface Quoted {
  quote: string;
  before: string;
  after: string;
}

const tidy = (text: string) => text.normalize("NFC").replace(/[\s\p{Cc}]+/gu, " ").trim();

/** What stands between two places in the text, with what is around it. */
export function quoted(pieces: readonly string[], from: { piece: number; offset: number }, to: { piece: number; offset: number }): Quoted {
  const part = (start: typeof from | null, end: typeof to | null) =>
    pieces
      .map((text, piece) => {
        const begin = start && piece === start.piece ? start.offset : 0;
        const finish = end && piece === end.piece ? end.offset : text.length;
        const isOutside = (start && piece < start.piece) || (end && piece > end.piece);
        return isOutside ? "" : text.slice(begin, finish);
      })
      .join(" ");
  return {
    quote: tidy(part(from, to)).slice(0, LONGEST_QUOTE),
    before: tidy(part(null, from)).slice(-CONTEXT),
    after: tidy(part(to, null)).slice(0, CONTEXT),
  };
}
