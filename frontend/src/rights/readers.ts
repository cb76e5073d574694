import type { ReadingRightInput, ReadingRights } from "@/api/rights";

export interface Named {
  input: ReadingRightInput;
  name: string;
  standing: "ahead" | "open" | "over";
}

/** A right as it is given at first: from now on, without an end, to read on the screen only. */
export function inputOf(whom: string): ReadingRightInput {
  return { whom, since: null, until: null, may_print: false, may_download: false };
}

/** The rights of a document as the form changes them. */
export function named(known: ReadingRights): Named[] {
  return known.rights.map(({ whom, since, until, may_print, may_download, name, standing }) => ({
    input: { whom, since, until, may_print, may_download },
    name,
    standing,
  }));
}
