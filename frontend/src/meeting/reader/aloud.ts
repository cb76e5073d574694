/** A sentence is spoken as one piece; voices of some devices fall silent in pieces longer than this. */
const LONGEST = 240;

const ENDS = /[.!?:;…]["”’)]*$/;
const BEGINS = /^(\d+[.)]|[a-zđ][.)]\s|[-–•+*]\s|[IVXLC]+\.\s|(Điều|Chương|Mục|Phần|ĐIỀU|CHƯƠNG|MỤC|PHẦN)\s)/u;

/** Lines of a page joined to paragraphs: a page's text comes line by line, as it was printed. */
export function paragraphsOf(text: string): string[] {
  const paragraphs: string[] = [];
  let open = false;
  for (const line of text.split("\n").map((words) => words.trim())) {
    if (line === "") open = false;
    else if (open && !BEGINS.test(line)) paragraphs.push(`${paragraphs.pop() ?? ""} ${line}`);
    else paragraphs.push(line);
    if (line !== "") open = !ENDS.test(line);
  }
  return paragraphs;
}

function pieces(sentence: string): string[] {
  if (sentence.length <= LONGEST) return [sentence];
  const cut = Math.max(sentence.lastIndexOf(",", LONGEST), sentence.lastIndexOf(" ", LONGEST));
  const at = cut <= 0 ? LONGEST : cut + 1;
  return [sentence.slice(0, at).trim(), ...pieces(sentence.slice(at).trim())];
}

/** What is spoken one after another. */
export function sentencesOf(paragraph: string): string[] {
  return paragraph
    .split(/(?<=[.!?;…]["”’)]*)\s+/u)
    .flatMap(pieces)
    .filter((sentence) => sentence !== "");
}
