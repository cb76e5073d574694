import { Button, Radio, Textarea } from "@mantine/core";
import { IconDeviceFloppy, IconSend } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CHOICES, OPINIONS_KEY, answerOpinion, draftOpinion, type Choice, type Opinion, type OpinionMember, type OpinionSnapshot } from "@/api/opinions";
import { useAct } from "@/api/useAct";
import { PrimaryButton } from "@/kit/Buttons";
import { moment } from "@/kit/dates";
import { MemberTag } from "./OpinionTags";
import classes from "./Opinions.module.css";
import { answersOf, firstMissing, standingOf, takesAnswers, writtenFrom, type Written } from "./standing";

interface QuestionProps {
  question: Opinion["questions"][number];
  written: Written;
  onWrite: (written: Written) => void;
}

function Question({ question: { number, text }, written, onWrite }: QuestionProps) {
  const { t } = useTranslation("opinions");
  const said = written[number] ?? { choice: null, text: "" };
  const write = (change: Partial<typeof said>) => onWrite({ ...written, [number]: { ...said, ...change } });
  const choice = said.choice;
  return (
    <div className={classes.question}>
      <Radio.Group label={`${number}. ${text}`} value={choice ?? ""} onChange={(value) => write({ choice: value as Choice })}>
        <div className={classes.choices}>
          {CHOICES.map((one) => (
            <Radio.Card key={one} value={one} className={classes.choice ?? ""}>
              <Radio.Indicator />
              <span>{t(`choice.${one}`)}</span>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      {choice && choice !== "agree" && (
        <Textarea
          mt="sm"
          size="md"
          autosize
          minRows={2}
          maxLength={2000}
          withAsterisk
          label={t(`words.${choice}`)}
          value={said.text}
          onChange={(event) => write({ text: event.currentTarget.value })}
        />
      )}
    </div>
  );
}

interface SheetProps {
  snapshot: OpinionSnapshot;
  opinion: Opinion;
  member: OpinionMember;
  now: number;
}

function Missing({ opinion, written }: { opinion: Opinion; written: Written }) {
  const { t } = useTranslation("opinions");
  const missing = firstMissing(opinion.questions, written);
  return missing && <span className={classes.missing}>{t(`sheet.missing_${missing.what}`, { number: missing.question })}</span>;
}

function Acts({ snapshot, opinion, member, written }: Omit<SheetProps, "now"> & { written: Written }) {
  const { t } = useTranslation("opinions");
  const refresh = [OPINIONS_KEY];
  const isOwn = snapshot.viewer.member_id === member.id;
  const answers = answersOf(written);
  const answer = useAct(() => answerOpinion(opinion.id, answers), { refresh, done: t("sheet.sent") });
  const draft = useAct(() => draftOpinion(opinion.id, answers, member.id), { refresh, done: t("sheet.drafted") });
  return (
    <div className={classes.submit}>
      {isOwn && (
        <PrimaryButton size="lg" leftSection={<IconSend size={20} aria-hidden />} disabled={firstMissing(opinion.questions, written) !== null} loading={answer.isPending} onClick={() => answer.mutate(undefined)}>
          {t(member.answered_at ? "sheet.change" : "sheet.send")}
        </PrimaryButton>
      )}
      <Button size={isOwn ? "md" : "lg"} leftSection={<IconDeviceFloppy size={20} aria-hidden />} disabled={answers.length === 0} loading={draft.isPending} onClick={() => draft.mutate(undefined)}>
        {t(isOwn ? "sheet.keep" : "sheet.keep_for", { name: member.full_name })}
      </Button>
      {isOwn && <Missing opinion={opinion} written={written} />}
    </div>
  );
}

/** The opinion sheet of one member: filled in by them, or drafted by their aide. */
export function Sheet({ snapshot, opinion, member, now }: SheetProps) {
  const { t } = useTranslation("opinions");
  const draft = snapshot.parts.drafts[member.id];
  const given = snapshot.parts.answers[member.id];
  const [written, setWritten] = useState<Written>(() => writtenFrom(draft?.answers ?? given?.answers));
  const isOwn = snapshot.viewer.member_id === member.id;
  if (!takesAnswers(opinion, member, now)) return null;
  return (
    <section className={classes.card} aria-label={t("sheet.title")}>
      <div className={classes.sheetHead}>
        <h2>{isOwn ? t("sheet.title") : t("sheet.title_for", { name: member.full_name })}</h2>
        <MemberTag status={standingOf(member, opinion.due_at, now)} />
      </div>
      {draft && <p className={classes.small}>{t("sheet.draft_by", { name: draft.drafted_by, moment: moment(draft.drafted_at) })}</p>}
      {opinion.questions.map((question) => (
        <Question key={question.number} question={question} written={written} onWrite={setWritten} />
      ))}
      <Acts snapshot={snapshot} opinion={opinion} member={member} written={written} />
    </section>
  );
}
