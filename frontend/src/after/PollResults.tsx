import { IconCircleCheck, IconCircleHalf2, IconCircleX, IconMinus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { PollResult, PollRow } from "@/api/snapshot";
import type { OpenMeeting } from "@/app/MeetingGate";
import { EmptyState } from "@/kit/States";
import { StatusTag, type Tone } from "@/kit/StatusTag";
import { shares } from "@/meeting/poll/rules";
import { ballotWords, outcomeKey } from "@/meeting/poll/words";
import { Panel } from "./Panel";
import classes from "./Records.module.css";

const FACE = {
  adopted: { tone: "good", Icon: IconCircleCheck },
  partly: { tone: "neutral", Icon: IconCircleHalf2 },
  rejected: { tone: "accent", Icon: IconCircleX },
  void: { tone: "neutral", Icon: IconMinus },
} as const satisfies Record<PollResult["outcome"], { tone: Tone; Icon: typeof IconMinus }>;

function Counts({ poll, result }: { poll: PollRow; result: PollResult }) {
  const { t } = useTranslation();
  return (
    <div className={classes.counts}>
      {shares(poll, result).map(({ key, count }) => (
        <span key={key} className={classes.count}>
          <b>{count}</b> {t(`choice.${key}`)}
        </span>
      ))}
    </div>
  );
}

function Options({ result }: { result: PollResult }) {
  const { t } = useTranslation();
  if (result.options.length === 0) return null;
  return (
    <ul className={classes.options}>
      {result.options.map(({ key, label, votes, chosen }) => (
        <li key={key}>
          <b>{votes}</b> {label}
          {chosen && ` · ${t("meeting:poll.chosen_option")}`}
        </li>
      ))}
    </ul>
  );
}

function Ballots({ poll }: { poll: PollRow }) {
  const { t } = useTranslation();
  if (poll.ballots.length === 0) return null;
  return (
    <details className={classes.ballots}>
      <summary>{t("after:polls.ballots", { count: poll.ballots.length })}</summary>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("after:polls.who")}</th>
            <th scope="col">{t("after:polls.position")}</th>
            <th scope="col">{t("after:polls.choice")}</th>
          </tr>
        </thead>
        <tbody>
          {poll.ballots.map((ballot) => (
            <tr key={ballot.tracker}>
              <td>{ballot.full_name}</td>
              <td>{ballot.position}</td>
              <td>
                {ballotWords(poll, ballot, t)}
                {ballot.text && `: ${ballot.text}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Poll({ poll, result }: { poll: PollRow; result: PollResult }) {
  const { t, i18n } = useTranslation();
  const { tone, Icon } = FACE[result.outcome];
  return (
    <li className={classes.record}>
      <div className={classes.head}>
        <p className={classes.question}>{poll.question}</p>
        <StatusTag tone={tone} icon={<Icon size={16} aria-hidden />}>
          {t(outcomeKey(poll, result.outcome))}
        </StatusTag>
      </div>
      <Options result={result} />
      <Counts poll={poll} result={result} />
      <span className={classes.about}>{i18n.language === "en" ? result.sentence_en : result.sentence}</span>
      <Ballots poll={poll} />
    </li>
  );
}

/** What was voted on and how it ended, with the rule in a sentence and the named ballots. */
export function PollResults({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const closed = Object.values(open.parts.polls)
    .filter(({ status, is_trial }) => status === "closed" && !is_trial)
    .sort((a, b) => (a.closed_at ?? "").localeCompare(b.closed_at ?? ""));
  return (
    <Panel title={t("after:polls.title")} facts={closed.length > 0 && t("after:polls.count", { count: closed.length })}>
      <ul className={classes.records}>{closed.map((poll) => poll.result && <Poll key={poll.id} poll={poll} result={poll.result} />)}</ul>
      {closed.length === 0 && <EmptyState title={t("after:polls.none")} />}
    </Panel>
  );
}
