import { Button, NativeSelect } from "@mantine/core";
import { IconChecklist } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RehearsalRow } from "@/api/rehearsal";
import type { OpenMeeting } from "@/app/MeetingGate";
import { Pager } from "@/kit/Pager";
import { SearchInput } from "@/kit/SearchInput";
import { EmptyState } from "@/kit/States";
import { usePaged } from "@/kit/usePaged";
import { SectionHead } from "@/prepare/SectionHead";
import { AssignDialog } from "./AssignDialog";
import classes from "./Board.module.css";
import { BoardRow } from "./BoardRow";
import { EVERYONE, KINDS, NOBODY, boardLines, chosen, isOf, overseersOf, type BoardLine, type Kind } from "./board";
import { History, RoundActs, RoundChoice } from "./RoundControls";
import { roundsOf } from "./rounds";

const LIVE_ROUNDS = 2;

function Kinds({ lines, kind, onKind }: { lines: readonly BoardLine[]; kind: Kind; onKind: (kind: Kind) => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.kinds} role="group" aria-label={t("rehearsal:board.title")}>
      {KINDS.map((one) => (
        <button key={one} type="button" className={classes.kind} aria-pressed={one === kind} onClick={() => onKind(one)}>
          <span className={classes.count}>{lines.filter((line) => isOf(one, line)).length}</span>
          {t(one === "all" || one === "worse" ? `rehearsal:board.${one}` : `rehearsal:grade.${one}`)}
        </button>
      ))}
    </div>
  );
}

interface OverseerFilterProps {
  open: OpenMeeting;
  lines: readonly BoardLine[];
  value: string;
  onChange: (value: string) => void;
}

function OverseerFilter({ open, lines, value, onChange }: OverseerFilterProps) {
  const { t } = useTranslation();
  const people = overseersOf(lines);
  if (people.length === 0) return null;
  const nameOf = (id: string, name: string) => (id === open.viewer.person_id ? t("rehearsal:board.mine") : name);
  return (
    <NativeSelect
      size="md"
      aria-label={t("rehearsal:board.assign_person")}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: EVERYONE, label: t("rehearsal:board.everyone") },
        ...people.map((one) => ({ value: one.person_id, label: nameOf(one.person_id, one.full_name) })),
        { value: NOBODY, label: t("rehearsal:board.nobody") },
      ]}
    />
  );
}

function usePicks() {
  const [picks, setPicks] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => setPicks((now) => new Set(now.has(id) ? [...now].filter((one) => one !== id) : [...now, id]));
  return { picks, toggle, set: (ids: string[]) => setPicks(new Set(ids)) };
}

function Lines({ open, round, lines }: { open: OpenMeeting; round: RehearsalRow; lines: BoardLine[] }) {
  const { t } = useTranslation();
  const mine = lines.some(({ overseer }) => overseer !== null && overseer.person_id === open.viewer.person_id);
  const [kind, setKind] = useState<Kind>("all");
  const [overseer, setOverseer] = useState(() => (mine && !open.viewer.can.includes("edit_meeting") ? (open.viewer.person_id ?? EVERYONE) : EVERYONE));
  const [words, setWords] = useState("");
  const [assigning, setAssigning] = useState(false);
  const { picks, toggle, set } = usePicks();
  const found = chosen(lines, kind, overseer, words);
  const { shown, page, setPage } = usePaged(found);
  const assigns = open.viewer.can.includes("edit_meeting");
  return (
    <>
      <Kinds lines={chosen(lines, "all", overseer, words)} kind={kind} onKind={setKind} />
      <div className={classes.filters}>
        <SearchInput label={t("rehearsal:board.search")} onSearch={setWords} />
        <OverseerFilter open={open} lines={lines} value={overseer} onChange={setOverseer} />
        {assigns && found.length > 0 && (
          <Button onClick={() => (picks.size > 0 ? setAssigning(true) : set(found.map(({ site }) => site.site_id)))}>
            {picks.size > 0 ? t("rehearsal:board.assign_count", { count: picks.size }) : t("rehearsal:board.pick_all")}
          </Button>
        )}
        {picks.size > 0 && (
          <Button variant="subtle" onClick={() => set([])}>
            {t("act.cancel")}
          </Button>
        )}
      </div>
      {found.length === 0 && <EmptyState title={t("rehearsal:board.empty")} />}
      <ul className={classes.list}>
        {shown.map((line) => (
          <BoardRow
            key={line.site.site_id}
            open={open}
            round={round}
            line={line}
            picked={assigns ? picks.has(line.site.site_id) : undefined}
            onPick={() => toggle(line.site.site_id)}
          />
        ))}
      </ul>
      <Pager page={page} onPage={setPage} />
      {assigning && (
        <AssignDialog
          meetingId={open.meeting.id}
          siteIds={[...picks]}
          onDone={() => {
            setAssigning(false);
            set([]);
          }}
          onClose={() => setAssigning(false)}
        />
      )}
    </>
  );
}

/** How ready the sites are: problems first, with what helps; rounds are opened, closed and compared here. */
export function Board({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<string | null>(null);
  const rounds = roundsOf(open.parts);
  const live = rounds.slice(0, LIVE_ROUNDS);
  const round = live.find(({ id }) => id === wanted) ?? live[0];
  const lines = round ? boardLines(open.parts, round.number) : [];
  const done = lines.filter(({ result }) => (result?.reports ?? 0) > 0).length;
  return (
    <section data-testid="readiness">
      <SectionHead title={t("rehearsal:board.title")} {...(round ? { facts: t("rehearsal:board.facts", { done, count: lines.length }) } : {})}>
        <RoundActs open={open} />
      </SectionHead>
      {round ? (
        <>
          <RoundChoice open={open} rounds={live} round={round} onRound={setWanted} />
          <Lines key={round.id} open={open} round={round} lines={lines} />
          <History open={open} rounds={rounds} />
        </>
      ) : (
        <EmptyState
          icon={<IconChecklist size={32} stroke={1.5} aria-hidden />}
          title={t("rehearsal:board.none_title")}
          detail={t(open.meeting.published_at ? "rehearsal:board.none_detail" : "rehearsal:board.draft_detail")}
        />
      )}
    </section>
  );
}
