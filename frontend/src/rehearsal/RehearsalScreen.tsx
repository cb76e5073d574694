import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { reportRehearsal, type CheckItem, type Grade, type RehearsalRow, type ResultRow } from "@/api/rehearsal";
import { useAct } from "@/api/useAct";
import { moment } from "@/kit/dates";
import { useServerNow } from "@/live";
import { useMeetingView } from "@/meeting/shared/context";
import { placeName } from "@/meeting/shared/place";
import { useWakeLock } from "@/meeting/site/useWakeLock";
import { GradeMark } from "./GradeMark";
import { Figures, Findings } from "./Findings";
import classes from "./RehearsalScreen.module.css";
import { isOpen, resultKey } from "./rounds";
import { itemWords, type TestName } from "./tests";
import { useRehearsal, type Phase, type Rehearsal } from "./useRehearsal";

function Panel({ test, grade, children }: { test: TestName; grade?: Grade; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <section className={classes.panel} data-test={test}>
      <h2>
        {t(`rehearsal:test.${test}`)}
        {grade && <GradeMark grade={grade} />}
      </h2>
      {children}
    </section>
  );
}

/** Ordinary speech fills most of the bar. */
const SHOWN_LOUD = 1.6;

function Bar({ share, label }: { share: number; label: string }) {
  const shown = Math.min(1, share);
  return (
    <div className={classes.meter} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(shown * 100)}>
      <span style={{ transform: `scaleX(${shown})` }} />
    </div>
  );
}

const MICROPHONE_WORDS = {
  ready: "rehearsal:site.ready",
  opening: "rehearsal:site.opening",
  speaking: "rehearsal:site.speak",
  playing: "rehearsal:site.level",
  asking: "rehearsal:site.level",
  done: "rehearsal:site.level",
} as const satisfies Record<Phase, string>;

function MicrophonePanel({ rehearsal, result }: { rehearsal: Rehearsal; result: ResultRow | null }) {
  const { t } = useTranslation();
  const { phase, level } = rehearsal.run;
  return (
    <Panel test="microphone" {...(result ? { grade: result.microphone } : {})}>
      {!result && (
        <p aria-live="polite" className={phase === "speaking" ? classes.ask : ""}>
          {t(MICROPHONE_WORDS[phase])}
        </p>
      )}
      {!result && <Bar share={Math.sqrt(level) * SHOWN_LOUD} label={t("rehearsal:site.level")} />}
      {result && <Findings result={result} only="microphone" />}
    </Panel>
  );
}

function SpeakerPanel({ rehearsal, result }: { rehearsal: Rehearsal; result: ResultRow | null }) {
  const { t } = useTranslation();
  const { phase, speaker } = rehearsal.run;
  return (
    <Panel test="speaker" {...(result ? { grade: result.speaker } : {})}>
      {phase === "playing" && <p aria-live="polite">{t("rehearsal:site.playing")}</p>}
      {(phase === "asking" || phase === "done") && !result && (
        <>
          <p aria-live="polite">{t("rehearsal:site.heard_ask")}</p>
          <div className={classes.answers}>
            <button type="button" aria-pressed={speaker === "heard"} autoFocus={phase === "asking"} onClick={() => rehearsal.answer("heard")}>
              {t("rehearsal:site.heard")}
            </button>
            <button type="button" aria-pressed={speaker === "unheard"} onClick={() => rehearsal.answer("unheard")}>
              {t("rehearsal:site.unheard")}
            </button>
            <button type="button" onClick={rehearsal.replay}>
              {t("rehearsal:site.replay")}
            </button>
          </div>
        </>
      )}
      {(phase === "ready" || phase === "opening" || phase === "speaking") && <p>{t("rehearsal:site.ready")}</p>}
      {result && <Findings result={result} only="speaker" />}
    </Panel>
  );
}

function LinePanel({ rehearsal, result }: { rehearsal: Rehearsal; result: ResultRow | null }) {
  const { t } = useTranslation();
  const { phase, line } = rehearsal.run;
  const words =
    phase === "ready" ? t("rehearsal:site.ready")
    : line.kind === "waiting" ? t("rehearsal:site.waiting", { place: line.place })
    : line.kind === "measuring" ? t("rehearsal:site.measuring")
    : line.kind === "preparing" ? t("rehearsal:site.preparing")
    : "";
  return (
    <Panel test="line" {...(result ? { grade: result.line } : {})}>
      {!result && <p aria-live="polite">{words || t("rehearsal:site.all_done")}</p>}
      {!result && line.kind === "measuring" && <Bar share={line.done} label={t("rehearsal:site.measuring")} />}
      {result?.figures && <Figures figures={result.figures} />}
      {result && <Findings result={result} only="line" />}
    </Panel>
  );
}

function ChecklistPanel({ items, rehearsal, result }: { items: readonly CheckItem[]; rehearsal: Rehearsal; result: ResultRow | null }) {
  const { t } = useTranslation();
  return (
    <Panel test="checklist" {...(result ? { grade: result.checklist } : {})}>
      <ul className={classes.items} aria-label={t("rehearsal:site.items_title")}>
        {items.map((item) => (
          <li key={item.key}>
            <label>
              <input
                type="checkbox"
                checked={rehearsal.run.checklist.includes(item.key)}
                disabled={result !== null}
                onChange={() => rehearsal.toggle(item.key)}
              />
              {itemWords(item, t)}
            </label>
          </li>
        ))}
      </ul>
      {result && <Findings result={result} only="checklist" />}
    </Panel>
  );
}

interface FootProps {
  open: boolean;
  begun: boolean;
  result: ResultRow | null;
  note: string;
  onNote: (note: string) => void;
  onLeave: () => void;
  onStart: () => void;
  /** Null while a test still runs. */
  onSend: (() => void) | null;
}

function leadOf(open: boolean, result: ResultRow | null) {
  if (!open) return "rehearsal:site.closed";
  if (!result) return "rehearsal:site.lead";
  return result.overall === "good" ? "rehearsal:site.good" : "rehearsal:site.sent";
}

function Foot({ open, begun, result, note, onNote, onLeave, onStart, onSend }: FootProps) {
  const { t } = useTranslation();
  return (
    <footer className={classes.foot}>
      {begun && !result ? (
        <input className={classes.note} maxLength={500} value={note} placeholder={t("rehearsal:site.note")} aria-label={t("rehearsal:site.note")} onChange={(event) => onNote(event.currentTarget.value)} />
      ) : (
        <p>{t(leadOf(open, result))}</p>
      )}
      <button type="button" onClick={onLeave}>
        {t(begun || result ? "rehearsal:site.back" : "rehearsal:site.later")}
      </button>
      {open && (result || !begun) && (
        <button type="button" data-main autoFocus onClick={onStart}>
          {t(result ? "rehearsal:site.again" : "rehearsal:site.start")}
        </button>
      )}
      {open && begun && !result && (
        <button type="button" data-main disabled={onSend === null} onClick={onSend ?? undefined}>
          {t("rehearsal:site.send")}
        </button>
      )}
    </footer>
  );
}

interface ScreenProps {
  round: RehearsalRow;
  /** The tests have begun: the screen stays until somebody leaves it. */
  onKeep: () => void;
  onLeave: () => void;
}

/** The tests of a site, made by whoever stands before its screen: one tap begins, no mouse is needed. */
export function RehearsalScreen({ round, onKeep, onLeave }: ScreenProps) {
  const { t } = useTranslation();
  const { id, parts, viewer, live } = useMeetingView();
  const video = useRef<HTMLVideoElement>(null);
  const rehearsal = useRehearsal(id, video);
  const [note, setNote] = useState("");
  const [sent, setSent] = useState<ResultRow | null>(null);
  const report = useAct(() => reportRehearsal(id, round.id, rehearsal.measured(note)), {
    done: t("rehearsal:site.sent"),
    onDone: (row) => {
      setSent(row);
      rehearsal.stop();
    },
  });
  const open = isOpen(round, useServerNow(live.clockOffset));
  const last = parts.rehearsal_results[resultKey(round.number, viewer.site_id ?? "")];
  const result = sent ?? (rehearsal.run.phase === "ready" && last?.reports ? last : null);
  const begun = rehearsal.run.phase !== "ready";
  useWakeLock();
  const start = () => {
    onKeep();
    setSent(null);
    rehearsal.start();
  };
  return (
    <div className={classes.screen} data-testid="rehearsal" data-phase={sent ? "sent" : rehearsal.run.phase}>
      <header className={classes.head}>
        <div>
          <p>{[placeName(viewer.site_name ?? viewer.full_name), t("rehearsal:site.round", { number: round.number, time: moment(round.ends_at) })].join(" · ")}</p>
          <h1>{t("rehearsal:site.title")}</h1>
        </div>
        {result && <GradeMark grade={result.overall} large />}
      </header>
      <main className={classes.panels}>
        <Panel test="camera" {...(result ? { grade: result.camera } : {})}>
          <video ref={video} className={classes.video} hidden={result !== null} muted playsInline aria-label={t("rehearsal:site.own_picture")} />
          {result && <Findings result={result} only="camera" />}
        </Panel>
        <MicrophonePanel rehearsal={rehearsal} result={result} />
        <SpeakerPanel rehearsal={rehearsal} result={result} />
        <LinePanel rehearsal={rehearsal} result={result} />
        <ChecklistPanel items={round.checklist} rehearsal={rehearsal} result={result} />
      </main>
      <Foot
        open={open}
        begun={begun}
        result={result}
        note={note}
        onNote={setNote}
        onLeave={onLeave}
        onStart={start}
        onSend={rehearsal.isWhole && !report.isPending ? () => report.mutate(undefined) : null}
      />
    </div>
  );
}

