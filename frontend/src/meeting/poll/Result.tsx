import { Button } from "@mantine/core";
import { IconCircleCheck, IconCircleX, IconBan, IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PollRow } from "@/live";
import classes from "./Poll.module.css";
import { shares } from "./rules";

const OUTCOMES = { adopted: IconCircleCheck, rejected: IconCircleX, void: IconBan } as const;

/** The outcome in one word and one sentence, and the numbers behind it. */
export function ResultFigures({ poll }: { poll: PollRow }) {
  const { t, i18n } = useTranslation("meeting");
  const { result } = poll;
  if (!result) return null;
  const Icon = OUTCOMES[result.outcome];
  return (
    <div className={classes.result} data-testid="poll-result" data-outcome={result.outcome}>
      <p className={classes.outcome}>
        <Icon aria-hidden />
        {t(`poll.outcome.${result.outcome}`)}
      </p>
      <p className={classes.sentence}>{i18n.language === "en" ? result.sentence_en : result.sentence}</p>
      <dl className={classes.shares}>
        {shares(result).map(({ key, count, percent }) => (
          <div key={key} className={classes.share} data-choice={key}>
            <dt>{t(`common:choice.${key}`)}</dt>
            <dd>
              <strong>{count}</strong>
              <span className={classes.track} aria-hidden>
                <span style={{ width: `${percent}%` }} />
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** The published list of a named poll: who voted how, each with the tracker of the receipt. */
export function BallotList({ poll }: { poll: PollRow }) {
  const { t } = useTranslation("meeting");
  const [open, setOpen] = useState(false);
  const Chevron = open ? IconChevronUp : IconChevronDown;
  return (
    <div className={classes.register}>
      <Button variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)} rightSection={<Chevron size={18} aria-hidden />}>
        {t("poll.ballots", { count: poll.ballots.length })}
      </Button>
      {open && (
        <ul className={classes.people}>
          {poll.ballots.map((ballot) => (
            <li key={ballot.tracker}>
              <span>{ballot.full_name}</span>
              <span className={classes.meta}>{t(`common:choice.${ballot.choice}`)}</span>
              <code>{ballot.tracker}</code>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
