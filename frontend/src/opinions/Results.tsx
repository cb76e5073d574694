import { Button, Group } from "@mantine/core";
import { IconFileTypePdf, IconTable } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { CHOICES, answersAddress, sheetAddress, summaryAddress, type Opinion, type OpinionMember, type OpinionResult, type OpinionSnapshot, type OpinionTally } from "@/api/opinions";
import { moment } from "@/kit/dates";
import { MemberTag } from "./OpinionTags";
import classes from "./Opinions.module.css";
import { standingOf } from "./standing";

const SHARES = [...CHOICES, "silent"] as const;

/** One question's figures as bars. */
export function TallyBars({ tally }: { tally: Pick<OpinionTally, (typeof SHARES)[number] | "members"> }) {
  const { t } = useTranslation("opinions");
  return (
    <ul className={classes.bars}>
      {SHARES.map((share) => (
        <li key={share}>
          <span>{t(`choice.${share}`)}</span>
          <span className={classes.track} aria-hidden>
            <span data-choice={share} style={{ width: `${(tally[share] / Math.max(1, tally.members)) * 100}%` }} />
          </span>
          <span className={classes.count}>
            {tally[share]}/{tally.members}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The result of each question, with the sentence that says how it was counted. */
export function Tallies({ result }: { result: OpinionResult }) {
  const { i18n } = useTranslation();
  return result.questions.map((tally) => (
    <div key={tally.number} className={classes.question}>
      <p className={classes.asked}>{`${tally.number}. ${tally.text}`}</p>
      <TallyBars tally={tally} />
      <p className={classes.sentence}>{i18n.language === "en" ? tally.sentence_en : tally.sentence_vi}</p>
    </div>
  ));
}

/** What is known while the answers come in: for those who see them. */
function countedSoFar({ parts }: OpinionSnapshot, opinion: Opinion): OpinionResult["questions"] {
  const members = Object.keys(parts.members).length;
  return opinion.questions.map((question) => {
    const given = Object.values(parts.answers).flatMap(({ answers }) => answers.filter((one) => one.question === question.number));
    const count = (choice: string) => given.filter((one) => one.choice === choice).length;
    const shares = { agree: count("agree"), disagree: count("disagree"), other: count("other"), option: count("option") };
    return { ...question, ...shares, silent: members - given.length, members } as OpinionTally;
  });
}

function Said({ snapshot, member }: { snapshot: OpinionSnapshot; member: OpinionMember }) {
  const { t } = useTranslation("opinions");
  const given = snapshot.parts.answers[member.id]?.answers ?? [];
  const isSingle = given.length === 1;
  return (
    <ul className={classes.said}>
      {given.map(({ question, choice, text }) => (
        <li key={question}>
          {isSingle ? "" : `${question}. `}
          <strong>{t(`choice.${choice}`)}</strong>
          {text && `: ${text}`}
        </li>
      ))}
    </ul>
  );
}

function Person({ snapshot, opinion, member, now }: { snapshot: OpinionSnapshot; opinion: Opinion; member: OpinionMember; now: number }) {
  const { t } = useTranslation("opinions");
  const status = opinion.sent_at ? standingOf(member, opinion.due_at, now) : null;
  const facts = [member.position, member.unit_name, member.aide_name && t("board.aide", { name: member.aide_name })];
  const isSeen = member.id in snapshot.parts.answers || snapshot.viewer.can.includes("follow");
  return (
    <li className={classes.person}>
      <div>
        <span className={classes.name}>{member.full_name}</span>
        <span className={classes.small}>{facts.filter(Boolean).join(" · ")}</span>
        {member.answered_at && <span className={classes.small}>{t("board.at", { moment: moment(member.answered_at) })}</span>}
        {!member.answered_at && member.reminded_at && <span className={classes.small}>{t("board.reminded", { moment: moment(member.reminded_at) })}</span>}
      </div>
      {status && <MemberTag status={status} />}
      {isSeen && opinion.sent_at && (
        <Button component="a" variant="subtle" size="sm" href={sheetAddress(opinion.id, member.id)} target="_blank" rel="noreferrer" leftSection={<IconFileTypePdf size={18} aria-hidden />} aria-label={t("board.sheet_of", { name: member.full_name })}>
          {t("board.sheet")}
        </Button>
      )}
      <Said snapshot={snapshot} member={member} />
    </li>
  );
}

/** Everybody who is asked, with what they answered where one may see it. */
export function Board({ snapshot, opinion, now }: { snapshot: OpinionSnapshot; opinion: Opinion; now: number }) {
  const { t } = useTranslation("opinions");
  const members = Object.values(snapshot.parts.members).sort((a, b) => a.place - b.place);
  const answered = members.filter(({ answered_at }) => answered_at).length;
  return (
    <section className={classes.card} aria-label={t("board.title")}>
      <h2>{t(opinion.sent_at ? "board.answered" : "board.members", { answered, count: members.length })}</h2>
      <ul className={classes.people}>
        {members.map((member) => (
          <Person key={member.id} snapshot={snapshot} opinion={opinion} member={member} now={now} />
        ))}
      </ul>
    </section>
  );
}

/** The result, or for those who follow it the figures so far; and everything to take along. */
export function Results({ snapshot, opinion }: { snapshot: OpinionSnapshot; opinion: Opinion }) {
  const { t } = useTranslation("opinions");
  const follows = snapshot.viewer.can.includes("follow");
  if (!opinion.result && !(follows && opinion.status === "open")) return null;
  return (
    <section className={classes.card} aria-label={t("result.title")}>
      <h2>{t(opinion.result ? "result.title" : "result.so_far")}</h2>
      {opinion.result ? (
        <Tallies result={opinion.result} />
      ) : (
        countedSoFar(snapshot, opinion).map((tally) => (
          <div key={tally.number} className={classes.question}>
            <p className={classes.asked}>{`${tally.number}. ${tally.text}`}</p>
            <TallyBars tally={tally} />
          </div>
        ))
      )}
      {follows && (
        <Group gap="xs" mt="md">
          <Button component="a" href={summaryAddress(opinion.id)} target="_blank" rel="noreferrer" leftSection={<IconFileTypePdf size={18} aria-hidden />}>
            {t("result.summary")}
          </Button>
          {(["xlsx", "csv"] as const).map((form) => (
            <Button key={form} component="a" href={answersAddress(opinion.id, form)} download leftSection={<IconTable size={18} aria-hidden />}>
              {t(`result.export_${form}`)}
            </Button>
          ))}
        </Group>
      )}
    </section>
  );
}
