import { Alert } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { useOpinion, useOpinionEvents, useOpinionNews, type Opinion, type OpinionSnapshot } from "@/api/opinions";
import { moment } from "@/kit/dates";
import { PageHeader } from "@/kit/PageHeader";
import { Loadable } from "@/kit/States";
import { useServerNow } from "@/live";
import { sentenceOf } from "@/timeline/sentence";
import { Acts } from "./Acts";
import { OpinionStatusTag } from "./OpinionTags";
import classes from "./Opinions.module.css";
import { Papers } from "./Papers";
import { Board, Results } from "./Results";
import { Sheet } from "./Sheet";

function Facts({ opinion }: { opinion: Opinion }) {
  const { t } = useTranslation("opinions");
  const extended = opinion.first_due_at !== null && opinion.first_due_at !== opinion.due_at;
  const facts = [
    ["fact.due", moment(opinion.due_at)],
    ["fact.first_due", extended && opinion.first_due_at ? moment(opinion.first_due_at) : ""],
    ["fact.rule", t("rule.whole", { threshold: t(`rule.threshold_${opinion.threshold.replace("/", "_")}`), base: t(`rule.base_${opinion.base}`) })],
    ["fact.silence", t(`silence.${opinion.silence}`)],
    ["fact.basis", opinion.legal_basis],
    ["fact.shown", t(`shown.${opinion.shown}`)],
    ["fact.late", t(opinion.takes_late ? "late.taken" : "late.refused")],
    ["fact.approver", opinion.approver_name],
    ["fact.follower", opinion.follower_name],
  ].filter(([, value]) => value);
  return (
    <section className={classes.card} aria-label={t("fact.title")}>
      <h2>{t("fact.title")}</h2>
      {opinion.content && <p className={classes.content}>{opinion.content}</p>}
      <dl className={classes.facts}>
        {facts.map(([word, value]) => (
          <Fact key={word} word={word ?? ""} value={value ?? ""} />
        ))}
      </dl>
    </section>
  );
}

function Fact({ word, value }: { word: string; value: string }) {
  const { t } = useTranslation("opinions");
  return (
    <>
      <dt>{t(word)}</dt>
      <dd>{value}</dd>
    </>
  );
}

function Questions({ opinion }: { opinion: Opinion }) {
  const { t } = useTranslation("opinions");
  return (
    <section className={classes.card} aria-label={t("questions")}>
      <h2>{t("questions")}</h2>
      {opinion.questions.map(({ number, text }) => (
        <p key={number} className={classes.asked}>{`${number}. ${text}`}</p>
      ))}
    </section>
  );
}

function History({ id, seq }: { id: string; seq: number }) {
  const { t } = useTranslation("opinions");
  const events = useOpinionEvents(id, seq);
  return (
    <section className={classes.card} aria-label={t("history")}>
      <h2>{t("history")}</h2>
      <Loadable query={events}>
        {({ items }) => (
          <ul className={classes.events}>
            {items.map((event) => (
              <li key={event.seq}>
                {sentenceOf(event, t)}
                <span className={classes.small}>
                  {moment(event.at)} · {event.actor.name}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Loadable>
    </section>
  );
}

function Note({ opinion }: { opinion: Opinion }) {
  const { t } = useTranslation("opinions");
  if (!opinion.reason) return null;
  return (
    <Alert mb="md" color="care" icon={<IconInfoCircle aria-hidden />} title={t(`status.${opinion.status}`)}>
      {opinion.reason}
    </Alert>
  );
}

interface WholeProps {
  snapshot: OpinionSnapshot;
  opinion: Opinion;
  /** How far the server's clock is ahead of this machine's, in ms. */
  offset: number;
}

function Whole({ snapshot, opinion, offset }: WholeProps) {
  const { t } = useTranslation("opinions");
  useOpinionNews(opinion.id);
  const now = useServerNow(offset);
  const isDraft = opinion.status === "draft" || opinion.status === "returned";
  const mine = snapshot.viewer.writes_for.map((id) => snapshot.parts.members[id]).filter((member) => member !== undefined);
  const isCounted = opinion.result !== null || (opinion.status === "open" && snapshot.viewer.can.includes("follow"));
  const lead = [opinion.unit_name, t("due", { moment: moment(opinion.due_at) })].join(" · ");
  return (
    <>
      <PageHeader title={opinion.title} lead={lead} actions={<Acts snapshot={snapshot} opinion={opinion} now={now} />} />
      <p>
        <OpinionStatusTag status={opinion.status} />
      </p>
      <Note opinion={opinion} />
      <div className={classes.columns}>
        <div>
          <Papers snapshot={snapshot} mayEdit={isDraft && snapshot.viewer.can.includes("edit")} />
          {mine.map((member) => (
            <Sheet key={`${member.id} ${member.times}`} snapshot={snapshot} opinion={opinion} member={member} now={now} />
          ))}
          <Results snapshot={snapshot} opinion={opinion} />
          {mine.length === 0 && !isCounted && <Questions opinion={opinion} />}
          <Board snapshot={snapshot} opinion={opinion} now={now} />
        </div>
        <div>
          <Facts opinion={opinion} />
          <History id={opinion.id} seq={snapshot.seq} />
        </div>
      </div>
    </>
  );
}

/** One circulation: the member's sheet, the secretary's board, the result. */
export default function OpinionPage() {
  const opinion = useOpinion(useParams().id ?? "");
  return (
    <Loadable query={opinion}>
      {(snapshot) => {
        const row = Object.values(snapshot.parts.circulation)[0];
        return row && <Whole snapshot={snapshot} opinion={row} offset={Date.parse(snapshot.now) - opinion.dataUpdatedAt} />;
      }}
    </Loadable>
  );
}
