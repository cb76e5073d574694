/** The kinds of file that can be read in the meeting; the server has the last word. */
export const ACCEPTED_TYPES = ["application/pdf"];

/** The largest file the server takes unless it is configured otherwise, in bytes. */
export const LARGEST_BYTES = 100 * 1024 * 1024;

/** A readable title from a file's name: "bao_cao-quy-3.pdf" becomes "bao cao quy 3". */
export function titleFromName(name: string): string {
  return name.replace(/\.[^.]+$/, "").replace(/[_-]+/g, " ").replace(/\s+/g, " ").trim().slice(0, 200);
}
