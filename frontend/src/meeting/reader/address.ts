import { createContext, useContext } from "react";

const Base = createContext("/api/documents");

/** Where the papers lie that are read below: a meeting's, unless somebody keeps them elsewhere. */
export const PaperBase = Base.Provider;

/** Where the files of one paper lie: `…/file`, `…/original`, `…/first-page.webp`, `…/pages/1.webp`. */
export function usePaperAddress(id: string): string {
  return `${useContext(Base)}/${id}`;
}
