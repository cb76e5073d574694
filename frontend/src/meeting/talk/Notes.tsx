import { Button, Menu, Switch } from "@mantine/core";
import { IconCheck, IconMessageReply, IconMicrophone } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import { clock } from "@/kit/dates";
import { LimitedTextarea } from "@/kit/LimitedInput";
import type { NoteRow } from "@/live";
import { useMeetingView } from "../shared/context";
import { placeName } from "../shared/place";
import { isOver } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
import { talk } from "./acts";
import { conversationOf, isChair, isSecretary, notesOf } from "./rooms";
import classes from "./Talk.module.css";
import { useRead } from "./useRead";

const LONGEST = 300;
const PHRASES = ["agreed", "soon", "noted", "later", "written"] as const;

function AnswerMenu({ row }: { row: NoteRow }) {
  const { t } = useTranslation("talk");
  const act = useCommand();
  return (
    <Menu>
      <Menu.Target>
        <Button loading={act.isPending} leftSection={<IconMessageReply size={18} aria-hidden />} aria-label={t("notes.answer_name", { name: row.full_name })}>
          {t("notes.answer_with")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {PHRASES.map((phrase) => (
          <Menu.Item key={phrase} onClick={() => act.mutate(talk.answerNote(row.id, t(`notes.phrases.${phrase}`)))}>
            {t(`notes.phrases.${phrase}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function NoteActs({ row }: { row: NoteRow }) {
  const { t } = useTranslation("talk");
  const { can, meeting } = useMeetingView();
  const act = useCommand();
  if (isOver(meeting)) return null;
  return (
    <div className={classes.acts}>
      {row.status === "sent" && (
        <IconButton label={t("notes.read_name", { name: row.full_name })} variant="default" onClick={() => act.mutate(talk.readNote(row.id))}>
          <IconCheck size={20} aria-hidden />
        </IconButton>
      )}
      <AnswerMenu row={row} />
      {row.participant_id && can("grant_floor") && meeting.status === "in_progress" && (
        <Button
          leftSection={<IconMicrophone size={18} aria-hidden />}
          loading={act.isPending}
          aria-label={t("notes.floor_name", { name: row.full_name })}
          onClick={() => act.mutate(talk.floorToWriter(row.id))}
        >
          {t("notes.floor")}
        </Button>
      )}
    </div>
  );
}

function Note({ row, mine }: { row: NoteRow; mine: boolean }) {
  const { t } = useTranslation("talk");
  const from = [row.position, placeName(row.site_name)].filter(Boolean).join(" · ");
  return (
    <li className={classes.note} data-new={row.status === "sent" && !mine} data-testid="note">
      <p className={classes.author}>
        {!mine && <strong>{row.full_name}</strong>}
        {!mine && from && <span>{from}</span>}
        <time dateTime={row.sent_at}>{clock(row.sent_at)}</time>
        <span>{t(`notes.status.${row.status}`)}</span>
      </p>
      <p className={classes.words}>{row.text}</p>
      {row.answer && <p className={classes.answer}>{t("notes.answer", { text: row.answer })}</p>}
      {!mine && <NoteActs row={row} />}
    </li>
  );
}

function NoteForm() {
  const { t } = useTranslation("talk");
  const { parts } = useMeetingView();
  const [text, setText] = useState("");
  const act = useCommand({ done: t("notes.sent"), onDone: () => setText("") });
  const words = text.trim();
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (words) act.mutate(talk.note(words));
      }}
    >
      <p className={classes.none}>{t(conversationOf(parts).notes_to_secretary ? "notes.lead_shared" : "notes.lead")}</p>
      <LimitedTextarea
        limit={LONGEST}
        label={t("notes.text")}
        autosize
        minRows={2}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="filled" disabled={!words || words.length > LONGEST} loading={act.isPending}>
        {t("notes.send")}
      </Button>
    </form>
  );
}

/** The chair reads and answers; others write, and see what became of what they wrote. */
export function Notes() {
  const { t } = useTranslation("talk");
  const view = useMeetingView();
  const read = useRead();
  const share = useCommand();
  const reads = isChair(view) || isSecretary(view);
  const rows = notesOf(view.parts);
  const answered = rows.filter((row) => row.answer && row.person_id === view.viewer.person_id).map((row) => row.id).join();
  useEffect(() => {
    answered.split(",").filter(Boolean).forEach((id) => read.mark(`note:${id}`, 1));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- read is new at each render; the answers decide
  }, [answered]);
  return (
    <div className={classes.panel}>
      {!reads && !isOver(view.meeting) && <NoteForm />}
      {rows.length === 0 && reads && <p className={classes.none}>{t("notes.none")}</p>}
      <ol className={classes.notes}>
        {rows.map((row) => (
          <Note key={row.id} row={row} mine={row.person_id === view.viewer.person_id} />
        ))}
      </ol>
      {isChair(view) && (
        <Switch
          label={t("notes.share")}
          checked={conversationOf(view.parts).notes_to_secretary}
          disabled={isOver(view.meeting)}
          onChange={(event) => share.mutate(talk.shareNotes(event.currentTarget.checked))}
        />
      )}
    </div>
  );
}
