export interface Piece {
  text: string;
  bold: boolean;
}

/** A sentence cut at its `**…**`: what stands between them are words of the screen. */
export function pieces(sentence: string): Piece[] {
  return sentence
    .split("**")
    .map((text, number) => ({ text, bold: number % 2 === 1 }))
    .filter(({ text }) => text !== "");
}

/** The names of texts of the screens that a sentence of a guide refers to: "home:list.new". */
export function namedTexts(sentence: string): string[] {
  return [...sentence.matchAll(/\$t\(([^)]+)\)/g)].map((match) => match[1] ?? "");
}
