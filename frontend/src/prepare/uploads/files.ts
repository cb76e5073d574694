/** The kinds of file that can be read in the meeting; the server has the last word. */
export const ACCEPTED_TYPES = ["application/pdf"];

/** The largest file the server takes unless it is configured otherwise, in the unit of its setting UPLOAD_LIMIT_MB. */
export const LARGEST_MB = 100;
export const LARGEST_BYTES = LARGEST_MB * 1024 * 1024;

export type Refusal = "not_pdf" | "empty" | "too_large";

/** Why a file need not even be sent, or null when it may be. */
export function refusalOf({ type, name, size }: Pick<File, "type" | "name" | "size">): Refusal | null {
  if (!ACCEPTED_TYPES.includes(type) && !name.toLowerCase().endsWith(".pdf")) return "not_pdf";
  if (size === 0) return "empty";
  return size > LARGEST_BYTES ? "too_large" : null;
}

/** A readable title from a file's name: "bao_cao-quy-3.pdf" becomes "bao cao quy 3". */
export function titleFromName(name: string): string {
  return name.replace(/\.[^.]+$/, "").replace(/[_-]+/g, " ").replace(/\s+/g, " ").trim().slice(0, 200);
}
