/** Letters without case and without Vietnamese marks, one output character per input character. */
export function plain(text: string): string {
  return Array.from(text, (letter) => {
    const bare = letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace("đ", "d");
    return bare.length === letter.length ? bare : letter;
  }).join("");
}

/** PDF text breaks lines and words where it likes, so a search reads past every blank. */
function squeezed(text: string): string {
  return plain(text.normalize("NFC")).replace(/\s+/g, "");
}

/** Where `query` begins in `text` with all blanks left out, whatever its case and marks; empty for an empty query. */
export function findAll(text: string, query: string): number[] {
  const needle = squeezed(query);
  if (needle === "") return [];
  const haystack = squeezed(text);
  const found: number[] = [];
  for (let at = haystack.indexOf(needle); at !== -1; at = haystack.indexOf(needle, at + needle.length)) found.push(at);
  return found;
}

/** Indices of the pieces that a match touches, when the pieces are read one after another. */
export function touchedPieces(pieces: readonly string[], query: string): Set<number> {
  const length = squeezed(query).length;
  const lengths = pieces.map((piece) => squeezed(piece).length);
  const ends: number[] = [];
  for (const size of lengths) ends.push((ends.at(-1) ?? 0) + size);
  const touched = new Set<number>();
  for (const start of findAll(pieces.join(""), query)) {
    lengths.forEach((size, index) => {
      const end = ends[index] ?? 0;
      if (size > 0 && start < end && start + length > end - size) touched.add(index);
    });
  }
  return touched;
}
