import { Textarea } from "@mantine/core";
import { IconCircleCheck, IconCircleMinus, IconCircleX, IconMessageCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { PollRow } from "@/live";
import classes from "./Poll.module.css";
import type { Says } from "./words";

const CHOICES = {
  approval: [
    { choice: "approve", Icon: IconCircleCheck },
    { choice: "reject", Icon: IconCircleX },
    { choice: "abstain", Icon: IconCircleMinus },
  ],
  opinion: [
    { choice: "agree", Icon: IconCircleCheck },
    { choice: "disagree", Icon: IconCircleX },
    { choice: "other", Icon: IconMessageCircle },
  ],
} as const;

const LONGEST_OPINION = 1000;

interface ChoicesProps {
  poll: PollRow;
  says: Says;
  disabled: boolean;
  onChange: (says: Says) => void;
}

/** A motion or a request for opinions: one of three, and for an opinion its words. */
export function Choices({ poll, says, disabled, onChange }: ChoicesProps) {
  const { t } = useTranslation("meeting");
  const kind = poll.kind === "opinion" ? "opinion" : "approval";
  return (
    <>
      <div className={classes.choices} role="radiogroup" aria-label={t("poll.your_choice")}>
        {CHOICES[kind].map(({ choice, Icon }) => (
          <div key={choice} className={classes.choice} data-chosen={says.choice === choice}>
            <Icon size={28} stroke={1.75} aria-hidden />
            <span className={classes.choiceWords} aria-hidden>
              <span className={classes.choiceName}>{t(`common:choice.${choice}`)}</span>
              {says.choice === choice ? <span>{t("poll.chosen")}</span> : choice === "abstain" && <span>{t("poll.abstain_counts")}</span>}
            </span>
            <span className={classes.dot} aria-hidden />
            <input
              type="radio"
              name={poll.id}
              aria-label={t(`common:choice.${choice}`)}
              checked={says.choice === choice}
              disabled={disabled}
              onChange={() => onChange({ ...says, choice })}
            />
          </div>
        ))}
      </div>
      {kind === "opinion" && says.choice !== null && (
        <Textarea
          label={t(says.choice === "other" ? "poll.opinion" : "poll.opinion_optional")}
          rows={3}
          maxLength={LONGEST_OPINION}
          size="md"
          disabled={disabled}
          value={says.text}
          onChange={(event) => onChange({ ...says, text: event.currentTarget.value })}
        />
      )}
    </>
  );
}
