import { Button } from "@mantine/core";
import { IconClockHour4, IconSend } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { describeProblem } from "@/api/describe";
import { PrimaryButton } from "@/kit/Buttons";
import type { PollRow } from "@/live";
import { ballotSubject, mayWait, vote } from "@/offline/acts";
import type { Entry } from "@/offline/types";
import { useSubmit, useTakeBack, useWaiting } from "@/offline/useQueue";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { useCommand } from "../shared/useCommand";
import { ballotId } from "./ballot";
import { Choices } from "./Choices";
import { Marks } from "./Marks";
import classes from "./Poll.module.css";
import { ballotWords, hasList, NOTHING_SAID, standingOf, type Says } from "./words";

interface ConfirmProps {
  poll: PollRow;
  says: Says;
  sending: boolean;
  onSend: () => void;
  onAgain: () => void;
}

function Confirm({ poll, says, sending, onSend, onAgain }: ConfirmProps) {
  const { t } = useTranslation("meeting");
  const standing = standingOf(poll, says);
  return (
    <div className={classes.confirm}>
      <div className={classes.confirmWords}>
        <strong>{t("poll.confirm", { choice: ballotWords(poll, says, t) })}</strong>
        <span>{t(standing === "valid" ? "poll.confirm_detail" : `poll.confirm_${standing}`)}</span>
      </div>
      <Button size="lg" onClick={onAgain} disabled={sending}>
        {t("poll.choose_again")}
      </Button>
      <PrimaryButton size="lg" onClick={onSend} loading={sending} leftSection={<IconSend size={20} aria-hidden />}>
        {t("poll.send")}
      </PrimaryButton>
    </div>
  );
}

/** The ballot is on this device: said plainly, with what that means, and it can be taken back. */
function WaitingBallot({ poll, entry }: { poll: PollRow; entry: Entry }) {
  const { t } = useTranslation("meeting");
  const says = { ...NOTHING_SAID, ...(entry.body as Partial<Says>) };
  const takeBack = useTakeBack();
  return (
    <div className={classes.confirm} role="status" data-testid="waiting-ballot">
      <IconClockHour4 size={28} stroke={1.5} aria-hidden />
      <div className={classes.confirmWords}>
        <strong>{t("poll.waiting", { choice: ballotWords(poll, says, t) })}</strong>
        <span>{t("poll.waiting_detail")}</span>
      </div>
      <Button size="lg" onClick={() => takeBack(entry.id)}>
        {t("common:waiting.take_back")}
      </Button>
    </div>
  );
}

/** Sends a ballot: where the poll's method allows it, it waits on this device for a lost line. */
function useCast(poll: PollRow) {
  const { id, viewer } = useMeetingView();
  const submit = useSubmit({ silent: true });
  const command = useCommand({ silent: true });
  const cast = mayWait(poll) ? submit : command;
  return {
    isPending: cast.isPending,
    isSent: mayWait(poll) ? submit.data?.kind === "done" : command.isSuccess,
    error: cast.error,
    send: (says: Says) => {
      const body = { ballot_id: ballotId(poll.id, viewer.account_id), ...says };
      if (mayWait(poll)) submit.mutate(vote(id, poll, body));
      else command.mutate(acts.vote(poll.id, body));
    },
  };
}

/** What is still missing before the ballot may be sent; null when it may. */
function lackOf(poll: PollRow, says: Says) {
  if (hasList(poll)) return null;
  if (says.choice === null) return "poll.hint" as const;
  return says.choice === "other" && says.text.trim() === "" ? ("poll.opinion_missing" as const) : null;
}

function BlankBallot({ onBlank }: { onBlank: () => void }) {
  const { t } = useTranslation("meeting");
  return (
    <div className={classes.blank}>
      <p className={classes.hint}>{t("poll.hint_list")}</p>
      <Button variant="subtle" onClick={onBlank}>
        {t("poll.blank")}
      </Button>
    </div>
  );
}

/** The ballot of an open poll: choose, confirm, send. What others do never touches the choice. */
export function Ballot({ poll }: { poll: PollRow }) {
  const { t } = useTranslation("meeting");
  const [says, setSays] = useState<Says>(NOTHING_SAID);
  const [blank, setBlank] = useState(false);
  const { isPending, isSent, error, send } = useCast(poll);
  const unsent = useWaiting(ballotSubject(poll.id));
  if (unsent && !isPending) return <WaitingBallot poll={poll} entry={unsent} />;
  const sent = isPending || isSent;
  const change = (next: Says) => {
    setSays(next);
    setBlank(false);
  };
  const lack = lackOf(poll, says);
  const isEmpty = hasList(poll) && standingOf(poll, says) === "blank" && !blank;
  const Fields = hasList(poll) ? Marks : Choices;
  return (
    <>
      <Fields poll={poll} says={says} disabled={sent} onChange={change} />
      {error && (
        <p className={classes.problem} role="alert">
          <strong>{describeProblem(error).title}:</strong> {describeProblem(error).detail}
        </p>
      )}
      {lack && <p className={classes.hint}>{t(lack)}</p>}
      {isEmpty && <BlankBallot onBlank={() => setBlank(true)} />}
      {!lack && !isEmpty && (
        <Confirm poll={poll} says={says} sending={sent} onSend={() => send(says)} onAgain={() => change(NOTHING_SAID)} />
      )}
    </>
  );
}
