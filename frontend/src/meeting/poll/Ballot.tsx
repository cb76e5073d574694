import { Button } from "@mantine/core";
import { IconCircleCheck, IconCircleMinus, IconCircleX, IconSend } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { describeProblem } from "@/api/describe";
import { PrimaryButton } from "@/kit/Buttons";
import type { BallotChoice, PollRow } from "@/live";
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

/** The ballot of an open poll: choose, confirm, send. What others do never touches the choice. */
export function Ballot({ poll }: { poll: PollRow }) {
  const { t } = useTranslation("meeting");
  const { viewer } = useMeetingView();
  const [choice, setChoice] = useState<BallotChoice | null>(null);
  const cast = useCommand({ silent: true });
  const send = () => {
    if (choice === null) return;
    cast.mutate(acts.vote(poll.id, { ballot_id: ballotId(poll.id, viewer.account_id), choice }));
  };
  const sent = cast.isPending || cast.isSuccess;
  return (
    <>
      <Choices name={poll.id} value={choice} disabled={sent} onChange={setChoice} />
      {cast.isError && (
        <p className={classes.problem} role="alert">
          <strong>{describeProblem(cast.error).title}:</strong> {describeProblem(cast.error).detail}
        </p>
      )}
      {choice === null ? (
        <p className={classes.hint}>{t("poll.hint")}</p>
      ) : (
        <Confirm choice={choice} sending={sent} onSend={send} onAgain={() => setChoice(null)} />
      )}
    </>
  );
}
