import { IconCircleCheck, IconCircleX, IconMinus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { PollResult, PollRow } from "@/api/snapshot";
import type { OpenMeeting } from "@/app/MeetingGate";
import { EmptyState } from "@/kit/States";
import { StatusTag, type Tone } from "@/kit/StatusTag";
import { Panel } from "./Panel";
import classes from "./Records.module.css";

const FACE = {
  adopted: { tone: "good", Icon: IconCircleCheck },
  rejected: { tone: "accent", Icon: IconCircleX },
  void: { tone: "neutral", Icon: IconMinus },
} as const satisfies Record<PollResult["outcome"], { tone: Tone; Icon: typeof IconMinus }>;

function Counts({ result }: { result: PollResult }) {
  const { t } = useTranslation();
  return (
    <div className={classes.counts}>
      {(["approve", "reject", "abstain", "not_cast"] as const).map((choice) => (
        <span key={choice} className={classes.count}>
          <b>{result[choice]}</b> {t(`choice.${choice}`)}
        </span>
      ))}
    </div>
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
              <td>{t(`choice.${ballot.choice}`)}</td>
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
          {t(`events:outcome.${result.outcome}`)}
        </StatusTag>
      </div>
      <Counts result={result} />
      <span className={classes.about}>{i18n.language === "en" ? result.sentence_en : result.sentence}</span>
      <Ballots poll={poll} />
    </li>
  );
}

/** What was voted on and how it ended, with the rule in a sentence and the named ballots. */
export function PollResults({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const closed = Object.values(open.parts.polls)
    .filter(({ status }) => status === "closed")
    .sort((a, b) => (a.closed_at ?? "").localeCompare(b.closed_at ?? ""));
  return (
    <Panel title={t("after:polls.title")} facts={closed.length > 0 && t("after:polls.count", { count: closed.length })}>
      <ul className={classes.records}>{closed.map((poll) => poll.result && <Poll key={poll.id} poll={poll} result={poll.result} />)}</ul>
      {closed.length === 0 && <EmptyState title={t("after:polls.none")} />}
    </Panel>
  );
}
