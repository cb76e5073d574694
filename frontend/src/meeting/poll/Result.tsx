import { Button } from "@mantine/core";
import { IconCircleCheck, IconCircleHalf2, IconCircleX, IconBan, IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PollResult, PollRow } from "@/live";
import classes from "./Poll.module.css";
import { shares } from "./rules";
import { ballotWords, hasList, isElection, outcomeKey } from "./words";

const OUTCOMES = { adopted: IconCircleCheck, partly: IconCircleHalf2, rejected: IconCircleX, void: IconBan } as const;

/** Of a list the ballots in one line: the options have the bars. */
function BallotLine({ poll, result }: { poll: PollRow; result: PollResult }) {
  const { t } = useTranslation("meeting");
  return (
    <p className={classes.ballotLine}>
      {shares(poll, result).map(({ key, count }) => (
        <span key={key}>
          {t(`common:choice.${key}`)} <strong>{count}</strong>
        </span>
      ))}
    </p>
  );
}

function Shares({ poll, result }: { poll: PollRow; result: PollResult }) {
  const { t } = useTranslation("meeting");
  return (
    <dl className={classes.shares}>
      {shares(poll, result).map(({ key, count, percent }) => (
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
  );
}

/** The options or candidates with their votes; the line stands at the number that was needed. */
function Options({ poll, result }: { poll: PollRow; result: PollResult }) {
  const { t } = useTranslation("meeting");
  const part = (count: number) => `${result.base === 0 ? 0 : Math.min(100, (100 * count) / result.base)}%`;
  return (
    <ol className={classes.options} data-many={result.options.length > 5}>
      {result.options.map(({ key, label, votes, against, chosen }) => (
        <li key={key} className={classes.option} data-chosen={chosen}>
          <span className={classes.optionName}>
            {chosen && <IconCircleCheck size="1.2em" aria-label={t(isElection(poll) ? "poll.elected" : "poll.chosen_option")} />}
            {label}
          </span>
          <span>
            <strong>{votes}</strong>
            {poll.kind === "election_each" && ` · ${t("poll.against_count", { count: against })}`}
          </span>
          <span className={classes.track} aria-hidden>
            <span style={{ width: part(votes) }} />
            <i style={{ left: part(result.required) }} />
          </span>
        </li>
      ))}
    </ol>
  );
}

const MOST_SEATS = 240;

/** One seat for every member of the roll, filled by what was cast. */
function Seats({ poll, result }: { poll: PollRow; result: PollResult }) {
  const { t } = useTranslation("meeting");
  if (result.entitled > MOST_SEATS) return null;
  const parts = shares(poll, result).filter(({ count }) => count > 0);
  const words = parts.map(({ key, count }) => `${t(`common:choice.${key}`)}: ${count}`).join(", ");
  return (
    <div className={classes.seats} role="img" aria-label={words} data-testid="poll-seats">
      {parts.flatMap(({ key, count }) => Array.from({ length: count }, (_, n) => <span key={`${key}${n}`} data-choice={key} />))}
    </div>
  );
}

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
        {t(outcomeKey(poll, result.outcome))}
      </p>
      <p className={classes.sentence}>{i18n.language === "en" ? result.sentence_en : result.sentence}</p>
      {hasList(poll) ? (
        <>
          <Options poll={poll} result={result} />
          <BallotLine poll={poll} result={result} />
        </>
      ) : (
        <Shares poll={poll} result={result} />
      )}
      <Seats poll={poll} result={result} />
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
              <span className={classes.meta}>{ballotWords(poll, ballot, t)}</span>
              <code>{ballot.tracker}</code>
              {ballot.text && <q className={classes.words}>{ballot.text}</q>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
