import { useState } from "react";
import { useOwnRights } from "@/api/rights";
import { useSession } from "@/api/session";
import type { DocumentRow } from "@/api/snapshot";
import { moment } from "@/kit/dates";
import type { Paper } from "@/meeting/reader/paper";
import { useMeetingView } from "@/meeting/shared/context";
import { isWatermarked, markOf, spotsOf } from "./mark";
import classes from "./Watermark.module.css";

interface MarksProps {
  mark: string;
  /** CSS pixels of the page that they lie over. */
  width: number;
  height: number;
}

/** The mark all over a page, or over a picture of it. */
export function Marks({ mark, width, height }: MarksProps) {
  return (
    <div className={classes.marks} aria-hidden data-testid="watermark">
      {spotsOf(width, height).map((spot) => (
        <span key={`${spot.left} ${spot.top}`} className={classes.mark} style={spot}>
          {mark}
        </span>
      ))}
    </div>
  );
}

/**
 * The words that the screen lays over the pages of a document: who reads (a person, or the screen of a site),
 * where from and since when. Null where the meeting wants none, or where the pages bear the name already.
 */
export function useMark(row: Pick<DocumentRow, "id" | "rights"> | undefined): string | null {
  const { parts, viewer, live } = useMeetingView();
  const user = useSession().data?.user;
  const [opened] = useState(() => moment(new Date(Date.now() + live.clockOffset).toISOString()));
  const marked = isWatermarked(parts);
  const rights = useOwnRights(row?.id ?? "", row?.rights ?? 0, marked, marked && row !== undefined);
  if (!marked || rights.data?.is_marked) return null;
  return markOf(viewer.full_name, user?.person?.unit_name, opened);
}

/** The paper as it is read now: opened anew when rights or the watermark change, as its content may then differ. */
export function useReadAs(paper: Paper, row: Pick<DocumentRow, "rights"> | undefined): Paper {
  const { parts } = useMeetingView();
  return { ...paper, key: `${paper.key} ${row?.rights ?? 0} ${isWatermarked(parts)}` };
}

/** The words of a mark where no meeting is open: `whom` as the server says it, empty for none. */
export function useKeptMark(whom: string | undefined): string | null {
  const [opened] = useState(() => moment(new Date().toISOString()));
  return whom ? markOf(whom, null, opened) : null;
}
