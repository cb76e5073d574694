import { Button } from "@mantine/core";
import { IconCircleCheck, IconCircleMinus, IconCircleX, IconClockHour4, IconSend } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { describeProblem } from "@/api/describe";
import { PrimaryButton } from "@/kit/Buttons";
import type { BallotChoice, PollRow } from "@/live";
import { ballotSubject, mayWait, vote } from "@/offline/acts";
import type { Entry } from "@/offline/types";
import { useSubmit, useTakeBack, useWaiting } from "@/offline/useQueue";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { useCommand } from "../shared/useCommand";
import { ballotId } from "./ballot";
import classes from "./Poll.module.css";

const CHOICES = [
  { choice: "approve", Icon: IconCircleCheck },
  { choice: "reject", Icon: IconCircleX },
  { choice: "abstain", Icon: IconCircleMinus },
] as const;

interface ChoicesProps {
  name: string;
  value: BallotChoice | null;
  disabled: boolean;
  onChange: (choice: BallotChoice) => void;
}

function Choices({ name, value, disabled, onChange }: ChoicesProps) {
  const { t } = useTranslation("meeting");
  return (
    <div className={classes.choices} role="radiogroup" aria-label={t("poll.your_choice")}>
      {CHOICES.map(({ choice, Icon }) => (
        <div key={choice} className={classes.choice} data-chosen={value === choice}>
          <Icon size={28} stroke={1.75} aria-hidden />
          <span className={classes.choiceWords} aria-hidden>
            <span className={classes.choiceName}>{t(`common:choice.${choice}`)}</span>
            {value === choice ? <span>{t("poll.chosen")}</span> : choice === "abstain" && <span>{t("poll.abstain_counts")}</span>}
          </span>
          <span className={classes.dot} aria-hidden />
          <input
            type="radio"
            name={name}
            aria-label={t(`common:choice.${choice}`)}
            checked={value === choice}
            disabled={disabled}
            onChange={() => onChange(choice)}
          />
        </div>
      ))}
    </div>
  );
}

interface ConfirmProps {
  choice: BallotChoice;
  sending: boolean;
  onSend: () => void;
  onAgain: () => void;
}

function Confirm({ choice, sending, onSend, onAgain }: ConfirmProps) {
  const { t } = useTranslation("meeting");
  return (
    <div className={classes.confirm}>
      <div className={classes.confirmWords}>
        <strong>{t("poll.confirm", { choice: t(`common:choice.${choice}`) })}</strong>
        <span>{t("poll.confirm_detail")}</span>
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
function WaitingBallot({ entry }: { entry: Entry }) {
  const { t } = useTranslation("meeting");
  const takeBack = useTakeBack();
  return (
    <div className={classes.confirm} role="status" data-testid="waiting-ballot">
      <IconClockHour4 size={28} stroke={1.5} aria-hidden />
      <div className={classes.confirmWords}>
        <strong>{t("poll.waiting", { choice: t(`common:choice.${entry.choice}`) })}</strong>
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
    send: (choice: BallotChoice) => {
      const body = { ballot_id: ballotId(poll.id, viewer.account_id), choice };
      if (mayWait(poll)) submit.mutate(vote(id, poll, body));
      else command.mutate(acts.vote(poll.id, body));
    },
  };
}

/** The ballot of an open poll: choose, confirm, send. What others do never touches the choice. */
export function Ballot({ poll }: { poll: PollRow }) {
  const { t } = useTranslation("meeting");
  const [choice, setChoice] = useState<BallotChoice | null>(null);
  const { isPending, isSent, error, send } = useCast(poll);
  const unsent = useWaiting(ballotSubject(poll.id));
  if (unsent && !isPending) return <WaitingBallot entry={unsent} />;
  const sent = isPending || isSent;
  return (
    <>
      <Choices name={poll.id} value={choice} disabled={sent} onChange={setChoice} />
      {error && (
        <p className={classes.problem} role="alert">
          <strong>{describeProblem(error).title}:</strong> {describeProblem(error).detail}
        </p>
      )}
      {choice === null ? (
        <p className={classes.hint}>{t("poll.hint")}</p>
      ) : (
        <Confirm choice={choice} sending={sent} onSend={() => send(choice)} onAgain={() => setChoice(null)} />
      )}
    </>
  );
}
