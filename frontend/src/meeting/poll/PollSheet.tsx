import { Button, FocusTrap } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { IconArrowsMinimize, IconChecklist, IconX } from "@tabler/icons-react";
import { useRef, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { IconButton, PrimaryButton } from "@/kit/Buttons";
import { clock } from "@/kit/dates";
import type { PollRow } from "@/live";
import { ballotSubject } from "@/offline/acts";
import { useWaiting } from "@/offline/useQueue";
import { useMeetingView } from "../shared/context";
import { Elapsed, PollClock, usePollTimeUp } from "../shared/Clocks";
import { Ballot } from "./Ballot";
import classes from "./Poll.module.css";
import { PollTags } from "./PollTags";
import { Receipt } from "./Receipt";
import { ProgressLine, Register } from "./Register";
import { BallotList, ResultFigures } from "./Result";
import { RuleLines } from "./RuleLines";
import type { PollSheetState } from "./usePollSheet";

function Head({ poll, sheet }: { poll: PollRow; sheet: PollSheetState }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const item = poll.item_id ? parts.items[poll.item_id] : undefined;
  const open = poll.status === "open";
  return (
    <div className={classes.head}>
      <IconChecklist size={20} aria-hidden />
      <span className={classes.kind}>
        {t(`poll.kinds.${poll.kind}`)}
        {item && ` · ${t("item.number", { number: item.number })}`}
      </span>
      <PollClock poll={poll} className={classes.elapsed} />
      {open && poll.opened_at && poll.closes_at === null && (
        <span className={classes.meta}>
          {t("poll.open_for")} <Elapsed since={poll.opened_at} className={classes.elapsed} />
        </span>
      )}
      <IconButton label={t(open ? "poll.fold" : "poll.close_result")} onClick={() => (open ? sheet.fold(true) : sheet.dismiss())}>
        {open ? <IconArrowsMinimize size={22} aria-hidden /> : <IconX size={22} aria-hidden />}
      </IconButton>
    </div>
  );
}

function OpenBody({ poll }: { poll: PollRow }) {
  const { t } = useTranslation("meeting");
  const { parts, can, me } = useMeetingView();
  const mine = parts.my[`ballot:${poll.id}`];
  const votes = me?.votes === true || can("vote");
  const timeUp = usePollTimeUp(poll);
  return (
    <>
      <RuleLines poll={poll} />
      {mine && <Receipt poll={poll} ballot={mine} />}
      {poll.paused_at !== null && !mine && (
        <p className={classes.notCounted} role="status">
          {t("poll.waits_for", { site: poll.paused_for, at: clock(poll.paused_at) })}
        </p>
      )}
      {poll.is_trial && <p className={classes.hint}>{t("poll.trial_detail")}</p>}
      {!mine && votes && timeUp && (
        <p className={classes.notCounted} role="status">
          {t("poll.time_up_detail")}
        </p>
      )}
      {!mine && votes && !timeUp && poll.paused_at === null && <Ballot key={poll.id} poll={poll} />}
      {!votes && <p className={classes.hint}>{t("poll.no_vote")}</p>}
      <ProgressLine poll={poll} />
      <p className={classes.meta}>{t("poll.after_close")}</p>
      <Register poll={poll} />
    </>
  );
}

function ClosedBody({ poll }: { poll: PollRow }) {
  const { t } = useTranslation("meeting");
  const { parts, me } = useMeetingView();
  const mine = parts.my[`ballot:${poll.id}`];
  return (
    <>
      {!mine && me?.votes === true && (
        <p className={classes.notCounted} role="alert" data-testid="not-counted">
          {t("poll.not_counted")}
        </p>
      )}
      <ResultFigures poll={poll} />
      {mine && <Receipt poll={poll} ballot={mine} />}
      <BallotList poll={poll} />
    </>
  );
}

function Folded({ poll, sheet }: { poll: PollRow; sheet: PollSheetState }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const waits = useWaiting(ballotSubject(poll.id)) !== null;
  const answered = waits || parts.my[`ballot:${poll.id}`] !== undefined;
  return (
    <div className={classes.folded} role="status">
      <IconChecklist size={22} aria-hidden />
      <span className={classes.foldedWords}>{poll.question}</span>
      {answered ? (
        <Button onClick={() => sheet.fold(false)}>{t("poll.unfold_answered")}</Button>
      ) : (
        <PrimaryButton onClick={() => sheet.fold(false)}>{t("poll.unfold")}</PrimaryButton>
      )}
    </div>
  );
}

/** Escape folds an open poll and closes a result, unless another dialog over the sheet is meant. */
function useEscape(scrim: RefObject<HTMLElement | null>, sheet: PollSheetState): void {
  useWindowEvent("keydown", (event) => {
    if (event.key !== "Escape" || !sheet.poll || sheet.folded || event.defaultPrevented) return;
    const dialog = document.activeElement?.closest('[role="dialog"]');
    if (dialog && !scrim.current?.contains(dialog)) return;
    if (sheet.poll.status === "open") sheet.fold(true);
    else sheet.dismiss();
  });
}

/**
 * The poll that comes up by itself over whatever is on the screen. Folded away it stays mounted, so that a
 * half-made choice is still there when it is unfolded.
 */
export function PollSheet({ sheet }: { sheet: PollSheetState }) {
  const { poll, folded } = sheet;
  const scrim = useRef<HTMLDivElement>(null);
  useEscape(scrim, sheet);
  if (!poll) return null;
  return (
    <>
      {folded && <Folded poll={poll} sheet={sheet} />}
      <div ref={scrim} className={classes.scrim} hidden={folded}>
        <FocusTrap active={!folded}>
          <section className={classes.sheet} role="dialog" aria-modal="true" aria-label={poll.question} data-testid="poll-sheet">
            <Head poll={poll} sheet={sheet} />
            <PollTags poll={poll} />
            <h2 className={classes.question} data-autofocus tabIndex={-1}>
              {poll.question}
            </h2>
            {poll.status === "open" ? <OpenBody poll={poll} /> : <ClosedBody poll={poll} />}
          </section>
        </FocusTrap>
      </div>
    </>
  );
}
