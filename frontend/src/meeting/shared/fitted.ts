import { WHOLE_PAGE, type Region, type Size } from "../reader/arrangement";

/** A part nearly as large as the page is the page. */
const NEARLY = 0.97;

export interface Fit {
  width: number;
  left: number;
  top: number;
}

/** Where an edge begins so that the part stands in the middle of its place and no room is left empty beside it. */
function edge(place: number, whole: number, begin: number, part: number): number {
  if (whole <= place) return Math.round((place - whole) / 2);
  const middle = (place - part * whole) / 2 - begin * whole;
  return Math.round(Math.min(0, Math.max(place - whole, middle)));
}

/** How wide the page is drawn and where it begins, so that the part is as large as the place allows. */
export function fitted(place: Size, ratio: number, part: Region): Fit {
  const { x, y, width, height } = part.width > NEARLY && part.height > NEARLY ? WHOLE_PAGE : part;
  const page = Math.round(Math.min(place.width / width, place.height / (height * ratio)));
  const top = page * ratio <= place.height ? 0 : edge(place.height, page * ratio, y, height);
  return { width: page, left: edge(place.width, page, x, width), top };
}
