import type { KeptPaper } from "./keeper";
import type { PaperInfo } from "./types";

/** One line of the list: a document that may be kept, is kept, or both. */
export interface ShelfPaper {
  info: PaperInfo;
  kept: KeptPaper | null;
  /** A newer version than the kept one may be fetched. */
  isOlder: boolean;
}

export interface ShelfMeeting {
  id: string;
  title: string;
  unit: string;
  start: string;
  papers: ShelfPaper[];
}

/** What is kept and what may be kept, by meeting, the next meeting first; documents once, as they are kept. */
export function shelvesOf(kept: readonly KeptPaper[], keepable: readonly PaperInfo[]): ShelfMeeting[] {
  const papers = new Map<string, ShelfPaper>();
  for (const info of keepable) papers.set(info.document_id, { info, kept: null, isOlder: false });
  for (const paper of kept) {
    if (!paper.info) continue;
    const known = papers.get(paper.document);
    const better = known?.kept && known.kept.number > paper.number;
    if (better) continue;
    const isOlder = known !== undefined && known.info.version > paper.number;
    papers.set(paper.document, { info: known?.info ?? paper.info, kept: paper, isOlder });
  }
  const meetings = new Map<string, ShelfMeeting>();
  for (const paper of papers.values()) {
    const { meeting_id: id, meeting_title: title, unit_name: unit, scheduled_start: start } = paper.info;
    const meeting = meetings.get(id) ?? { id, title, unit, start, papers: [] };
    meeting.papers.push(paper);
    meetings.set(id, meeting);
  }
  for (const meeting of meetings.values()) meeting.papers.sort((a, b) => byItem(a.info, b.info));
  return [...meetings.values()].sort((a, b) => a.start.localeCompare(b.start));
}

/** 2 before 10, 1.1 after 1. */
function byItem(a: PaperInfo, b: PaperInfo): number {
  return a.item_number.localeCompare(b.item_number, "vi", { numeric: true }) || a.title.localeCompare(b.title, "vi", { numeric: true });
}

/** Bytes that the device holds, as far as they are known: whole papers by their length, others by their pieces. */
export function bytesKept(kept: readonly KeptPaper[], piece: number): number {
  return kept.reduce((sum, { bytes, have }) => sum + Math.min(bytes ?? 0, have * piece), 0);
}
