/** Letters without case and without Vietnamese marks, one output character per input character. */
export function plain(text: string): string {
  return Array.from(text, (letter) => {
    const bare = letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace("đ", "d");
    return bare.length === letter.length ? bare : letter;
  }).join("");
}

/** Where `query` begins in `text`, whatever its case and marks; empty for an empty query. */
export function findAll(text: string, query: string): number[] {
  const needle = plain(query.normalize("NFC").trim());
  if (needle === "") return [];
  const haystack = plain(text);
  const found: number[] = [];
  for (let at = haystack.indexOf(needle); at !== -1; at = haystack.indexOf(needle, at + needle.length)) found.push(at);
  return found;
}

/** Indices of the pieces that a match touches, when the pieces are read one after another. */
export function touchedPieces(pieces: readonly string[], query: string): Set<number> {
  const length = query.normalize("NFC").trim().length;
  const ends: number[] = [];
  for (const piece of pieces) ends.push((ends.at(-1) ?? 0) + piece.length);
  const touched = new Set<number>();
  for (const start of findAll(pieces.join(""), query)) {
    pieces.forEach((piece, index) => {
      const end = ends[index] ?? 0;
      if (start < end && start + length > end - piece.length) touched.add(index);
    });
  }
  return touched;
}
