import { Button, Input, Stack, Textarea } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import { PersonSelect } from "@/kit/DirectorySelects";
import type { OpinionForm } from "./OpinionEditPage";
import classes from "./Opinions.module.css";

export interface NamedMember {
  person_id: string;
  full_name: string;
  aide_id: string | null;
  aide_name: string;
}

const MOST_QUESTIONS = 20;

/** The questions that are put, in order. */
export function Questions({ form }: { form: OpinionForm }) {
  const { t } = useTranslation("opinions");
  const { questions } = form.values;
  return (
    <Input.Wrapper label={t("questions")} withAsterisk error={form.errors.questions} labelElement="div">
      <Stack gap="xs">
        {questions.map((text, at) => (
          <div key={at} className={classes.asking}>
            <Textarea
              size="md"
              autosize
              maxLength={1000}
              flex={1}
              aria-label={t("edit.question", { number: at + 1 })}
              placeholder={t("edit.question_example")}
              value={text}
              onChange={(event) => form.setFieldValue("questions", questions.map((old, other) => (other === at ? event.currentTarget.value : old)))}
            />
            {questions.length > 1 && (
              <IconButton label={t("edit.remove_question", { number: at + 1 })} onClick={() => form.setFieldValue("questions", questions.filter((_, other) => other !== at))}>
                <IconTrash size={18} />
              </IconButton>
            )}
          </div>
        ))}
        {questions.length < MOST_QUESTIONS && (
          <Button style={{ alignSelf: "flex-start" }} leftSection={<IconPlus size={18} aria-hidden />} onClick={() => form.setFieldValue("questions", [...questions, ""])}>
            {t("edit.add_question")}
          </Button>
        )}
      </Stack>
    </Input.Wrapper>
  );
}

function AddMember({ onAdd }: { onAdd: (person_id: string, full_name: string) => void }) {
  const { t } = useTranslation("opinions");
  const [round, setRound] = useState(0);
  const add = (id: string | null, name = "") => {
    if (!id) return;
    onAdd(id, name);
    setRound(round + 1);
  };
  return <PersonSelect key={round} label={t("edit.add_member")} placeholder={t("edit.add_member_example")} onChange={add} />;
}

/** Who is asked, in the order of the sheet, each with an aide if wanted. */
export function Members({ form }: { form: OpinionForm }) {
  const { t } = useTranslation("opinions");
  const { members } = form.values;
  const set = (next: NamedMember[]) => form.setFieldValue("members", next);
  const change = (at: number, more: Partial<NamedMember>) => set(members.map((one, other) => (other === at ? { ...one, ...more } : one)));
  const add = (person_id: string, full_name: string) => {
    if (!members.some((one) => one.person_id === person_id)) set([...members, { person_id, full_name, aide_id: null, aide_name: "" }]);
  };
  return (
    <Input.Wrapper label={t("board.members", { count: members.length })} error={form.errors.members} labelElement="div">
      <Stack gap="xs">
        {members.map((one, at) => (
          <div key={one.person_id} className={classes.row}>
            <PersonSelect label={t("edit.member", { number: at + 1 })} value={one.person_id} valueName={one.full_name} onChange={(id, name = "") => id && change(at, { person_id: id, full_name: name })} />
            <PersonSelect label={t("edit.aide")} clearable value={one.aide_id} valueName={one.aide_name} onChange={(id, name = "") => change(at, { aide_id: id, aide_name: name })} />
            <IconButton label={t("edit.remove_member", { name: one.full_name || at + 1 })} onClick={() => set(members.filter((_, other) => other !== at))}>
              <IconTrash size={18} />
            </IconButton>
          </div>
        ))}
        <AddMember onAdd={add} />
      </Stack>
    </Input.Wrapper>
  );
}
