import type { ReactNode } from "react";
import type { Rotation } from "./arrangement";

/**
 * How a page is drawn now. What lies over it is placed in its own upright frame, whose origin is the page's top
 * left corner: `width` by `height` CSS pixels, `scale` of them to a point (1/72 inch) of the page. `rotation` is
 * how far the reader has turned that frame, overlay and all, clockwise; nothing need be computed from it but
 * where a pointer is (`offsetX` and `offsetY` of its events are in the upright frame already).
 */
export interface OverlayViewport {
  width: number;
  height: number;
  scale: number;
  rotation: Rotation;
}

/** Draws over a page, which counts from 1. Takes no touches unless an element of it sets `pointer-events`. */
export type RenderOverlay = (page: number, viewport: OverlayViewport) => ReactNode;
