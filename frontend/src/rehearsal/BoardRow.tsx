import { Button, Checkbox } from "@mantine/core";
import { IconPhone } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { checkSite, type RehearsalRow, type ResultRow } from "@/api/rehearsal";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { moment } from "@/kit/dates";
import { ReasonDialog } from "@/kit/ReasonDialog";
import { StatusTag, type Tone } from "@/kit/StatusTag";
import classes from "./Board.module.css";
import type { BoardLine } from "./board";
import { Figures, Findings } from "./Findings";
import { GradeMark } from "./GradeMark";
import { TESTS, itemWords } from "./tests";

const CHANGE_TONE: Record<ResultRow["change"], Tone> = { first: "neutral", better: "good", same: "neutral", worse: "care" };

function Tests({ result }: { result: ResultRow }) {
  const { t } = useTranslation();
  return (
    <span className={classes.tests}>
      {TESTS.map((test) => (
        <GradeMark key={test} grade={result[test]} of={t(`rehearsal:test.${test}`)} />
      ))}
    </span>
  );
}

function Facts({ line }: { line: BoardLine }) {
  const { t } = useTranslation();
  const { site, result, overseer } = line;
  const told = result?.reported_at
    ? t("rehearsal:board.reports", { count: result.reports, time: moment(result.reported_at) })
    : t("rehearsal:board.never");
  const watched = overseer && t("rehearsal:board.overseer", { name: overseer.full_name });
  return <span className={classes.facts}>{[site.unit_name, told, watched].filter(Boolean).join(" · ")}</span>;
}

function Details({ round, result }: { round: RehearsalRow; result: ResultRow }) {
  const { t } = useTranslation();
  const called = result.checked_at && t("rehearsal:board.checked_by", { name: result.checked_by, time: moment(result.checked_at) });
  const open = result.reports > 0 && result.checklist !== "untested" ? result.open_items : [];
  const missing = round.checklist.filter(({ key }) => open.includes(key)).map((item) => itemWords(item, t));
  return (
    <div className={classes.details}>
      <Findings result={result} />
      {missing.length > 0 && <p>{t("rehearsal:board.open_items", { items: missing.join(", ") })}</p>}
      {result.figures && <Figures figures={result.figures} />}
      {result.note && <p>{t("rehearsal:board.note_of_site", { note: result.note })}</p>}
      {called && <p>{[called, result.check_note].filter(Boolean).join(": ")}</p>}
    </div>
  );
}

function CallButton({ open, round, line }: { open: OpenMeeting; round: RehearsalRow; line: BoardLine }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const call = useAct((note: string) => checkSite(open.meeting.id, round.id, line.site.site_id, note), { onDone: () => setAsking(false) });
  const { name } = line.site;
  return (
    <>
      <Button aria-label={t("rehearsal:board.check_named", { name })} leftSection={<IconPhone size={18} aria-hidden />} onClick={() => setAsking(true)}>
        {t("rehearsal:board.check")}
      </Button>
      {asking && (
        <ReasonDialog
          title={t("rehearsal:board.check_title", { name })}
          detail={t("rehearsal:board.check_note")}
          act={t("act.save")}
          required={false}
          pending={call.isPending}
          onAct={(note) => call.mutate(note)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

interface RowProps {
  open: OpenMeeting;
  round: RehearsalRow;
  line: BoardLine;
  /** Undefined: nobody is assigned here. */
  picked: boolean | undefined;
  onPick: () => void;
}

/** One site: how it stands, what is wrong and what helps, who looks after it. */
export function BoardRow({ open, round, line, picked, onPick }: RowProps) {
  const { t } = useTranslation();
  const { site, result, grade, overseer } = line;
  const watches = overseer !== null && overseer.person_id === open.viewer.person_id;
  const calls = round.closed_at === null && (watches || open.viewer.can.includes("edit_meeting"));
  return (
    <li className={classes.row} data-grade={grade} data-testid="readiness-row">
      {picked !== undefined && (
        <Checkbox aria-label={t("rehearsal:board.pick", { name: site.name })} checked={picked} onChange={onPick} className={classes.pick ?? ""} />
      )}
      <div className={classes.words}>
        <span className={classes.top}>
          <span className={classes.name}>{site.name}</span>
          <GradeMark grade={grade} />
          {result && result.reports > 0 && result.change !== "first" && (
            <StatusTag tone={CHANGE_TONE[result.change]}>{t(`rehearsal:change.${result.change}`)}</StatusTag>
          )}
        </span>
        <Facts line={line} />
        {result && result.reports > 0 && <Tests result={result} />}
        {result && <Details round={round} result={result} />}
      </div>
      {calls && <CallButton open={open} round={round} line={line} />}
    </li>
  );
}
