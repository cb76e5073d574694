import type { PDFPageProxy } from "pdfjs-dist";
import type { PDFDocumentProxy } from "./pdf";

/** A link on a page, placed in CSS pixels of the upright page: to an address, or to a page. */
export interface PageLink {
  left: number;
  top: number;
  width: number;
  height: number;
  url: string | null;
  dest: unknown;
}

interface LinkAnnotation {
  subtype: string;
  rect: number[];
  url?: string;
  dest?: unknown;
}

const SAFE = /^(https?|mailto):/i;

/** The links of a page that lead somewhere: addresses of the web and of letters, and pages of the same paper. */
export async function linksOf(page: PDFPageProxy, scale: number): Promise<PageLink[]> {
  const viewport = page.getViewport({ scale });
  const annotations = (await page.getAnnotations({ intent: "display" })) as LinkAnnotation[];
  return annotations
    .filter(({ subtype, url, dest }) => subtype === "Link" && (SAFE.test(url ?? "") || Boolean(dest)))
    .map(({ rect, url, dest }) => {
      const [left = 0, bottom = 0, right = 0, top = 0] = rect;
      const [x1 = 0, y1 = 0] = viewport.convertToViewportPoint(left, bottom) as number[];
      const [x2 = 0, y2 = 0] = viewport.convertToViewportPoint(right, top) as number[];
      return {
        left: Math.min(x1, x2),
        top: Math.min(y1, y2),
        width: Math.abs(x2 - x1),
        height: Math.abs(y2 - y1),
        url: SAFE.test(url ?? "") ? (url ?? null) : null,
        dest,
      };
    });
}

/** The page that a link of a paper leads to; null when it leads nowhere. */
export async function pageOfLink(document: PDFDocumentProxy, dest: unknown): Promise<number | null> {
  const explicit: unknown = typeof dest === "string" ? await document.getDestination(dest) : dest;
  const target: unknown = Array.isArray(explicit) ? explicit[0] : null;
  if (typeof target === "number") return target + 1;
  if (target === null || typeof target !== "object") return null;
  return (await document.getPageIndex(target as Parameters<PDFDocumentProxy["getPageIndex"]>[0])) + 1;
}
